#include "input/source_list.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <unistd.h>
#include <algorithm>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/utf8.h"
#include "input/glob.h"

namespace licensus {
namespace {

namespace fs = boost::filesystem;

constexpr size_t kMaxListBytes = size_t{128} << 20;

std::string reason(const std::string& path, int error) {
  return percent_encode_invalid(path) + ": " + std::strerror(error);
}

Result<std::string> read_whole(const std::string& path) {
  struct Descriptor {
    int fd;
    ~Descriptor() {
      if (fd > STDERR_FILENO) ::close(fd);
    }
  };
  const Descriptor file{path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) return fail(reason(path, errno));
  std::string bytes;
  std::vector<char> block(1 << 16);
  for (;;) {
    const ssize_t count = ::read(file.fd, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(reason(path, errno));
    if (count == 0) return bytes;
    bytes.append(block.data(), static_cast<size_t>(count));
    if (bytes.size() > kMaxListBytes) return fail(reason(path, EFBIG));
  }
}

Result<std::string> gunzip(const std::string& path, std::string_view stored) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  std::string bytes;
  size_t capacity = stored.size() * 8 + 4096;
  while (!stored.empty()) {
    const size_t begin = bytes.size();
    bytes.resize(begin + capacity);
    size_t read = 0;
    size_t written = 0;
    const libdeflate_result result =
        libdeflate_gzip_decompress_ex(inflater.get(), stored.data(), stored.size(),
                                      bytes.data() + begin, capacity, &read, &written);
    bytes.resize(begin + (result == LIBDEFLATE_SUCCESS ? written : 0));
    if (result == LIBDEFLATE_SUCCESS) {
      stored.remove_prefix(read);
    } else if (result != LIBDEFLATE_INSUFFICIENT_SPACE) {
      return fail(percent_encode_invalid(path) + ": damaged gzip");
    } else if (capacity *= 2; begin + capacity > 2 * kMaxListBytes) {
      return fail(reason(path, EFBIG));
    }
  }
  return bytes;
}

// Expands one glob, component by component, into `found` in byte order of names.
class Expansion {
 public:
  Expansion(std::vector<std::string>& found, std::vector<std::string>& errors)
      : found_(found), errors_(errors) {}

  // `directory` exists ("" is the working directory, components are then relative to it).
  Result<bool> expand(const std::string& directory, std::string_view pattern) {
    const size_t slash = pattern.find('/');
    const std::string_view component = pattern.substr(0, slash);
    const std::string_view rest =
        slash == std::string_view::npos ? std::string_view() : pattern.substr(slash + 1);
    if (!Glob::is_pattern(component)) return take(join(directory, component), rest);
    if (component == "**") return descend(directory, rest);

    const Result<Glob> glob = Glob::parse(component);
    if (!glob) return tl::unexpected<Error>(glob.error());
    for (const auto& [name, is_directory] : names(directory)) {
      if (!glob->matches(name, is_directory) || is_version_control(name, is_directory)) continue;
      if (Result<bool> done = take(join(directory, name), rest); !done) return done;
    }
    return true;
  }

 private:
  static std::string join(const std::string& directory, std::string_view name) {
    return directory.empty() ? std::string(name) : join_path(directory, name);
  }

  Result<bool> take(const std::string& path, std::string_view rest) {
    if (!rest.empty()) {
      boost::system::error_code ignored;
      return fs::is_directory(path, ignored) ? expand(path, rest) : Result<bool>(true);
    }
    boost::system::error_code gone;
    if (fs::symlink_status(path, gone).type() != fs::file_not_found) found_.push_back(path);
    return true;
  }

  // "**": this directory and all below it, links not followed; at the end it is the directory.
  Result<bool> descend(const std::string& directory, std::string_view rest) {
    if (rest.empty()) {
      found_.push_back(directory.empty() ? "." : directory);
      return true;
    }
    if (Result<bool> done = expand(directory, rest); !done) return done;
    for (const auto& [name, is_directory] : names(directory)) {
      const std::string path = join(directory, name);
      boost::system::error_code ignored;
      if (!is_directory || is_version_control(name, true) || fs::is_symlink(path, ignored))
        continue;
      if (Result<bool> done = descend(path, rest); !done) return done;
    }
    return true;
  }

  std::vector<std::pair<std::string, bool>> names(const std::string& directory) {
    std::vector<std::pair<std::string, bool>> names;
    boost::system::error_code error;
    fs::directory_iterator entry(directory.empty() ? "." : directory, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      boost::system::error_code ignored;
      names.emplace_back(entry->path().filename().native(),
                         entry->status(ignored).type() == fs::directory_file);
    }
    if (error) errors_.push_back(percent_encode_invalid(directory) + ": " + error.message());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::vector<std::string>& found_;
  std::vector<std::string>& errors_;
};

class Resolver {
 public:
  explicit Resolver(SourceList& list) : list_(list) {}

