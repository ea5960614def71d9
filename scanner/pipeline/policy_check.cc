#include "pipeline/policy_check.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/whole_file.h"
#include "license/term_words.h"
#include "output/read_records.h"
#include "output/table_lines.h"
#include "pipeline/inherited_licenses.h"

namespace licensus {
namespace {

namespace fs = std::filesystem;
using simdjson::dom::element;

constexpr size_t kMaxEvidence = 3;
constexpr size_t kMaxKinds = 1000;  // of offences that are counted one by one

// The lines of a table that stand beside each document, both by index.
class BesideLines {
 public:
  explicit BesideLines(const fs::path& path) : lines_(path) { advance(); }

  template <class Use>
  void of(int64_t index, Use use) {
    for (; there_ && number_of(lines_.value(), "index") <= index; advance()) {
      if (number_of(lines_.value(), "index") == index) use(lines_.value());
    }
  }
  bool bad() const { return bad_; }

 private:
  void advance() {
    bool bad = false;
    there_ = lines_.next(bad);
    bad_ = bad_ || bad;
  }

  TableLines lines_;
  bool there_ = false;
  bool bad_ = false;
};

Terms terms_of(const element& line) {
  Terms terms;
  from_word(kPermissionWords, text_of(line, "commercial_use"), terms.commercial_use);
  from_word(kPermissionWords, text_of(line, "derivatives"), terms.derivatives);
  from_word(kPermissionWords, text_of(line, "redistribution"), terms.redistribution);
  from_word(kPermissionWords, text_of(line, "model_training"), terms.model_training);
  from_word(kDutyWords, text_of(line, "attribution"), terms.attribution);
  from_word(kDutyWords, text_of(line, "notice"), terms.notice);
  from_word(kDutyWords, text_of(line, "share_alike"), terms.share_alike);
  from_word(kPurposeWords, text_of(line, "purpose"), terms.purpose);
  simdjson::dom::array conditions;
  if (line["conditions"].get(conditions) == simdjson::SUCCESS) {
    for (const element condition : conditions) {
      std::string_view text;
      if (condition.get(text) == simdjson::SUCCESS) terms.conditions.emplace_back(text);
    }
  }
  return terms;
}

std::string evidence_of(const element& finding) {
  std::string where;
  if (const auto field = text_of(finding, "field"); !field.empty()) {
    where += fmt::format(", field {}", field);
  }
  if (const auto element = text_of(finding, "element"); !element.empty()) {
    where += fmt::format(", {}", element);
  }
  if (const auto place = text_of(finding, "where"); !place.empty()) {
    where += fmt::format(" in {}", place);
  }
  if (const int64_t line = number_of(finding, "line"); line > 0) {
    where += fmt::format(", line {}", line);
  }
  std::string text(text_of(finding, "text"));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return fmt::format("{} by {}{}: \"{}\"", text_of(finding, "license"), text_of(finding, "rule"),
                     where, text);
}

class Check {
 public:
  Check(const fs::path& folder, const Policy& policy, const LicenseTable& licenses,
        size_t max_offenders)
      : folder_(folder), policy_(policy), licenses_(licenses), max_offenders_(max_offenders) {}

  Result<PolicyReport> run() {
    const auto shards = whole_file(folder_ / "shards.jsonl");
    const auto base = documents_that_count();
    if (!shards || !base) {
      return fail(folder_.string() + ": no whole run is there; scan SOURCE -o DIR makes one");
    }
    report_.documents = *base;
    if (policy_.inherits()) {
      auto inherited = InheritedLicenses::read(folder_);
      if (!inherited) return fail(inherited.error().message);
      inherited_ = std::move(*inherited);
    }
    std::string_view rest = *shards;
    for (std::string_view line; next_line(rest, line);) {
      const auto shard = read_shard_line(line);
      if (!shard) return fail(shard.error().message);
      if (!read_part(shard->part)) {
        return fail(folder_.string() + ": a table of " + shard->shard + " is damaged");
      }
    }
    count_silent();
    return std::move(report_);
  }

 private:
  std::optional<uint64_t> documents_that_count() const {
    simdjson::dom::parser parser;
    element summary;
    simdjson::dom::array views;
    if (parser.load((folder_ / "summary.json").string()).get(summary) != simdjson::SUCCESS ||
        summary["views"].get(views) != simdjson::SUCCESS) {
      return std::nullopt;
    }
    uint64_t sum = 0;
    for (const element view : views) {
      sum += static_cast<uint64_t>(std::max<int64_t>(0, number_of(view, "share_base")));
    }
    return sum;
  }

