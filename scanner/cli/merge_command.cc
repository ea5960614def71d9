#include <fmt/format.h>

#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/say.h"
#include "cli/version.h"
#include "output/merge.h"
#include "output/summary.h"

namespace licensus::cli {
namespace {

struct MergeCommand {
  std::vector<std::string> folders;
  std::string output;
  bool overwrite = false;
};

int merge(const MergeCommand& command) {
  RunWriterOptions options;
  options.directory = command.output;
  if (command.overwrite) options.mode = RunWriterOptions::Mode::kOverwrite;
  options.fingerprint = "merge";
  RunInfo info{.version = kVersion, .options = {"merge"}, .started_s = std::time(nullptr)};
  info.options.insert(info.options.end(), command.folders.begin(), command.folders.end());
  if (const std::string why = RunWriter::refusal(options); !why.empty()) return complain(why);
  auto run = RunWriter::create(std::move(options));
  if (!run) return complain(run.error().message, kWriteFailed);
  const auto differing = merge_runs(command.folders, **run);
  if (!differing) return complain(differing.error().message);
  if (!differing->empty()) {
    return complain(fmt::format("these shards stand in several runs and differ: {}",
                                fmt::join(*differing, ", ")));
  }
  info.ended_s = std::time(nullptr);
  auto totals = (*run)->finish(info);
  if (!totals) return complain(totals.error().message, kWriteFailed);
  say("{}", summary_text(*totals));
  return kDone;
}

}  // namespace

void add_merge(CLI::App& app, std::function<int()>& run) {
  auto command = std::make_shared<MergeCommand>();
  CLI::App* sub = app.add_subcommand("merge", "Add up runs that scan -o wrote");
  sub->footer(
      "A shard that stands in several runs is kept once where its parts are the same, and named "
      "as\n"
      "an error where they differ.\n\n"
      "  licensus merge run-00 run-01 run-02 -o all");
  sub->add_option("DIR", command->folders, "Folders that scan -o wrote")->required()->type_name("");
  sub->add_option("-o,--output", command->output, "Write the sum to DIR")
      ->required()
      ->type_name("DIR");
  sub->add_flag("--overwrite", command->overwrite, "Replace a run that is there");
  sub->callback([&run, command] { run = [command] { return merge(*command); }; });
}

}  // namespace licensus::cli