  // Adds what `typed` names; an Error where it names nothing.
  Result<bool> add(const std::string& typed) {
    struct stat info {};
    const std::string name = normalise_path(typed);
    if (::stat(name.c_str(), &info) == 0) return add_known(name, info);
    const int error = errno;
    if ((error != ENOENT && error != ENOTDIR) || !Glob::is_pattern(typed)) {
      return fail(reason(typed, error));
    }
    std::vector<std::string> found;
    Expansion expansion(found, list_.errors);
    const bool absolute = name.starts_with('/');
    Result<bool> expanded =
        expansion.expand(absolute ? "/" : "", std::string_view(name).substr(absolute ? 1 : 0));
    if (!expanded) return expanded;
    if (found.empty()) return fail(percent_encode_invalid(typed) + ": the glob matches nothing");
    for (const std::string& match : found) add_match(match);
    return true;
  }

 private:
  Result<bool> add_known(const std::string& name, const struct stat& info) {
    if (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)) {
      return fail(percent_encode_invalid(name) +
                  ": neither file nor directory; a pipe is read with \"-\" as the source");
    }
    const bool is_directory = S_ISDIR(info.st_mode);
    const bool is_new = is_directory ? list_.directories.insert(directory_id(info)).second
                                     : list_.files.insert(name).second;
    if (!is_new) {
      list_.notes.push_back(percent_encode_invalid(name) + ": named more than once, read once");
      return true;
    }
    list_.sources.push_back({is_directory ? Source::Type::kDirectory : Source::Type::kFile, name});
    return true;
  }

  void add_match(const std::string& name) {
    struct stat info {};
    if (::stat(name.c_str(), &info) != 0) {
      list_.errors.push_back(reason(name, errno));
    } else if (Result<bool> added = add_known(name, info); !added) {
      list_.errors.push_back(added.error().message);
    }
  }

  SourceList& list_;
};

Result<bool> add_list(const WalkOptions& options, const std::string& list, Resolver& resolver) {
  const Result<std::vector<ListedSource>> lines = read_list(list);
  if (!lines) return tl::unexpected<Error>(lines.error());
  for (const ListedSource& line : *lines) {
    const std::string name =
        options.prefix.empty() ? line.name : join_path(options.prefix, line.name);
    if (Result<bool> added = resolver.add(name); !added) {
      return fail(line.origin + ": " + added.error().message);
    }
  }
  return true;
}

}  // namespace

std::string normalise_path(std::string_view path) {
  std::string out = path.starts_with('/') ? "/" : "";
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    const std::string_view component = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (component.empty() || component == ".") continue;
    if (!out.empty() && out.back() != '/') out.push_back('/');
    out.append(component);
  }
  return out.empty() ? "." : out;
}

std::string join_path(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!path.ends_with('/')) path.push_back('/');
  return path.append(name);
}

bool is_version_control(std::string_view name, bool is_directory) {
  if (name == ".git") return true;
  return is_directory && (name == ".hg" || name == ".svn" || name == ".bzr" || name == "CVS");
}

Result<std::vector<ListedSource>> read_list(const std::string& list) {
  Result<std::string> bytes = read_whole(list);
  if (bytes && bytes->starts_with("\x1F\x8B")) bytes = gunzip(list, *bytes);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  std::vector<ListedSource> lines;
  std::string_view rest = *bytes;
  for (size_t number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    lines.push_back(
        {std::string(line), percent_encode_invalid(list) + ":" + std::to_string(number)});
  }
  return lines;
}

Result<SourceList> list_sources(const WalkOptions& options) {
  const auto dashes = std::count(options.sources.begin(), options.sources.end(), "-") +
                      std::count(options.files_from.begin(), options.files_from.end(), "-");
  if (dashes > 1) return fail("standard input (\"-\") can be named once only");
  SourceList list;
  Resolver resolver(list);
  for (const std::string& typed : options.sources) {
    if (typed == "-") {
      list.sources.push_back({Source::Type::kStandardInput, options.stdin_name});
    } else if (typed.empty()) {
      return fail("a source is empty; name a file, a directory or \"-\"");
    } else if (Result<bool> added = resolver.add(typed); !added) {
      return tl::unexpected<Error>(added.error());
    }
  }
  for (const std::string& name : options.files_from) {
    if (Result<bool> added = add_list(options, name, resolver); !added) {
      return tl::unexpected<Error>(added.error());
    }
  }
  return list;
}

}  // namespace licensus
