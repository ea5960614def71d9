// Public: detect one document.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/document_view.h"
#include "detect/finding.h"
#include "detect/pattern_matcher.h"
#include "detect/rule_set.h"
#include "detect/text/text_index.h"
#include "detect/text_findings.h"
#include "detect/text_trace.h"
#include "detect/text_windows.h"
#include "license/license_table.h"

namespace licensus {

// All that detection says of one document. Plain value.
struct Detection {
  bool text = true;               // false: binary that says nothing of rights; then unreadable
  bool limited = false;           // more findings or signals than are kept of a document
  bool texts_limited = false;     // the work for license texts was used up: some may be missing
  std::string problem;            // why metadata in it or beside it cannot be read; "" where it can
  std::vector<Finding> findings;  // start, end, rule; those without a place last
  std::vector<Signal> signals;    // distinct, in order
  Verdict verdict;
  Credit credit;  // of a page, picture or the like whose license asks for attribution

  static constexpr size_t kMaxFindings = 10000;
  static constexpr size_t kMaxSignals = 1000;
};

struct DetectorOptions {
  std::filesystem::path share;       // the folder with rules/ and spdx/
  std::filesystem::path user_rules;  // --rules, "" for none
  std::filesystem::path user_terms;  // --terms, "" for none
  std::string text_index;            // file of the license-text index, "" for depth patterns
  bool is_fast = false;              // depth fast: texts only where they are likely; else full
  bool scancode_parity = false;      // only ScanCode's findings, as it orders them
  bool unknown_licenses = false;     // clues to licenses that no text is known of; needs text_index
};

// Finds licenses and signals in documents. Immutable once created: any number of threads may use
// one detector, each with a Session of its own. What it finds depends on the document's bytes,
// media type, name and HTTP headers only.
//
//   auto detector = Detector::create({.share = "/usr/share/licensus"});
//   Detector::Session session(**detector);
//   Detection found = session.detect({.name = "LICENSE", .body = text});
class Detector {
 public:
  // Fails with one line (file, line, reason) where rules or terms are not right.
  static Result<std::unique_ptr<Detector>> create(const DetectorOptions& options);
  ~Detector();

  const RuleSet& rules() const;
  const LicenseTable& licenses() const;
  const PatternMatcher& matcher() const;
  const TextIndex* texts() const;           // null at depth patterns
  const TextWindows* text_windows() const;  // null but at depth fast
  const TextFindingsOptions& text_options() const;
  // 16 hex digits of a hash of all rule and terms files, of the index and of how texts are matched:
  // equal fingerprints find the same.
  const std::string& fingerprint() const;
  // Whether a column or nested field of a row ("meta.license") may state the row's license.
  bool is_license_field(std::string_view path) const;

  // One thread's scratch. Documents come whole (`detect`) or in pieces (`begin`, `piece`...,
  // `finish`); a match across the border of two pieces is found if it is at most 512 bytes long.
  class Session {
   public:
    // `detector` must outlive the session.
    explicit Session(const Detector& detector);
    ~Session();
    Session(Session&&) noexcept;

    // From the next document on, `trace` is told what explains findings of license texts; null, as
    // at first, for nothing. It must outlive its use. What is found is the same.
    void trace_texts(TextTrace* trace);

    Detection detect(const DocumentView& document);

    // The views of `head` must live until `finish`; its body is ignored.
    void begin(const DocumentView& head);
    void piece(std::string_view bytes);  // all but the last: at least kMinPieceBytes
    static constexpr size_t kMinPieceBytes = size_t{1} << 20;
    // Of a row: the pieces that follow are of the column `name`. Offsets and lines begin anew, and
    // findings say the column in their field.
    void begin_column(std::string_view name);
    // Of a row, in place of begin_column and piece: a column of UTF-8 text without any of
    // find_spots' spots.
    void skip_column();
    // Of a row: a column or nested field for which Detector::is_license_field is true.
    void field(std::string_view path, std::string_view value);
    // What is known of the dataset that the document belongs to: findings of kind dataset, which do
    // not decide the document.
    void state(const DatasetRule& dataset);
    Detection finish();

    // Where only what step 1 finds counts (depth patterns): true, and `spots` are offsets of bytes
    // inside of all stems in `text`, ascending. False: every document has to be looked at.
    bool find_spots(std::string_view text, std::vector<size_t>& spots);

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

 private:
  struct Data;
  explicit Detector(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

// The folder `share/licensus` of the running program: beside it, below its parent, or
// $LICENSUS_SHARE. Fails with a line that says where it looked.
Result<std::filesystem::path> find_share();

}  // namespace licensus
