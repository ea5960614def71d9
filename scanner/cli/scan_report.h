// What `scan` says at its end.
#pragma once

#include "pipeline/scan.h"

namespace licensus::cli {

// Prints the summary (on standard error where standard output holds JSON lines), the first errors
// and how to go on after an interruption; returns the exit code.
int show_report(const ScanReport& report, const ScanOptions& options, const Detector& detector);

}  // namespace licensus::cli
