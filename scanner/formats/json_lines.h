// JSON Lines: one JSON object a line (https://jsonlines.org), plain or compressed.
#pragma once

#include <memory>

#include "formats/format.h"

namespace licensus {

// Whether the first lines are JSON objects, each whole on its line. One line alone, or one longer
// than the look, is told by the name (.jsonl, .ndjson, .jsonlines).
bool is_json_lines(const Look& look);

// Every line that is not blank is a row and a document. One that is no JSON object, or not valid
// UTF-8, is one with an error; but where the sink is content to count rows in which nothing can be
// found, those are only skimmed (json_skim.h), and what skimming does not see is not told. Lines
// longer than 64 MiB are passed over with an error.
std::unique_ptr<FormatReader> make_json_lines_reader(const ReadOptions& options);

}  // namespace licensus
