// Large JSON: one array or object that holds records by the million, never whole in memory.
#pragma once

#include <memory>

#include "formats/format.h"

namespace licensus {

// Reads the objects of a top-level array, or of the arrays of objects that are members of a
// top-level object (json_plan.h tells which), as rows. Objects of the other arrays are other
// records; what else stands in the top-level object is passed over. A record's `license` that is
// the id of an entry of the member `licenses` is given as the URL or name of that entry, wherever
// that table stands; an id that is in no entry is told once a file.
//
// An object is read twice, first only for its arrays and the table; from a pipe or an archive it is
// copied to an unnamed temporary file for that. What breaks off or is no JSON between records ends
// the reading with one error; a record that is no JSON, or nested more than 1,000 deep, or larger
// than 64 MiB is an error of that record. An extent that does not begin with the file (--offset of
// explain) is one record.
std::unique_ptr<FormatReader> make_json_records_reader(const ReadOptions& options);

// Whether it is one: a top-level array of at least two objects; an object with an array of objects
// that is larger than the look or has the members of COCO, SQuAD or GeoJSON. Never what is a
// document of its own by its members: JSON-LD, notebooks, manifests, lock files, bills of
// materials. Pure.
bool is_json_records(const Look& look);

}  // namespace licensus
