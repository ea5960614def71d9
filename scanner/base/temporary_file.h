// Files without a name, for what is too large to be kept in memory.
#pragma once

#include <cstddef>

namespace licensus {

// Opens one in $TMPDIR, else /tmp, for reading and writing; it goes with its descriptor. -1, and
// errno, where that cannot be.
int open_temporary_file();

// Appends all bytes, whatever interrupts; false, and errno, where the disk does not take them.
bool write_all(int descriptor, const char* data, size_t bytes);

}  // namespace licensus
