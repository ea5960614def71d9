#include "pipeline/collector.h"

#include <algorithm>
#include <utility>

#include "detect/text_kind.h"
#include "license/expression.h"
#include "pipeline/document_record.h"

namespace licensus {
namespace {

constexpr size_t kMaxGroups = 4096;
constexpr size_t kMaxSilent = 1024;
constexpr size_t kMaxStatements = 16;  // of one document

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
  size_t bytes = sizeof record + record.document.size() + record.host.size() + record.title.size() +
                 record.author.size();
  for (const Finding& finding : record.findings) bytes += sizeof finding + finding.text.size();
  return bytes + record.signals.size() * sizeof(Signal);
}

}  // namespace

Collector::Collector(const Detector& detector, bool all_documents, const SiteTable* sites,
                     StopSignal stop)
    : known_(detector.rules().dataset_rules),
      session_(detector),
      all_documents_(all_documents),
      sites_(sites),
      stop_(stop) {}

void Collector::start(Flush flush, const std::vector<size_t>& datasets, bool states) {
  flush_ = std::move(flush);
  datasets_ = datasets;
  states_ = states && !datasets.empty();
  folder_.clear();
  below_.reset();
  result_ = ExtentResult{};
  groups_.clear();
  last_group_ = nullptr;
  rows_ = {};
  silent_.clear();
}

void Collector::set_format(std::string_view format) {
  if (result_.format.empty()) result_.format = format;
}

ExtentResult Collector::take(ExtentSpan span) {
  settle_groups();
  result_.span = span;
  return std::move(result_);
}

void Collector::begin_document(const DocumentHead& head) {
  begin_record(head, result_.documents, record_);
  if (result_.format.empty()) result_.format = head.form;
  is_page_ = record_.document.find("://") != std::string::npos;
  session_.begin(view_of(head));
  find_dataset();
}

// Pages and rows have no path that a dataset's files have.
void Collector::find_dataset() {
  dataset_ = DatasetRules::npos;
  const std::string_view id = record_.document;
  if (is_page_ || id.starts_with(kRowId)) return;
  if (folder_.empty()) {
    dataset_ = known_.of_path(id);
    return;
  }
  path_.assign(folder_).append(id);
  dataset_ = known_.of_path(path_);
}

void Collector::body(std::string_view piece) {
  record_.bytes += piece.size();
  session_.piece(piece);
}

void Collector::begin_column(std::string_view name) { session_.begin_column(name); }

void Collector::skip_column(std::string_view, uint64_t bytes) {
  record_.bytes += bytes;
  session_.skip_column();
}

void Collector::field(std::string_view path, std::string_view value) {
  session_.field(path, value);
}

bool Collector::find_spots(std::string_view raw, std::vector<size_t>& spots) {
  return !all_documents_ && !states_ && sites_ == nullptr && session_.find_spots(raw, spots);
}

void Collector::count_row(std::string_view media_type, uint64_t bytes) {
  if (rows_.documents > 0 && media_type != row_media_type_) settle_rows();
  if (rows_.documents == 0) row_media_type_ = media_type;
  rows_ += {1, bytes, 1, bytes};
  ++result_.documents;
  ++result_.text_documents;
  result_.bytes += bytes;
}

// Rows without evidence count as any document without evidence does.
void Collector::settle_rows() {
  if (rows_.documents == 0) return;
  DocumentRecord record;
  record.media_type = row_media_type_;
  dataset_ = DatasetRules::npos;
  is_page_ = false;
  const Count rows = std::exchange(rows_, {});
  cover(record, Detection{}, rows);
  count_in_group(record, Detection{}, rows);
}

void Collector::end_document(const DocumentTail& tail) {
  if (std::exchange(states_, false)) {
    for (const size_t dataset : datasets_) session_.state(known_.datasets[dataset]);
  }
  Detection detection = session_.finish();
  if (sites_ != nullptr) {
    sites_->add_signals(record_.host, record_.address(), detection.signals);
  }
  if (record_.title.empty()) record_.title = std::move(detection.credit.title);
  if (record_.author.empty()) record_.author = std::move(detection.credit.author);
  record_.length = tail.length;
  record_.truncated = tail.truncated || detection.limited || detection.texts_limited;
  if (detection.texts_limited) {
    error(record_.offset, record_.document,
          "the work that one document may take was used up while comparing license texts: some may "
          "be missing");
  }
  if (!detection.problem.empty()) error(record_.offset, record_.document, detection.problem);
  if (detection.limited) {
    error(record_.offset, record_.document,
          "more than " + std::to_string(Detection::kMaxFindings) + " findings or " +
              std::to_string(Detection::kMaxSignals) +
              " signals in one document: the rest were not kept");
  }
  count(record_, detection);
  const bool silent = detection.findings.empty() && detection.signals.empty();
  if (!silent || all_documents_) keep(std::move(detection));
}

