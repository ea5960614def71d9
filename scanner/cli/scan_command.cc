#include <memory>

#include "cli/commands.h"
#include "cli/run_scan.h"
#include "cli/scan_report.h"

namespace licensus::cli {
namespace {

int wrong_use(const ScanCommand& command) {
  if (command.options.walk.sources.empty() && command.options.walk.files_from.empty()) {
    return complain(
        "nothing to scan: name a directory, a file, - for standard input, or --files-from FILE");
  }
  if (command.options.documents == "-" && command.options.findings == "-") {
    return complain(
        "--documents and --findings cannot both go to standard output; name a file for one");
  }
  if (command.options.resume && command.options.output_folder.empty()) {
    return complain("--resume continues the run in a folder: name it with -o DIR");
  }
  return kDone;
}

int scan_sources(ScanCommand& command) {
  if (const int code = wrong_use(command); code != kDone) return code;
  auto detector = make_detector(command.rules, command.depth);
  if (!detector) return complain(detector.error().message);
  const auto report = run_scan(**detector, command);
  if (!report) return complain(report.error().message);
  return show_report(*report, command.options, **detector);
}

}  // namespace

void add_scan(CLI::App& app, std::function<int()>& run, const std::vector<std::string>& as_typed) {
  auto command = std::make_shared<ScanCommand>();
  command->options.as_typed = as_typed;
  CLI::App* scan =
      app.add_subcommand("scan", "Find licenses in datasets and crawls, and count them");
  scan->footer(
      "SOURCE is a directory, a file (WARC, ARC, WET, WAT, plain or under gzip, zstd, LZ4; any "
      "text\n"
      "file), a glob, or - for standard input. Without -o a summary for people is printed; with\n"
      "-o DIR the tables documents/, findings/, signals/ (JSON Lines, a part a shard), "
      "census.jsonl,\n"
      "shards.jsonl, errors.jsonl, summary.json and run.json are written there.\n\n"
      "  licensus scan crawl/                                 a summary\n"
      "  licensus scan crawl/ -o out                          tables for DuckDB, Polars, Spark\n"
      "  licensus scan a.warc.gz --findings - | jq .license   every finding as it is made\n"
      "  licensus scan --files-from warc.paths.gz --prefix /data/ -o out --resume");
  add_scan_options(*scan, *command);
  ScanOptions& options = command->options;
  scan->add_option("-o,--output", options.output_folder, "Write the tables of the run to DIR")
      ->type_name("DIR");
  scan->add_option("--documents", options.documents,
                   "Write one JSON line a document with evidence to FILE, or - for standard output")
      ->type_name("FILE");
  scan->add_option("--findings", options.findings,
                   "Write one JSON line a finding to FILE, or - for standard output")
      ->type_name("FILE");
  scan->add_flag("--all-documents", options.all_documents,
                 "List documents without any evidence too");
  scan->add_flag("--verify-digests", options.reading.options.verify_digests,
                 "Check the digests of WARC records (costs more than decoding)");
  CLI::Option* resume = scan->add_flag("--resume", options.resume,
                                       "Continue the run in the folder of -o: containers that are "
                                       "whole there are not read again");
  scan->add_flag("--overwrite", options.overwrite, "Replace the run in the folder of -o")
      ->excludes(resume);
  scan->callback([&run, command] { run = [command] { return scan_sources(*command); }; });
}

}  // namespace licensus::cli
