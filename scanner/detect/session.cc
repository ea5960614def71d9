// Detector::Session: one document, piece by piece.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "detect/alternatives.h"
#include "detect/body_text.h"
#include "detect/charset.h"
#include "detect/detector.h"
#include "detect/embedded_rights.h"
#include "detect/evidence.h"
#include "detect/fields.h"
#include "detect/http_headers.h"
#include "detect/kept_text.h"
#include "detect/page.h"
#include "detect/page_credit.h"
#include "detect/text_kind.h"
#include "detect/verdict.h"
#include "detect/wat.h"

namespace licensus {
namespace {

constexpr size_t kSeamBytes = 512;

bool is_json(const DocumentView& document) {
  return document.media_type.find("json") != document.media_type.npos ||
         document.name.ends_with(".json") || document.name.ends_with(".jsonl") ||
         document.name.ends_with(".ndjson");
}

}  // namespace

struct Detector::Session::Impl {
  const Detector& detector;
  PatternMatcher::Scratch scratch;
  std::optional<TextFindings> texts;
  HyperscanScratch window_scratch;
  std::vector<Span> windows;       // of one piece, for texts
  std::vector<Finding> joined;     // likewise
  std::vector<Finding*> unplaced;  // likewise: offsets are those of its text
  TextTrace* trace = nullptr;
  std::vector<PatternMatch> matches;

  DocumentView head;
  Detection detection;
  BodyText body;
  std::string seam;  // the end of the last piece
  bool first = true;
  bool page = false;
  std::string column;           // the one being read; "" outside of rows
  size_t column_begin = 0;      // its first finding
  bool column_text = false;     // some column was text
  bool column_page = false;     // some column was a page
  std::vector<Finding> fields;  // what fields beside the body state
  std::unordered_map<std::string, std::vector<Finding>> known_fields;  // by path and value
  std::string field_key;
  KeptText kept;
  EmbeddedRights embedded;

  explicit Impl(const Detector& d) : detector(d) {
    if (d.texts() != nullptr) {
      texts.emplace(*d.texts(), d.licenses(), d.rules().text_rules, d.text_options());
    }
    if (d.text_windows() != nullptr) d.text_windows()->fit(window_scratch);
  }

  void begin(const DocumentView& view) {
    head = view;
    detection = Detection{};
    column.clear();
    column_begin = 0;
    column_text = column_page = false;
    fields.clear();
    kept.begin();
    embedded.begin();
    begin_body();
  }

  void begin_body() {
    body.begin();
    seam.clear();
    first = true;
    page = false;
  }

  void begin_column(std::string_view name) {
    end_column();
    column = name;
    column_begin = detection.findings.size();
    begin_body();
  }

  // A column of text in which nothing is to be found, as far as it says something of the row.
  void skip_column() {
    end_column();
    column.clear();
    first = false;
    head.body = {};
    column_text = detection.text = true;
    column_page = column_page || (is_page(head) && !only_texts());
    page = column_page;
  }

  void end_column() {
    if (column.empty()) return;
    for (size_t i = column_begin; i < detection.findings.size(); ++i) {
      std::string& field = detection.findings[i].field;
      field = field.empty() ? column : column + "." + field;
    }
    if (first) classify({});
    column_text |= detection.text;
    column_page |= page;
    detection.text = column_text;
    page = column_page;
  }

  // As ScanCode, which looks into binaries too and knows no pages.
  bool only_texts() const { return detector.text_options().scancode_parity; }

  void classify(std::string_view bytes) {
    first = false;
    head.body = bytes;
    detection.text = !is_binary(head) || name_says_license(head.name) || only_texts();
    if (!detection.text) {
      if (column.empty()) embedded.expect(head);
      return;
    }
    body.set_charset(charset_of(head.charset, bytes));
    page = is_page(head) && !only_texts();
    if (!page && column.empty() && !only_texts()) {
      kept.expect(head, detector.rules().metadata_rules);
    }
  }