void Collector::count(const DocumentRecord& record, const Detection& detection) {
  const bool counted = detection.text && (record.status == -1 || record.status == 200);
  ++result_.documents;
  result_.text_documents += detection.text;
  result_.bytes += record.bytes;
  result_.findings += detection.findings.size();
  const Count count{1, record.bytes, counted ? uint64_t{1} : 0, counted ? record.bytes : 0};
  cover(record, detection, count);
  count_in_group(record, detection, count);
  if (groups_.size() >= kMaxGroups) settle_groups();
}

// Whether the document belongs to a known dataset whose code has a license apart: a license file
// among its files is that code's.
bool Collector::is_of_known_code() const {
  if (dataset_ == DatasetRules::npos) return false;
  const std::vector<DatasetLayer>& layers = known_.datasets[dataset_].layers;
  return std::any_of(layers.begin(), layers.end(),
                     [](const DatasetLayer& layer) { return layer.scope == Scope::kCode; });
}

// What speaks for a dataset: its cards and records of catalogues, its license files, its rows.
void Collector::find_statements(const DocumentRecord& record, const Detection& detection) {
  statements_.clear();
  const Verdict& verdict = detection.verdict;
  if (!verdict.states_something()) return;
  const auto state = [&](std::string_view who, std::string_view license) {
    std::string statement = std::string(who) + ' ' + std::string(license);
    const bool known =
        std::find(statements_.begin(), statements_.end(), statement) != statements_.end();
    if (!known && statements_.size() < kMaxStatements) statements_.push_back(std::move(statement));
  };
  bool of_code = false;
  for (const Finding& finding : detection.findings) {
    if (finding.kind != Kind::kField || !finding.main) continue;
    of_code = of_code || finding.scope == Scope::kCode;
    if (finding.scope == Scope::kDataset) state(finding.rule, finding.license);
  }
  if (!statements_.empty() || of_code) return;
  if (record.document.starts_with(kRowId)) return state("records", verdict.license);
  if (is_page_) return;
  const FolderFile file = folder_file_of(record.document);
  if (file == FolderFile::kLicense) {
    state(is_of_known_code() ? "code-license" : "license-file", verdict.license);
  }
  if (file == FolderFile::kNotice) state("notice-file", verdict.license);
}

// Whether a file that states a license states it of its folder: license files, and what describes a
// dataset. A package's manifest speaks of code, a row of itself.
void Collector::cover(const DocumentRecord& record, const Detection& detection,
                      const Count& count) {
  if (is_page_) return;
  const std::string_view id = record.document;
  const std::string_view folder = below_ ? *below_ : folder_of(id);
  const Verdict& verdict = detection.verdict;
  if (!verdict.states_something()) {
    const auto known = silent_.find(folder);
    (known != silent_.end() ? known->second : silent_[std::string(folder)]) += count;
    if (silent_.size() >= kMaxSilent) settle_silent();
    return;
  }
  if (id.starts_with(kRowId)) return;
  const FolderFile file = folder_file_of(id);
  const std::string_view license =
      verdict.status == Status::kReserved ? Coverage::kReserved : verdict.license;
  if (file == FolderFile::kLicense || file == FolderFile::kNotice) {
    const bool notice = file == FolderFile::kNotice;
    result_.coverage.state(folder, license,
                           notice ? Coverage::Voice::kNotice : Coverage::Voice::kLicenseFile);
    return;
  }
  for (const Finding& finding : detection.findings) {
    if (!finding.main || finding.kind != Kind::kField) continue;
    if (finding.scope == Scope::kDataset ||
        (file == FolderFile::kDescription && finding.scope == Scope::kDocument)) {
      result_.coverage.state(folder, finding.license);
    }
  }
}

void Collector::settle_silent() {
  for (const auto& [folder, count] : silent_) result_.coverage.add_silent(folder, count);
  silent_.clear();
}

