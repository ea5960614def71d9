// Files without a name, for what is too large to be kept in memory.
#pragma once

#include <cstddef>
#include <string>

namespace licensus {

// Opens one in $TMPDIR, else /tmp, for reading and writing; it goes with its descriptor. -1, and
// errno, where that cannot be.
int open_temporary_file();

// Appends all bytes, whatever interrupts; false, and errno, where the disk does not take them, or
// where less than 1 GiB or a twentieth of it, whichever is less, would be left for others (ENOSPC).
bool write_all(int descriptor, const char* data, size_t bytes);

// What write_all's errno means, for people.
std::string temporary_file_problem(int error);

}  // namespace licensus
