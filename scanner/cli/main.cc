#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>
#include <string>

#include "cli/commands.h"
#include "cli/version.h"
#include "detect/text/find_index.h"

namespace licensus::cli {

int complain(const std::string& message, int exit_code) {
  std::fprintf(stderr, "licensus: %s\n", message.c_str());
  return exit_code;
}

void add_rule_options(CLI::App& command, RuleOptions& options) {
  command.add_option("--rules", options.rules, "Add the rules of FILE (TOML) to those built in")
      ->type_name("FILE");
  command.add_option("--terms", options.terms, "Let FILE (TOML) override cells of the terms table")
      ->type_name("FILE");
}

void add_depth_options(CLI::App& command, DepthOptions& options) {
  command
      .add_option("--depth", options.depth,
                  "How deep to look: patterns (URLs, tags, names, markup), fast (license texts, "
                  "notices and references too, where they are likely), or full (all that ScanCode "
                  "finds; slow). Default: fast where there is an index, else patterns")
      ->check(CLI::IsMember({"patterns", "fast", "full"}))
      ->type_name("DEPTH");
  command
      .add_option("--index", options.index,
                  "The license-text index of depths fast and full (default: $LICENSUS_INDEX, or "
                  "the one that was built)")
      ->type_name("FILE");
  command.add_flag("--scancode-parity", options.scancode_parity,
                   "Only what ScanCode finds, as it names and orders it: for measuring");
  command.add_flag("--unknown-licenses", options.unknown_licenses,
                   "With --depth full: text that speaks as licenses do, but is none of them, is a "
                   "clue to an unknown license");
}

void add_reading_options(CLI::App& command, Reading& reading) {
  command
      .add_option("--format", reading.format,
                  "Read all files as NAME instead of by their content (see `licensus formats`)")
      ->type_name("NAME");
  command
      .add_option("--text-field", reading.options.text_fields,
                  "A column of rows that holds text; may be given several times (default: text, "
                  "content, body, ..., or without one of those all strings)")
      ->type_name("NAME");
}

namespace {

// The index that a depth needs: "" where it needs none, or where none was asked for and none is
// there.
Result<std::string> index_of(const DepthOptions& depth) {
  if (depth.depth == "patterns") {
    if (depth.scancode_parity) return fail("--scancode-parity needs --depth fast or full");
    return std::string();
  }
  auto found = find_text_index(depth.index);
  if (!found && depth.depth.empty() && !depth.scancode_parity) return std::string();
  return found;
}

}  // namespace

Result<std::unique_ptr<Detector>> make_detector(const RuleOptions& options,
                                                const DepthOptions& depth) {
  if (depth.unknown_licenses && depth.depth != "full") {
    return fail("--unknown-licenses compares texts: use it with --depth full");
  }
  auto share = find_share();
  if (!share) return fail(share.error().message);
  auto index = index_of(depth);
  if (!index) return fail(index.error().message);
  return Detector::create({.share = *share,
                           .user_rules = options.rules,
                           .user_terms = options.terms,
                           .text_index = *index,
                           .is_fast = depth.depth != "full",
                           .scancode_parity = depth.scancode_parity,
                           .unknown_licenses = depth.unknown_licenses});
}

namespace {

constexpr const char* kDescription =
    "licensus reads datasets and crawls and says, document by document and shard by shard,\n"
    "under which licenses they stand, where it saw that, and what those licenses allow.\n"
    "Its findings are evidence, not legal advice: what is not stated is reported as not stated.";

constexpr const char* kFooter =
    "Exit codes: 0 done; 1 a policy or a rule test fails; 2 wrong use, or a source that is not "
    "there;\n"
    "3 done, but some input could not be read in full; 4 output could not be written;\n"
    "130 interrupted. `licensus COMMAND --help` tells more of each command.";

int run(int argc, char** argv) {
  CLI::App app(kDescription, "licensus");
  app.set_version_flag("--version", std::string("licensus ") + kVersion);
  app.footer(kFooter);
  app.require_subcommand(1);
  std::function<int()> command;
  add_scan(app, command, {argv + 1, argv + argc});
  add_check(app, command);
  add_credits(app, command);
  add_explain(app, command);
  add_merge(app, command);
  add_rules(app, command);
  add_index(app, command);
  add_formats(app, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& wrong) {
    return complain(std::string(wrong.what()) + "; see `licensus --help`");
  }
  const int code = command();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  if (errno == EPIPE) return code;  // who reads has seen enough
  return complain("cannot write standard output", kWriteFailed);
}

}  // namespace
}  // namespace licensus::cli

int main(int argc, char** argv) {
  // A closed pipe shows as an error of the write, which ends the run quietly.
  std::signal(SIGPIPE, SIG_IGN);
  // So does a file that grows beyond the process's limit.
  std::signal(SIGXFSZ, SIG_IGN);
  return licensus::cli::run(argc, argv);
}
