#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/say.h"
#include "detect/text/find_index.h"
#include "detect/text/index_builder.h"
#include "detect/text/text_index.h"
#include "output/output_file.h"

namespace licensus::cli {
namespace {

struct IndexCommand {
  std::string from, output, file;
  bool verify = false;
};

void show(const std::string& path, const TextIndexInfo& info) {
  say("{}\n", path);
  say("  format {}, {:.1f} MiB, checksum {:016x}\n", info.format,
      static_cast<double>(info.file_bytes) / (1 << 20), info.checksum);
  say("  made from {}\n", info.rule_base.empty() ? "a folder without a name" : info.rule_base);
  say("  {} rules, {} of them false positives, {} for approximate matching\n", info.rules,
      info.false_positives, info.approx_rules);
  say("  {} words in rules and SPDX ids, {} of them legalese; {} stopwords\n", info.tokens,
      info.legalese, info.stopwords);
  say("  {} tokens of rules, {} automaton states\n", info.rule_tokens, info.automaton_states);
  say("  {} license expressions, {} licenses\n", info.expressions, info.licenses);
  if (!info.credits.empty()) say("  {}\n", info.credits);
}

Result<std::string> find_source(const std::string& given) {
  if (!given.empty()) return given;
  const auto share = find_share();
  if (!share) return fail(share.error().message);
  // share/licensus lies in build/release or build/asan: one up is what scripts/setup fills.
  const auto folder = share->parent_path().parent_path().parent_path() / "rule_base";
  std::error_code ignored;
  if (std::filesystem::is_directory(folder, ignored)) return folder.string();
  return fail(
      "say with --from where ScanCode's rules are: the unpacked source distribution of "
      "scancode-toolkit-mini, as scripts/setup fetches it");
}

int build_index(const IndexCommand& command) {
  const auto folder = find_source(command.from);
  if (!folder) return complain(folder.error().message);
  auto path = command.output.empty() ? default_text_index() : Result<std::string>(command.output);
  if (!path) return complain(path.error().message);
  const auto source = read_rule_source(*folder);
  if (!source) return complain(source.error().message);
  const auto bytes = build_text_index(*source);
  if (!bytes) return complain(bytes.error().message);
  OutputFile file(*path);
  file.append(*bytes);
  if (auto written = file.commit(); !written) {
    return complain(written.error().message, kWriteFailed);
  }
  const auto index = TextIndex::open(*path);
  if (!index) return complain(index.error().message, kWriteFailed);
  show(*path, (*index)->info());
  return kDone;
}

int show_index(const IndexCommand& command) {
  const auto path = find_text_index(command.file);
  if (!path) return complain(path.error().message);
  const auto index = TextIndex::open(*path);
  if (!index) return complain(index.error().message);
  show(*path, (*index)->info());
  if (!command.verify) return kDone;
  if (const auto whole = (*index)->verify(); !whole) return complain(whole.error().message);
  say("  every byte fits the checksum\n");
  return kDone;
}

}  // namespace

void add_index(CLI::App& app, std::function<int()>& run) {
  auto command = std::make_shared<IndexCommand>();
  CLI::App* index = app.add_subcommand("index", "Make or show the index of license texts");
  index->require_subcommand(1);
  CLI::App* build = index->add_subcommand(
      "build", "Make the index from the rules and licenses of ScanCode's source distribution");
  build->footer(
      "The same rules give the same bytes. The file is replaced when the new one is whole.");
  build->add_option("--from", command->from, "The unpacked source distribution")->type_name("DIR");
  build->add_option("-o,--output", command->output, "Write FILE, not the one that scans look for")
      ->type_name("FILE");
  build->callback([&run, command] { run = [command] { return build_index(*command); }; });
  CLI::App* info = index->add_subcommand("info", "Versions, counts and credits of an index");
  info->add_option("FILE", command->file, "An index; without it the one that scans use")
      ->type_name("");
  info->add_option("--index", command->file, "The same")->type_name("FILE");
  info->add_flag("--verify", command->verify, "Read every byte and compare the checksum");
  info->callback([&run, command] { run = [command] { return show_index(*command); }; });
}

}  // namespace licensus::cli
