#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "cli/run_tables.h"
#include "cli/say.h"
#include "output/output_file.h"
#include "output/summary.h"
#include "pipeline/credits.h"

namespace licensus::cli {
namespace {

struct CreditsCommand {
  ScanCommand scan;
  std::string output;
};

int list_credits(CreditsCommand& command) {
  const WalkOptions& walk = command.scan.options.walk;
  if (walk.sources.empty() && walk.files_from.empty()) {
    return complain("nothing to credit: name a dataset, or a folder that scan -o wrote");
  }
  const auto detector = make_detector(command.scan.rules, command.scan.depth);
  if (!detector) return complain(detector.error().message);
  RunTables tables;
  if (!tables.make(**detector, command.scan)) return tables.code();
  const bool to_file = !command.output.empty() && command.output != "-";
  OutputFile file(to_file ? command.output : std::string());
  const auto counts =
      write_credits(tables.folder(), (*detector)->licenses(), [&](std::string_view text) {
        if (!to_file) return say("{}", text);
        file.append(text);
      });
  if (!counts) return complain(counts.error().message);
  if (to_file) {
    if (auto done = file.commit(); !done) return complain(done.error().message, kWriteFailed);
  }
  const uint64_t all = counts->documents + counts->inherited;
  std::string what =
      fmt::format("{} document{} of {} license{} ask{} for attribution", with_separators(all),
                  all == 1 ? "" : "s", with_separators(counts->licenses),
                  counts->licenses == 1 ? "" : "s", all == 1 ? "s" : "");
  if (counts->inherited > 0) {
    what += fmt::format(", {} by the license file or card of a folder",
                        with_separators(counts->inherited));
  }
  say_to(to_file ? stdout : stderr, "{}\n", what);
  return tables.code();
}

}  // namespace

void add_credits(CLI::App& app, std::function<int()>& run) {
  auto command = std::make_shared<CreditsCommand>();
  CLI::App* sub = app.add_subcommand(
      "credits", "List what has to be attributed, by license, of a dataset or a finished run");
  sub->footer(
      "Of each document whose license asks for attribution: title and author where the data has\n"
      "them (columns of a row, the head of a page), and its URL or path. Documents that state no\n"
      "license themselves are listed by shard where their folder's license file or card asks for\n"
      "it. Of SOURCE everything is as with scan; a folder that scan -o wrote is not scanned "
      "again.\n\n"
      "  licensus credits data/ -o NOTICE\n"
      "  licensus scan data/ -o out; licensus credits out -o NOTICE");
  add_scan_options(*sub, command->scan);
  sub->add_option("-o,--output", command->output,
                  "Write the list to FILE (default: standard output)")
      ->type_name("FILE");
  sub->callback([&run, command] { run = [command] { return list_credits(*command); }; });
}

}  // namespace licensus::cli
