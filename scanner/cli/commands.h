// The commands of the program: options in, exit code out.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "detect/detector.h"
#include "pipeline/reading.h"

namespace licensus::cli {

// What a command returns: the exit codes of DESIGN section 5.
enum ExitCode : int {
  kDone = 0,
  kTestFailed = 1 /* also of a policy */,
  kWrongUse = 2,
  kWriteFailed = 4
};

// Each adds its command to `app`; `run` is set to what to do when it was chosen.
void add_scan(CLI::App& app, std::function<int()>& run, const std::vector<std::string>& as_typed);
void add_check(CLI::App& app, std::function<int()>& run);
void add_credits(CLI::App& app, std::function<int()>& run);
void add_explain(CLI::App& app, std::function<int()>& run);
void add_merge(CLI::App& app, std::function<int()>& run);
void add_rules(CLI::App& app, std::function<int()>& run);
void add_formats(CLI::App& app, std::function<int()>& run);
void add_index(CLI::App& app, std::function<int()>& run);

// One line on standard error, after "licensus: ".
int complain(const std::string& message, int exit_code = kWrongUse);

// --rules and --terms, which several commands take.
struct RuleOptions {
  std::string rules, terms;
};
void add_rule_options(CLI::App& command, RuleOptions& options);

// --depth, --index and what goes with them. Depth "": fast where there is an index, else patterns.
struct DepthOptions {
  std::string depth, index;
  bool scancode_parity = false;
  bool unknown_licenses = false;
};
void add_depth_options(CLI::App& command, DepthOptions& options);

// --format and --text-field.
void add_reading_options(CLI::App& command, Reading& reading);

// Fails with one line where rules, terms or the index are not right, or the depth cannot do what is
// asked.
Result<std::unique_ptr<Detector>> make_detector(const RuleOptions& options,
                                                const DepthOptions& depth = {.depth = "patterns"});

}  // namespace licensus::cli
