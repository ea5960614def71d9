// The plug-in for Parquet and Arrow IPC files, opened on first use.
#pragma once

#include "base/result.h"
#include "formats/table_plugin.h"

namespace licensus {

// Looks for liblicensus_parquet.so where $LICENSUS_PARQUET_PLUGIN says, beside the program, in the
// folder above, and in ../lib*/licensus; opens it once a process, its symbols apart from all
// others. Fails with a line that says how to get it. Thread-safe.
Result<const LicensusTableApi*> table_library();

}  // namespace licensus