void Collector::count_in_group(const DocumentRecord& record, const Detection& detection,
                               const Count& count) {
  find_statements(record, detection);
  make_key(record, detection);
  if (last_group_ != nullptr && key_ == last_key_) {
    last_group_->count += count;
    return;
  }
  const auto [place, is_new] = groups_.try_emplace(key_);
  Group& group = place->second;
  last_group_ = &group;
  last_key_ = key_;
  if (is_new) {
    const Verdict& verdict = detection.verdict;
    group.license = verdict.license;
    group.status = verdict.status;
    group.terms = verdict.terms;
    group.media_type = record.media_type;
    group.dataset = dataset_;
    group.statements = statements_;
    for (const Finding& finding : detection.findings) {
      group.kinds.insert(to_string(finding.kind));
      group.scopes.insert(to_string(finding.scope));
    }
    for (const Signal& signal : detection.signals) {
      group.signals.insert(signal.signal + "=" + signal.value);
    }
  }
  group.count += count;
}

// Equal keys: the census counts both documents under the same values. Terms follow from the
// license, but for conflicting findings, whose terms are those of all of them.
void Collector::make_key(const DocumentRecord& record, const Detection& detection) {
  uint32_t kinds = 0, scopes = 0;
  for (const Finding& finding : detection.findings) {
    kinds |= 1U << static_cast<unsigned>(finding.kind);
    scopes |= 1U << static_cast<unsigned>(finding.scope);
  }
  key_.assign(record.media_type);
  for (const uint32_t part : {static_cast<uint32_t>(detection.verdict.status), kinds, scopes,
                              static_cast<uint32_t>(dataset_)}) {
    key_.append(reinterpret_cast<const char*>(&part), sizeof part);
  }
  key_.append(detection.verdict.license);
  const Terms& terms = detection.verdict.terms;
  for (const Permission permission :
       {terms.commercial_use, terms.derivatives, terms.redistribution, terms.model_training}) {
    key_.push_back(static_cast<char>(permission));
  }
  for (const Duty duty : {terms.attribution, terms.notice, terms.share_alike}) {
    key_.push_back(static_cast<char>(duty));
  }
  key_.push_back(static_cast<char>(terms.purpose));
  for (const std::string& statement : statements_) key_.append(1, '\2').append(statement);
  for (const Signal& signal : detection.signals) {
    key_.append(1, '\1').append(signal.signal).append(1, '=').append(signal.value);
  }
}

void Collector::settle_groups() {
  settle_rows();
  settle_silent();
  Census& census = result_.census;
  Count all;
  for (const auto& [key, group] : groups_) {
    all += group.count;
    if (group.dataset != DatasetRules::npos) {
      census.add(Dimension::kDataset, known_.datasets[group.dataset].rule, group.count);
    }
    census.add(Dimension::kLicense, group.license, group.count);
    census.add(Dimension::kLicenseStatus, to_string(group.status), group.count);
    census.add(Dimension::kMediaType, group.media_type, group.count);
    add_terms(census, group.terms, group.count);
    std::set<std::string, std::less<>> ids;
    if (const auto parsed = parse_expression(group.license)) collect_ids(*parsed, ids);
    for (const std::string& id : ids) census.add(Dimension::kLicenseId, id, group.count);
    for (const auto kind : group.kinds) census.add(Dimension::kKind, kind, group.count);
    for (const auto& who : group.statements) census.add(Dimension::kStatedBy, who, group.count);
    for (const auto scope : group.scopes) census.add(Dimension::kScope, scope, group.count);
    for (const auto& signal : group.signals) census.add(Dimension::kSignal, signal, group.count);
  }
  groups_.clear();
  last_group_ = nullptr;
  for (const size_t dataset : datasets_) {
    if (all.documents > 0) census.add(Dimension::kDataset, known_.datasets[dataset].rule, all);
  }
}

void Collector::keep(Detection&& detection) {
  record_.verdict = std::move(detection.verdict);
  record_.findings = std::move(detection.findings);
  record_.signals = std::move(detection.signals);
  result_.held_bytes += held(record_);
  result_.records.push_back(std::move(record_));
  if (result_.held_bytes < kFlushBytes) return;
  settle_groups();
  if (flush_(result_)) return;
  if (result_.held_bytes > kMaxHeldBytes) result_.dropped = true;
}

void Collector::other_record() { ++result_.other_records; }

void Collector::error(int64_t offset, std::string_view document, std::string message) {
  result_.add_error({std::string(document), offset, std::move(message), result_.documents - 1});
}

bool Collector::stopped() const { return result_.dropped || stop_.is_set(); }

}  // namespace licensus
