#include "cli/scan_report.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/answers.h"
#include "cli/commands.h"
#include "cli/known_datasets.h"
#include "cli/say.h"
#include "cli/statements.h"
#include "output/summary.h"

namespace licensus::cli {
namespace {

std::string how_to_go_on(const ScanOptions& options) {
  if (options.output_folder.empty()) return "interrupted";
  return fmt::format("interrupted; what is whole is kept: --resume -o {} continues",
                     options.output_folder);
}

}  // namespace

int show_report(const ScanReport& report, const ScanOptions& options, const Detector& detector) {
  if (report.interrupted) return complain(how_to_go_on(options), report.exit_code());
  if (!report.write_error.empty()) return complain(report.write_error, report.exit_code());
  if (report.reader_gone) return report.exit_code();
  const bool lines_on_stdout = options.documents == "-" || options.findings == "-";
  say_to(lines_on_stdout ? stderr : stdout, "{}", summary_text(report.totals));
  const DatasetRules& datasets = detector.rules().dataset_rules;
  say_to(lines_on_stdout ? stderr : stdout, "{}{}{}",
         statements_text(report.totals, detector.licenses(), datasets),
         known_datasets_text(report.totals, datasets),
         answers_text(report.totals, detector.licenses(), datasets));
  for (const std::string& error : report.first_errors) complain(error);
  if (report.totals.errors > report.first_errors.size()) {
    complain(
        fmt::format("and {} more errors{}", report.totals.errors - report.first_errors.size(),
                    options.output_folder.empty() ? "; -o DIR lists them in errors.jsonl" : ""));
  }
  return report.exit_code();
}

}  // namespace licensus::cli