  bool read_part(const std::string& part) {
    const auto table = [&](const char* name) {
      return folder_ / name / part.substr(0, 2) / (part + ".jsonl");
    };
    TableLines documents(table("documents"));
    BesideLines findings(table("findings"));
    BesideLines signals(table("signals"));
    bool bad = false;
    while (documents.next(bad)) judge(documents.value(), findings, signals);
    return !bad && !findings.bad() && !signals.bad();
  }

  void judge(const element& line, BesideLines& findings, BesideLines& signals) {
    const int64_t status = number_of(line, "status");
    PolicyFacts facts;
    facts.license = text_of(line, "license");
    facts.license_status = text_of(line, "license_status");
    facts.terms = terms_of(line);
    std::vector<std::string> evidence;
    bool has_main = false;
    const int64_t index = number_of(line, "index");
    findings.of(index, [&](const element& finding) {
      facts.scopes.emplace_back(text_of(finding, "scope"));
      bool main = false;
      if (finding["main"].get(main) != simdjson::SUCCESS) return;
      if (main && !std::exchange(has_main, true)) evidence.clear();
      if (main == has_main && evidence.size() < kMaxEvidence) {
        evidence.push_back(evidence_of(finding));
      }
    });
    signals.of(index, [&](const element& signal) {
      facts.signals.push_back(
          fmt::format("{}={}", text_of(signal, "signal"), text_of(signal, "value")));
    });
    if ((status != -1 && status != 200) || facts.license_status == "unreadable") return;
    ++listed_;
    if (facts.license_status == to_string(Status::kNoneFound)) {
      inherit(line, facts, evidence);
    }
    std::sort(facts.scopes.begin(), facts.scopes.end());
    facts.scopes.erase(std::unique(facts.scopes.begin(), facts.scopes.end()), facts.scopes.end());
    std::vector<std::string> offences = policy_.offences(facts);
    if (offences.empty()) return;
    ++report_.offending;
    count(offences, 1);
    if (number_of(line, "findings") == 0 && number_of(line, "signals") == 0) {
      ++report_.without_evidence;  // of a run that lists all documents
      return;
    }
    if (report_.offenders.size() >= max_offenders_) return;
    report_.offenders.push_back({std::string(text_of(line, "shard")),
                                 std::string(text_of(line, "document")), std::move(offences),
                                 std::move(evidence)});
  }

  // The document states nothing: what covers it speaks for it.
  void inherit(const element& line, PolicyFacts& facts, std::vector<std::string>& evidence) {
    const std::string license = inherited_.of(text_of(line, "shard"), text_of(line, "document"));
    if (license == Coverage::kNothing) return;
    ++listed_inheriting_[license];
    apply(license, facts);
    evidence.insert(evidence.begin(), license + " by the license file or card of its folder");
    if (evidence.size() > kMaxEvidence) evidence.pop_back();
  }

  void apply(const std::string& license, PolicyFacts& facts) const {
    const bool reserved = license == Coverage::kReserved;
    Status status = reserved ? Status::kReserved : Status::kStated;
    if (license == "NOASSERTION") status = Status::kDeclaredUnknown;
    facts.license = reserved ? "NONE" : license;
    facts.license_status = to_string(status);
    facts.terms = licenses_.terms(facts.license);
  }

  // Documents that the run does not list, by what they inherit.
  void count_silent() {
    uint64_t silent = report_.documents - std::min(report_.documents, listed_);
    for (const auto& [license, documents] : inherited_.counted()) {
      const auto listed = listed_inheriting_.find(license);
      const uint64_t known = listed == listed_inheriting_.end() ? 0 : listed->second;
      const uint64_t rest = std::min(silent, documents - std::min(documents, known));
      PolicyFacts facts;
      apply(license, facts);
      judge_silent(facts, rest);
      silent -= rest;
    }
    judge_silent({}, silent);
  }

  void judge_silent(const PolicyFacts& facts, uint64_t documents) {
    const std::vector<std::string> offences = policy_.offences(facts);
    if (documents == 0 || offences.empty()) return;
    report_.offending += documents;
    report_.without_evidence += documents;
    count(offences, documents);
  }

  void count(const std::vector<std::string>& offences, uint64_t documents) {
    for (const std::string& offence : offences) {
      const bool room = report_.offences.size() < kMaxKinds || report_.offences.contains(offence);
      report_.offences[room ? offence : "other"] += documents;
    }
  }

  const fs::path& folder_;
  const Policy& policy_;
  const LicenseTable& licenses_;
  const size_t max_offenders_;
  PolicyReport report_;
  uint64_t listed_ = 0;  // of the documents that count
  InheritedLicenses inherited_;
  std::map<std::string, uint64_t> listed_inheriting_;
};

}  // namespace

Result<PolicyReport> check_run(const fs::path& folder, const Policy& policy,
                               const LicenseTable& licenses, size_t max_offenders) {
  return Check(folder, policy, licenses, max_offenders).run();
}

}  // namespace licensus
