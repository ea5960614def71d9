// What the license files and cards of folders cover.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "census/census.h"

namespace licensus {

// The folder of a document's id or a shard's name, or the one that holds a folder: what stands
// before its last part, "/" or "!" (an inner archive) included. "" for the outermost.
std::string_view folder_of(std::string_view id);

// Statements of folders, and documents without a license of their own, by folder. A statement
// covers its folder and all below it but for folders that have one of their own. Plain value, one
// thread; adding and merging give the same in any order and grouping: of either kind the
// kMaxFolders first in byte order are kept, and documents beyond them inherit nothing; nor do those
// of folders with longer names than kMaxFolderBytes. Memory: at most some 25 MiB without
// statements, 100 MiB with as many and as long ones as there can be.
class Coverage {
 public:
  static constexpr size_t kMaxFolders = 32768;
  static constexpr size_t kMaxFolderBytes = 512;
  static constexpr size_t kMaxLicenses = 8;        // of one folder; a folder of more covers nothing
  static constexpr size_t kMaxLicenseBytes = 256;  // longer expressions are stated, but not known
  // What the dimension `inherited` says of documents that nothing covers.
  static constexpr std::string_view kNothing = "NONE";
  // And of those covered by no more than "all rights reserved".
  static constexpr std::string_view kReserved = "reserved";

  enum class Voice { kLicenseFile, kNotice };  // a notice counts only where there is nothing else

  // Folders begin with "./" or not: the same.
  void state(std::string_view folder, std::string_view license, Voice voice = Voice::kLicenseFile);
  void add_silent(std::string_view folder, Count count);
  void merge(const Coverage& other);

  // What covers `folder`: expressions joined by AND, NOASSERTION, kReserved, or kNothing.
  std::string license_of(std::string_view folder) const;

  // Counts what was added: silent documents by what they inherit, folders by what they state, as
  // "./folder/ LICENSE", with " (notice)" behind it where no more than notices do.
  void settle(Census& census) const;

  // The reverse of `settle` for the folders of `census`, which are below `above`; a census that
  // could not hold all of them says that nothing is known to cover what is there.
  void take_statements(const Census& census, std::string_view above);

 private:
  struct Statements {
    std::set<std::string, std::less<>> files, notices;
  };
  template <class Value>
  struct Folders {
    std::map<std::string, Value, std::less<>> kept;
    std::string cut;  // the first in byte order that was not kept; "" for none
    Value* at(std::string_view folder);
  };
  static std::string joined(const Statements& statements);

  Folders<Statements> statements_;
  Folders<Count> silent_;
};

}  // namespace licensus
