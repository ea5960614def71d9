#include "cli/run_scan.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

#include "cli/progress.h"
#include "cli/version.h"

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

}  // namespace

void add_scan_options(CLI::App& app, ScanCommand& command) {
  ScanOptions& options = command.options;
  app.add_option("SOURCE", options.walk.sources, "What to scan")->type_name("");
  add_reading_options(app, options.reading);
  add_depth_options(app, command.depth);
  app.add_option("--threads", options.threads, "Threads to use (default: all the machine has)")
      ->check(CLI::Range(1U, 1024U))
      ->type_name("N");
  app.add_option("--include", options.walk.include,
                 "Only files that match GLOB (gitignore's rules; may be given several times)")
      ->type_name("GLOB");
  app.add_option("--exclude", options.walk.exclude, "No files or folders that match GLOB")
      ->type_name("GLOB");
  app.add_option(
         "--files-from", options.walk.files_from,
         "Take sources from FILE, one a line, plain or gzip (warc.paths.gz); - for standard input")
      ->type_name("FILE");
  app.add_option("--prefix", options.walk.prefix, "Put before each line of --files-from")
      ->type_name("TEXT");
  app.add_option("--name", options.walk.stdin_name, "What to call standard input in the tables")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_option("--shard-depth", options.walk.shard_depth,
                 "Count folders deeper than N below a source with their ancestor at N (default: "
                 "each folder is a shard)")
      ->check(CLI::Range(0, 1000))
      ->type_name("N");
  app.add_flag("--follow", options.walk.follow, "Follow symbolic links below a source");
  app.add_option("--robots", options.robots,
                 "Join pages with what their hosts say in robots.txt, tdmrep.json and ai.txt, as "
                 "crawled into SOURCE (may be given several times)")
      ->type_name("SOURCE");
  add_rule_options(app, command.rules);
  app.add_option("--progress", command.progress,
                 "Show a progress line on standard error: auto (on a terminal), always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN")
      ->capture_default_str();
}

Result<ScanReport> run_scan(const Detector& detector, ScanCommand& command) {
  end_in_order_on(SIGINT);
  end_in_order_on(SIGTERM);
  command.options.version = kVersion;
  ScanProgress progress;
  const ProgressLine line(command.progress, command.options.walk, progress);
  return scan(detector, command.options, interrupted, progress);
}

}  // namespace licensus::cli
