#include "formats/table_library.h"

#include <dlfcn.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace licensus {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "liblicensus_parquet.so";

std::vector<fs::path> places() {
  if (const char* given = std::getenv("LICENSUS_PARQUET_PLUGIN"); given != nullptr && *given != 0) {
    return {given};
  }
  std::error_code unknown;
  const fs::path folder = fs::read_symlink("/proc/self/exe", unknown).parent_path();
  std::vector<fs::path> all{folder / kName, folder.parent_path() / kName};
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.parent_path(), unknown)) {
    if (!entry.path().filename().string().starts_with("lib")) continue;
    all.push_back(entry.path() / "licensus" / kName);
    // lib/x86_64-linux-gnu, where Debian installs
    for (const fs::directory_entry& below : fs::directory_iterator(entry.path(), unknown)) {
      if (below.is_directory(unknown)) all.push_back(below.path() / "licensus" / kName);
    }
  }
  return all;
}

Result<const LicensusTableApi*> open_library() {
  std::error_code unknown;
  for (const fs::path& path : places()) {
    if (!fs::exists(path, unknown)) continue;
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (library == nullptr)
      return fail("the plug-in for Parquet cannot be opened: " + std::string(::dlerror()));
    using Entry = const LicensusTableApi* (*)();
    const auto entry = reinterpret_cast<Entry>(::dlsym(library, "licensus_table_api"));
    if (entry == nullptr || entry()->version != LICENSUS_TABLE_VERSION) {
      return fail(path.string() + ": a plug-in of another version of licensus");
    }
    return entry();
  }
  return fail(
      "Parquet and Arrow files are read by a plug-in that is not there: run `scripts/setup "
      "--parquet` "
      "and build again");
}

}  // namespace

Result<const LicensusTableApi*> table_library() {
  static const Result<const LicensusTableApi*> library = open_library();
  return library;
}

}  // namespace licensus
