// Sources to shards: files, directories, globs, lists, standard input.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace licensus {

struct WalkOptions {
  std::vector<std::string> sources;     // as typed; "-" is standard input; a pattern that names no
                                        // existing file is expanded as a glob
  std::vector<std::string> files_from;  // lists of sources, one a line, plain or gzip; "-" is stdin
  std::string prefix;                   // put before each line of files_from
  std::vector<std::string> include;     // globs (input/glob.h) over paths below a source
  std::vector<std::string> exclude;     // and over files named as sources; exclude wins
  int shard_depth = -1;                 // directories deeper below a source count with their
                                        // ancestor at this depth; -1: each directory is a shard
  bool follow = false;                  // symbolic links below a source
  std::string stdin_name = "stdin";
};

// A loose file or a container, as the walk found it.
struct WalkItem {
  enum class Type { kShardBegin, kFile, kShardEnd, kContainer, kStandardInput, kError };
  Type type;
  std::string shard;     // the shard's name (DESIGN section 5); of kError: "" where none is open
  std::string path;      // kFile, kContainer: path to open
  std::string document;  // kFile: the document's name (path below the source); kError: likewise
  std::string message;   // kError
  uint64_t size = 0;
  int64_t modified_s = 0;  // seconds since 1970
};

// Walks the sources in order, directories in byte order of names, files of a directory before its
// subdirectories. Shards never nest: containers met while a directory's shard is open come after
// its end. What several sources name is read once, by the source that names it most closely: below
// a source, files and directories that are sources themselves are passed over. Version control's
// own files are left out, links below a source too unless `follow`. Not thread-safe. Holds the
// names of the directories on the current path only (and the containers that wait for a shard's
// end).
class Walk {
 public:
  // `is_container(path)`: whether a file holds many documents and is a shard of its own.
  // Fails (exit code 2) where a source is not there, a list cannot be read or a glob is wrong.
  static Result<std::unique_ptr<Walk>> start(WalkOptions options,
                                             std::function<bool(const std::string&)> is_container);
  virtual ~Walk() = default;
  // False at the end. Unreadable folders, sockets, devices and FIFOs are kError items; with
  // `follow` also link loops and links that lead nowhere.
  virtual bool next(WalkItem& item) = 0;
  // Lines for people that are no errors: sources named twice. Known from the start.
  virtual const std::vector<std::string>& notes() const = 0;
};

}  // namespace licensus
