#include "pipeline/collector.h"

#include <set>
#include <utility>

#include "license/expression.h"

namespace licensus {
namespace {

// The ids that stand in an expression, as the dimension license_id counts them.
void collect_ids(const Expression& expression, std::set<std::string, std::less<>>& ids) {
  if (expression.kind == Expression::Kind::kLicense) ids.insert(expression.license);
  for (const Expression& operand : expression.operands) collect_ids(operand, ids);
}

void add_terms(Census& census, const Terms& terms, const Count& count) {
  census.add(Dimension::kCommercialUse, to_string(terms.commercial_use), count);
  census.add(Dimension::kDerivatives, to_string(terms.derivatives), count);
  census.add(Dimension::kRedistribution, to_string(terms.redistribution), count);
  census.add(Dimension::kModelTraining, to_string(terms.model_training), count);
  census.add(Dimension::kAttribution, to_string(terms.attribution), count);
  census.add(Dimension::kNotice, to_string(terms.notice), count);
  census.add(Dimension::kShareAlike, to_string(terms.share_alike), count);
  census.add(Dimension::kPurpose, to_string(terms.purpose), count);
}

size_t held(const DocumentRecord& record) {
  size_t bytes = sizeof record + record.document.size() + record.host.size();
  for (const Finding& finding : record.findings) bytes += sizeof finding + finding.text.size();
  return bytes + record.signals.size() * sizeof(Signal);
}

}  // namespace

Collector::Collector(const Detector& detector, bool all_documents, const std::atomic<bool>& stop)
    : session_(detector), all_documents_(all_documents), stop_(stop) {}

void Collector::start(Flush flush) {
  flush_ = std::move(flush);
  result_ = ExtentResult{};
  plain_.clear();
}

ExtentResult Collector::take(ExtentSpan span) {
  settle_plain();
  result_.span = span;
  return std::move(result_);
}

void Collector::begin_document(const DocumentHead& head) {
  record_ = DocumentRecord{};
  record_.index = result_.documents;
  record_.document = head.id;
  record_.host = head.host;
  record_.date = head.date;
  record_.media_type = head.media_type;
  record_.digest = head.digest;
  record_.offset = head.offset;
  record_.status = head.status;
  if (result_.format.empty()) result_.format = head.form;
  session_.begin({.name = head.id,
                  .media_type = head.media_type,
                  .charset = head.charset,
                  .http_headers = head.http_headers,
                  .body = {}});
}

void Collector::body(std::string_view piece) {
  record_.bytes += piece.size();
  session_.piece(piece);
}

void Collector::end_document(const DocumentTail& tail) {
  Detection detection = session_.finish();
  record_.length = tail.length;
  record_.truncated = tail.truncated || detection.limited;
  if (detection.limited) {
    error(record_.offset, record_.document,
          "more than " + std::to_string(Detection::kMaxFindings) +
              " findings in one document: the rest were not kept");
  }
  count(record_, detection);
  const bool silent = detection.findings.empty() && detection.signals.empty();
  if (!silent || all_documents_) keep(std::move(detection));
}

void Collector::count(const DocumentRecord& record, const Detection& detection) {
  const bool counted = detection.text && (record.status == -1 || record.status == 200);
  const Count one{1, record.bytes, counted ? uint64_t{1} : uint64_t{0}, counted ? record.bytes : 0};
  ++result_.documents;
  result_.text_documents += detection.text;
  result_.bytes += record.bytes;
  result_.findings += detection.findings.size();
  const Verdict& verdict = detection.verdict;
  if (detection.text && detection.findings.empty() && detection.signals.empty()) {
    plain_[record.media_type] += one;
    return;
  }
  Census& census = result_.census;
  census.add(Dimension::kLicense, verdict.license, one);
  census.add(Dimension::kLicenseStatus, to_string(verdict.status), one);
  census.add(Dimension::kMediaType, record.media_type, one);
  add_terms(census, verdict.terms, one);
  std::set<std::string, std::less<>> ids, kinds, scopes, signals;
  if (const auto parsed = parse_expression(verdict.license)) collect_ids(*parsed, ids);
  for (const Finding& finding : detection.findings) {
    kinds.emplace(to_string(finding.kind));
    scopes.emplace(to_string(finding.scope));
  }
  for (const Signal& signal : detection.signals) signals.insert(signal.signal + "=" + signal.value);
  for (const auto& [dimension, values] :
       {std::pair{Dimension::kLicenseId, &ids}, std::pair{Dimension::kKind, &kinds},
        std::pair{Dimension::kScope, &scopes}, std::pair{Dimension::kSignal, &signals}}) {
    for (const std::string& value : *values) census.add(dimension, value, one);
  }
}

void Collector::settle_plain() {
  static const Verdict kNothing;
  for (const auto& [media_type, count] : plain_) {
    result_.census.add(Dimension::kLicense, kNothing.license, count);
    result_.census.add(Dimension::kLicenseId, kNothing.license, count);
    result_.census.add(Dimension::kLicenseStatus, to_string(kNothing.status), count);
    result_.census.add(Dimension::kMediaType, media_type, count);
    add_terms(result_.census, kNothing.terms, count);
  }
  plain_.clear();
}

void Collector::keep(Detection&& detection) {
  record_.verdict = std::move(detection.verdict);
  record_.findings = std::move(detection.findings);
  record_.signals = std::move(detection.signals);
  result_.held_bytes += held(record_);
  result_.records.push_back(std::move(record_));
  if (result_.held_bytes < kFlushBytes) return;
  settle_plain();
  if (flush_(result_)) return;
  if (result_.held_bytes > kMaxHeldBytes) result_.dropped = true;
}

void Collector::other_record() { ++result_.other_records; }

void Collector::error(int64_t offset, std::string_view document, std::string message) {
  result_.add_error({std::string(document), offset, std::move(message)});
}

bool Collector::stopped() const { return result_.dropped || stop_.load(std::memory_order_relaxed); }

}  // namespace licensus
