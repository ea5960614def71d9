#include "cli/run_tables.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace licensus::cli {
namespace {

namespace fs = std::filesystem;

bool is_run(const std::vector<std::string>& sources) {
  std::error_code ignored;
  return sources.size() == 1 && fs::exists(fs::path(sources[0]) / "run.json", ignored) &&
         fs::exists(fs::path(sources[0]) / "shards.jsonl", ignored);
}

}  // namespace

RunTables::~RunTables() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

bool RunTables::make(const Detector& detector, ScanCommand& command) {
  if (is_run(command.options.walk.sources)) {
    folder_ = command.options.walk.sources[0];
    return true;
  }
  std::string name = (fs::temp_directory_path() / "licensus-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    code_ = complain("no temporary folder could be made", kWriteFailed);
    return false;
  }
  folder_ = temporary_ = command.options.output_folder = name;
  const auto report = run_scan(detector, command);
  if (!report) {
    code_ = complain(report.error().message);
    return false;
  }
  code_ = report->exit_code();
  if (report->interrupted || !report->write_error.empty()) {
    complain(report->interrupted ? "interrupted" : report->write_error, code_);
    return false;
  }
  for (const std::string& error : report->first_errors) complain(error);
  return true;
}

}  // namespace licensus::cli
