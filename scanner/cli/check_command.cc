#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "base/whole_file.h"
#include "cli/run_tables.h"
#include "cli/say.h"
#include "output/summary.h"
#include "pipeline/policy_check.h"

namespace licensus::cli {
namespace {

namespace fs = std::filesystem;

struct CheckCommand {
  ScanCommand scan;
  std::string policy;
  size_t most_shown = 20;
};

// The policy's file: as given, or one of those that come with the program.
Result<fs::path> policy_file(const std::string& given) {
  std::error_code ignored;
  if (fs::exists(given, ignored)) return fs::path(given);
  const auto share = find_share();
  if (!share) return fail(share.error().message);
  const fs::path ours = *share / "policies" / (given + ".toml");
  if (given.find('/') == std::string::npos && fs::exists(ours, ignored)) return ours;
  std::vector<std::string> names;
  for (fs::directory_iterator it(*share / "policies", ignored), end; it != end;
       it.increment(ignored)) {
    names.push_back(it->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return fail(
      fmt::format("{}: no such policy; name a file, or one of {}", given, fmt::join(names, ", ")));
}

// In what names and texts say, nothing may steer a terminal.
std::string plain(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; }, '?');
  return text;
}

void show(const PolicyReport& report, const Policy& policy, bool passed) {
  say("{} policy {}: {} of {} documents offend ({}; {:g} % tolerated)\n", passed ? "PASS" : "FAIL",
      policy.name(), with_separators(report.offending), with_separators(report.documents),
      share_of(report.offending, report.documents), policy.tolerated_share() * 100);
  say("Shares are of the documents read as text with HTTP status 200 or none.\n");
  if (report.offending == 0) return;
  std::vector<std::pair<std::string, uint64_t>> kinds(report.offences.begin(),
                                                      report.offences.end());
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  say("\nNot allowed, by documents\n");
  for (const auto& [offence, documents] : kinds) {
    say("  {:<58}{:>12}\n", plain(offence), with_separators(documents));
  }
  if (report.without_evidence > 0) {
    say("  of these, documents that state nothing themselves{:>21}\n",
        with_separators(report.without_evidence));
  }
  if (report.offenders.empty()) return;
  const uint64_t with_evidence = report.offending - report.without_evidence;
  say("\nOffenders{}\n", report.offenders.size() < with_evidence
                             ? fmt::format(" (the first {} of {} with evidence; --show N for more)",
                                           report.offenders.size(), with_separators(with_evidence))
                             : "");
  for (const Offender& offender : report.offenders) {
    say("  {} {}\n    {}\n", plain(offender.shard), plain(offender.document),
        plain(fmt::format("{}", fmt::join(offender.offences, ", "))));
    for (const std::string& evidence : offender.evidence) say("    {}\n", plain(evidence));
  }
}

int judge(const std::string& folder, const Policy& policy, const LicenseTable& licenses,
          const CheckCommand& command, int code) {
  const auto report = check_run(folder, policy, licenses, command.most_shown);
  if (!report) return complain(report.error().message);
  const double tolerated = policy.tolerated_share() * static_cast<double>(report->documents);
  const bool passed = static_cast<double>(report->offending) <= tolerated;
  show(*report, policy, passed);
  return std::max(code, passed ? static_cast<int>(kDone) : static_cast<int>(kTestFailed));
}

int check(CheckCommand& command) {
  ScanOptions& options = command.scan.options;
  if (options.walk.sources.empty() && options.walk.files_from.empty()) {
    return complain("nothing to check: name a dataset, or a folder that scan -o wrote");
  }
  const auto file = policy_file(command.policy);
  if (!file) return complain(file.error().message);
  const auto bytes = whole_file(*file);
  if (!bytes) return complain(file->string() + ": cannot be read");
  const auto detector = make_detector(command.scan.rules, command.scan.depth);
  if (!detector) return complain(detector.error().message);
  const auto policy = Policy::read(*file, *bytes, (*detector)->licenses());
  if (!policy) return complain(policy.error().message);
  RunTables tables;
  if (!tables.make(**detector, command.scan)) return tables.code();
  return judge(tables.folder(), *policy, (*detector)->licenses(), command, tables.code());
}

}  // namespace

void add_check(CLI::App& app, std::function<int()>& run) {
  auto command = std::make_shared<CheckCommand>();
  CLI::App* sub = app.add_subcommand(
      "check", "Judge a dataset, or a finished run, by a policy: exit code 1 where it fails");
  sub->footer(
      "The policy is a TOML file that allows and denies licenses, terms, statuses, scopes and\n"
      "signals, or one that comes with the program: commercial-training, research or\n"
      "attribution-free (their files lie in share/licensus/policies). Of SOURCE everything is as\n"
      "with scan; a folder that scan -o wrote is not scanned again.\n\n"
      "  licensus check data/ --policy commercial-training\n"
      "  licensus scan data/ -o out; licensus check out --policy ours.toml");
  add_scan_options(*sub, command->scan);
  sub->add_option("--policy", command->policy, "A policy's file, or the name of one of ours")
      ->required()
      ->type_name("FILE");
  sub->add_option("--show", command->most_shown, "Show at most N offenders")
      ->type_name("N")
      ->capture_default_str();
  sub->callback([&run, command] { run = [command] { return check(*command); }; });
}

}  // namespace licensus::cli
