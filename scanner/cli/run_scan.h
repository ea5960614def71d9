// What the commands that scan share: their options, and a scan that a signal ends in order.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/commands.h"
#include "pipeline/scan.h"

namespace licensus::cli {

// How to scan, as several commands take it. Plain value.
struct ScanCommand {
  ScanOptions options;
  RuleOptions rules;
  DepthOptions depth;
  std::string progress = "auto";
};

// SOURCE, --include, --exclude, --files-from, --prefix, --name, --shard-depth, --follow, --threads,
// --progress, and those of reading, depth and rules.
void add_scan_options(CLI::App& app, ScanCommand& command);

// Scans with a progress line; SIGINT and SIGTERM end it in order. Fails as `scan` does.
Result<ScanReport> run_scan(const Detector& detector, ScanCommand& command);

}  // namespace licensus::cli
