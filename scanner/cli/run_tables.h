// The tables that commands read: of a run that is there, or of a scan made for them.
#pragma once

#include <string>

#include "cli/run_scan.h"

namespace licensus::cli {

// What SOURCE names is either the folder of a finished run (scan -o), which is taken as it is, or
// is scanned into a temporary folder that goes with the object.
class RunTables {
 public:
  RunTables() = default;
  RunTables(const RunTables&) = delete;
  RunTables& operator=(const RunTables&) = delete;
  ~RunTables();

  // False where there are no tables; what is wrong was then said on standard error. Errors in data
  // are said too.
  bool make(const Detector& detector, ScanCommand& command);
  const std::string& folder() const { return folder_; }
  // Of the scan, or of what went wrong.
  int code() const { return code_; }

 private:
  std::string folder_, temporary_;
  int code_ = kDone;
};

}  // namespace licensus::cli
