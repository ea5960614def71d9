#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/scan_report.h"
#include "cli/version.h"
#include "pipeline/scan.h"

namespace licensus::cli {
namespace {

std::atomic<bool> interrupted{false};

// The first signal ends the run in order. Standard input is closed, because a read of a silent pipe
// would go on waiting.
void on_signal(int) {
  interrupted.store(true);
  ::close(STDIN_FILENO);
}

// A second signal ends the process; no read is taken up again after the first.
void end_in_order_on(int signal) {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESETHAND;
  ::sigaction(signal, &action, nullptr);
}

struct ScanCommand {
  ScanOptions options;
  RuleOptions rules;
  DepthOptions depth;
  std::string progress = "auto";
};

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
  end_in_order_on(SIGINT);
  end_in_order_on(SIGTERM);
  command.options.version = kVersion;
  ScanProgress progress;
  Result<ScanReport> report = fail("");
  {
    const ProgressLine line(command.progress, command.options.walk, progress);
    report = scan(**detector, command.options, interrupted, progress);
  }
  if (!report) return complain(report.error().message);
  return show_report(*report, command.options);
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
  ScanOptions& options = command->options;
  scan->add_option("SOURCE", options.walk.sources, "What to scan")->type_name("");
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
  add_reading_options(*scan, options.reading);
  add_depth_options(*scan, command->depth);
  scan->add_option("--threads", options.threads, "Threads to use (default: all the machine has)")
      ->check(CLI::Range(1U, 1024U))
      ->type_name("N");
  scan->add_option("--include", options.walk.include,
                   "Only files that match GLOB (gitignore's rules; may be given several times)")
      ->type_name("GLOB");
  scan->add_option("--exclude", options.walk.exclude, "No files or folders that match GLOB")
      ->type_name("GLOB");
  scan->add_option(
          "--files-from", options.walk.files_from,
          "Take sources from FILE, one a line, plain or gzip (warc.paths.gz); - for standard input")
      ->type_name("FILE");
  scan->add_option("--prefix", options.walk.prefix, "Put before each line of --files-from")
      ->type_name("TEXT");
  scan->add_option("--name", options.walk.stdin_name, "What to call standard input in the tables")
      ->type_name("NAME")
      ->capture_default_str();
  scan->add_option("--shard-depth", options.walk.shard_depth,
                   "Count folders deeper than N below a source with their ancestor at N (default: "
                   "each folder is a shard)")
      ->check(CLI::Range(0, 1000))
      ->type_name("N");
  scan->add_flag("--follow", options.walk.follow, "Follow symbolic links below a source");
  add_rule_options(*scan, command->rules);
  scan->add_flag("--verify-digests", options.reading.options.verify_digests,
                 "Check the digests of WARC records (costs more than decoding)");
  CLI::Option* resume = scan->add_flag("--resume", options.resume,
                                       "Continue the run in the folder of -o: containers that are "
                                       "whole there are not read again");
  scan->add_flag("--overwrite", options.overwrite, "Replace the run in the folder of -o")
      ->excludes(resume);
  scan->add_option("--progress", command->progress,
                   "Show a progress line on standard error: auto (on a terminal), always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN")
      ->capture_default_str();
  scan->callback([&run, command] { run = [command] { return scan_sources(*command); }; });
}

}  // namespace licensus::cli
