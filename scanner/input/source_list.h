// What the user typed, looked up: files, directories and standard input, each once.
#pragma once

#include <sys/stat.h>
#include <cstdint>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/result.h"
#include "input/walk.h"

namespace licensus {

struct Source {
  enum class Type { kFile, kDirectory, kStandardInput };
  Type type;
  std::string name;  // normalised, raw bytes
};

// A directory's device and inode: the same for every way to name it.
using DirectoryId = std::pair<uint64_t, uint64_t>;
inline DirectoryId directory_id(const struct stat& info) { return {info.st_dev, info.st_ino}; }

struct SourceList {
  std::vector<Source> sources;            // as typed, globs expanded in byte order
  std::set<DirectoryId> directories;      // of the directories among them
  std::unordered_set<std::string> files;  // names of the files among them
  std::vector<std::string> notes;         // for people: what was named twice
  std::vector<std::string> errors;        // what a glob met and could not read
};

// `a//b/./c/` as `a/b/c`; "." stays ".", ".." stays (a link may stand before it).
std::string normalise_path(std::string_view path);

// `directory`/`name`, without a second "/".
std::string join_path(std::string_view directory, std::string_view name);

// Whether `name` is what a version control system keeps for itself: .git (a file in worktrees and
// submodules), .hg, .svn, .bzr, CVS.
bool is_version_control(std::string_view name, bool is_directory);

// Fails where a source is not there or is no file or directory, a list cannot be read, or standard
// input is asked for twice.
Result<SourceList> list_sources(const WalkOptions& options);

// The lines of a list of sources, plain or gzip (RFC 1952, several members), without blank lines
// and "#" comments; "-" is standard input. Each with "LIST:LINE" for messages. Fails beyond
// 128 MiB, on a read error and on damaged gzip.
struct ListedSource {
  std::string name;
  std::string origin;
};
Result<std::vector<ListedSource>> read_list(const std::string& list);

}  // namespace licensus