  void piece(std::string_view bytes) {
    if (first) classify(bytes);
    if (detection.text) {
      if (!seam.empty() && !only_texts()) read_seam(bytes);
      read(bytes);
    } else {
      embedded.add(bytes, body.base());
    }
    const bool goes_on = detection.text && bytes.size() >= kMinPieceBytes;
    body.pass(bytes, goes_on);
    if (goes_on) seam.assign(bytes.substr(bytes.size() - kSeamBytes));
  }

  // What begins in the last piece and ends in this one.
  void read_seam(std::string_view bytes) {
    const size_t border = seam.size();
    seam.append(bytes.substr(0, kSeamBytes));
    const auto& matcher = detector.matcher();
    if (!matcher.has_stem(seam, scratch)) return;
    matcher.find(seam, scratch, matches, false);
    for (const PatternMatch& match : matches) {
      if (match.start >= border || match.end <= border) continue;
      Finding finding = finding_of(match);
      finding.line = body.line() -
                     count_lines(std::string_view(seam).substr(match.start, border - match.start));
      finding.text = cut_utf8(std::string_view(seam).substr(match.start, match.end - match.start),
                              Finding::kMaxTextBytes);
      finding.start += static_cast<int64_t>(body.base()) - static_cast<int64_t>(border);
      finding.end += static_cast<int64_t>(body.base()) - static_cast<int64_t>(border);
      add(std::move(finding));
    }
  }

  void add(Finding finding) {
    if (detection.findings.size() < Detection::kMaxFindings) {
      detection.findings.push_back(std::move(finding));
    } else {
      detection.limited = true;
    }
  }

  void read(std::string_view bytes) {
    const std::string_view text = body.decode(bytes, is_json(head));
    kept.add(text);
    const size_t before = detection.findings.size();
    const bool has_stem = detector.matcher().has_stem(text, scratch);
    if (texts) find_windows(text);
    if (has_stem && !only_texts()) look_closer(text);
    mark_alternatives(text, std::span(detection.findings).subspan(before));
    const size_t lost_before = trace != nullptr ? trace->lost.size() : 0;
    if (!windows.empty()) join_texts(text, before);
    unplaced.clear();
    for (size_t i = before; i < detection.findings.size(); ++i) {
      unplaced.push_back(&detection.findings[i]);
    }
    for (size_t i = lost_before; trace != nullptr && i < trace->lost.size(); ++i) {
      unplaced.push_back(&trace->lost[i].finding);
    }
    body.place(text, bytes, unplaced);
  }

  // Where texts are to be looked for; after has_stem.
  void find_windows(std::string_view text) {
    if (detector.text_windows() == nullptr || name_says_license(head.name)) {
      windows.assign(1, {0, text.size()});
    } else {
      windows = detector.matcher().windows(scratch);
      detector.text_windows()->widen(text, page, window_scratch.get(), windows);
    }
    cut_long_windows(text, windows);
  }

  // Findings of this piece begin at `before`.
  void join_texts(std::string_view text, size_t before) {
    auto& findings = detection.findings;
    const auto begin = findings.begin() + static_cast<ptrdiff_t>(before);
    if (trace != nullptr) trace->lines_before = static_cast<uint32_t>(body.line() - 1);
    joined.assign(std::make_move_iterator(begin), std::make_move_iterator(findings.end()));
    findings.erase(begin, findings.end());
    detection.texts_limited |= !texts->join(text, head.name, page, windows, joined, trace);
    for (Finding& finding : joined) add(std::move(finding));
  }

  void look_closer(std::string_view text) {
    const auto& matcher = detector.matcher();
    if (head.media_type == "application/json" && body.base() == 0) {
      if (read_wat(text, matcher, scratch, detection.findings, detection.signals)) return;
      matcher.has_stem(text, scratch);
    }
    matcher.find(text, scratch, matches, page);
    detection.limited |= matcher.is_cut(scratch);
    if (page && (!matches.empty() || matcher.has_page_mark(scratch))) {
      std::vector<Finding> found;
      read_page(text, matches, matcher, scratch, found, detection.signals);
      if (body.base() == 0 && !found.empty()) detection.credit = read_page_credit(text);
      for (Finding& finding : found) add(std::move(finding));
    } else if (!page) {
      for (const PatternMatch& match : matches) {
        add(finding_of(match));
      }
    }
  }

