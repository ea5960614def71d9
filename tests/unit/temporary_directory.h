// A directory for one test, gone with it.
#pragma once

#include <stdlib.h>
#include <boost/filesystem.hpp>
#include <fstream>
#include <string>
#include <string_view>

namespace licensus {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (boost::filesystem::temp_directory_path() / "licensus-XXXXXX").native();
    path_ = ::mkdtemp(name.data()) == nullptr ? "" : name;
  }
  ~TemporaryDirectory() {
    boost::system::error_code ignored;
    boost::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

  // Writes a file below, with the directories it needs.
  void write(std::string_view name, std::string_view bytes) const {
    const boost::filesystem::path file(*this / name);
    boost::filesystem::create_directories(file.parent_path());
    std::ofstream(file.native(), std::ios::binary) << bytes;
  }

 private:
  std::string path_;
};

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace licensus