  // Few values stand in most rows, and telling what one means costs more than a short row does.
  void field(std::string_view path, std::string_view value) {
    if (only_texts()) return;
    constexpr size_t kMaxKnown = 4096;
    constexpr size_t kMaxKnownBytes = 256;
    field_key.assign(path).append(1, '\0').append(value.substr(0, kMaxFieldBytes));
    if (const auto known = known_fields.find(field_key); known != known_fields.end()) {
      fields.insert(fields.end(), known->second.begin(), known->second.end());
      return;
    }
    const size_t before = fields.size();
    read_license_field(path, value, detector.rules(), detector.licenses(), detector.matcher(),
                       scratch, fields);
    if (value.size() > kMaxKnownBytes || known_fields.size() >= kMaxKnown) return;
    known_fields.try_emplace(field_key, fields.begin() + static_cast<ptrdiff_t>(before),
                             fields.end());
  }

  void state(const DatasetRule& dataset) {
    if (only_texts()) return;
    for (const DatasetLayer& layer : dataset.layers) {
      Finding finding;
      finding.license = layer.license.empty() ? "NOASSERTION" : layer.license;
      finding.rule = dataset.rule;
      finding.kind = Kind::kDataset;
      finding.scope = layer.scope;
      finding.text = layer.says;
      if (!layer.source.empty()) {
        finding.text += (finding.text.empty() ? "" : "; ") + layer.source;
      }
      fields.push_back(std::move(finding));
    }
  }

  Detection finish() {
    end_column();
    for (Finding& finding : fields) add(std::move(finding));
    fields.clear();
    if (first && column.empty()) classify({});
    for (Finding& finding : kept.read(detector, scratch, body.is_stored(), detection)) {
      add(std::move(finding));
    }
    for (Finding& finding : embedded.read(detector, scratch, detection)) add(std::move(finding));
    if (!head.http_headers.empty() && !only_texts() &&
        (detector.matcher().has_stem(head.http_headers, scratch) ||
         names_signal(head.http_headers))) {
      read_http_headers(head.http_headers, detector.matcher(), scratch, detection.findings,
                        detection.signals);
    }
    auto& signals = detection.signals;
    std::sort(signals.begin(), signals.end());
    signals.erase(std::unique(signals.begin(), signals.end()), signals.end());
    if (signals.size() > Detection::kMaxSignals) {
      signals.resize(Detection::kMaxSignals);
      detection.limited = true;
    }
    for (Finding& finding : detection.findings) {
      finding.text = cut_utf8(finding.text, Finding::kMaxTextBytes);
    }
    if (!detection.findings.empty()) {
      detection.verdict = decide(detection.findings, page, detector.licenses(), only_texts());
    }
    if (!asks_for_attribution(detection.verdict.terms)) detection.credit = {};
    if (!detection.text && detection.findings.empty()) {
      detection.verdict.status = Status::kUnreadable;
      detection.verdict.license = "NOASSERTION";
    }
    return std::move(detection);
  }
};

Detector::Session::Session(const Detector& detector) : impl_(std::make_unique<Impl>(detector)) {}
Detector::Session::~Session() = default;
Detector::Session::Session(Session&&) noexcept = default;
void Detector::Session::begin(const DocumentView& head) { impl_->begin(head); }
void Detector::Session::trace_texts(TextTrace* trace) { impl_->trace = trace; }
void Detector::Session::piece(std::string_view bytes) { impl_->piece(bytes); }
void Detector::Session::begin_column(std::string_view name) { impl_->begin_column(name); }
void Detector::Session::skip_column() { impl_->skip_column(); }
void Detector::Session::field(std::string_view path, std::string_view value) {
  impl_->field(path, value);
}
void Detector::Session::state(const DatasetRule& dataset) { impl_->state(dataset); }
Detection Detector::Session::finish() { return impl_->finish(); }

bool Detector::Session::find_spots(std::string_view text, std::vector<size_t>& spots) {
  if (impl_->detector.texts() != nullptr) return false;
  impl_->detector.matcher().find_stems(text, impl_->scratch, spots);
  return true;
}

Detection Detector::Session::detect(const DocumentView& document) {
  begin(document);
  piece(document.body);
  return finish();
}

}  // namespace licensus
