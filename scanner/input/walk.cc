#include "input/walk.h"

#include <sys/stat.h>
#include <algorithm>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <cstring>
#include <deque>

#include "base/paths.h"
#include "base/utf8.h"
#include "input/glob.h"
#include "input/source_list.h"

namespace licensus {
namespace {

namespace fs = boost::filesystem;

struct Entry {
  enum class Type : uint8_t { kFile, kDirectory, kSpecial, kDangling } type;
  std::string name;
};

bool operator<(const Entry& a, const Entry& b) { return a.name < b.name; }

// A directory on the current path.
struct Frame {
  std::string path;
  std::string below;  // path below the source; "" for the source itself
  DirectoryId id;
  bool included = false;  // an include pattern matched it or a directory above
  std::vector<Entry> files;
  std::vector<Entry> directories;
  size_t next_file = 0;
  size_t next_directory = 0;
  bool files_done = false;
};

class DirectoryWalk : public Walk {
 public:
  DirectoryWalk(WalkOptions options, std::function<bool(const std::string&)> is_container,
                SourceList list, GlobList include, GlobList exclude)
      : options_(std::move(options)),
        is_container_(std::move(is_container)),
        list_(std::move(list)),
        include_(std::move(include)),
        exclude_(std::move(exclude)) {
    for (const std::string& message : list_.errors) push_error("", "", message);
  }

  bool next(WalkItem& item) override {
    while (pending_.empty()) {
      if (!advance()) return false;
    }
    item = std::move(pending_.front());
    pending_.pop_front();
    return true;
  }

  const std::vector<std::string>& notes() const override { return list_.notes; }

 private:
  bool advance() {
    if (stack_.empty()) {
      if (next_source_ == list_.sources.size()) return false;
      begin_source(list_.sources[next_source_++]);
      return true;
    }
    Frame& frame = stack_.back();
    if (frame.next_file < frame.files.size()) {
      take_entry(frame, frame.files[frame.next_file++]);
    } else if (!frame.files_done) {
      frame.files_done = true;
      frame.files = {};
      if (!folds_below(stack_.size() - 1)) close_shard();
    } else if (frame.next_directory < frame.directories.size()) {
      const std::string& name = frame.directories[frame.next_directory++].name;
      enter(join_path(frame.path, name), below(frame, name), frame.included);
    } else {
      if (owner() == stack_.size() - 1) close_shard();
      stack_.pop_back();
    }
    return true;
  }

  // Whether directories below the frame at `depth` count with its shard or one above.
  bool folds_below(size_t depth) const {
    return options_.shard_depth >= 0 && depth >= static_cast<size_t>(options_.shard_depth);
  }

  // Depth of the directory whose shard takes the files of the current one.
  size_t owner() const {
    const size_t depth = stack_.size() - 1;
    return folds_below(depth) ? static_cast<size_t>(options_.shard_depth) : depth;
  }

  static std::string below(const Frame& frame, const std::string& name) {
    return frame.below.empty() ? name : join_path(frame.below, name);
  }

  std::string shard_name(std::string_view path_below) const {
    return percent_encode_invalid(path_below.empty() ? join_path(source_, "")
                                                     : join_path(source_, path_below));
  }

  void begin_source(const Source& source) {
    source_ = source.name;
    switch (source.type) {
      case Source::Type::kStandardInput: {
        const std::string name = percent_encode_invalid(source.name);
        push({WalkItem::Type::kStandardInput, name, "-", name, "", 0, 0});
        break;
      }
      case Source::Type::kDirectory:
        enter(source.name, "", false);
        break;
      case Source::Type::kFile:
        take_file_source(source.name);
        break;
    }
  }

  void take_file_source(const std::string& path) {
    const std::string_view filtered = std::string_view(path).substr(path.starts_with('/') ? 1 : 0);
    if (!is_wanted(filtered, false)) return;
    WalkItem item;
    if (!look_up(path, "", item)) return;
    item.shard = percent_encode_invalid(path);
    if (is_container_(path)) {
      item.type = WalkItem::Type::kContainer;
      push(std::move(item));
      return;
    }
    open_shard(item.shard);
    item.document = percent_encode_invalid(base_name(path));
    push(std::move(item));
    close_shard();
  }

  // Lists a directory and makes it the current one.
  void enter(std::string path, std::string path_below, bool included) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
      push_error(path, path_below, std::strerror(errno));
      return;
    }
    Frame frame{std::move(path), std::move(path_below), directory_id(info), included, {}, {}};
    const auto is_same = [&](const Frame& above) { return above.id == frame.id; };
    if (std::any_of(stack_.begin(), stack_.end(), is_same)) {
      push_error(frame.path, frame.below, "a link to a directory above it, not followed");
      return;
    }
    const bool is_source = stack_.empty();
    if (!is_source && list_.directories.contains(frame.id)) return;
    if (!is_source && exclude_.matches(frame.below, true)) return;
    if (!is_source && include_.matches(frame.below, true)) frame.included = true;
    list(frame);
    stack_.push_back(std::move(frame));
  }

  void list(Frame& frame) {
    boost::system::error_code error;
    fs::directory_iterator entry(frame.path, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      std::string name = entry->path().filename().native();
      boost::system::error_code ignored;
      fs::file_type type = entry->symlink_status(ignored).type();
      const bool is_link = type == fs::symlink_file;
      if (is_link && !options_.follow) continue;
      if (is_link) type = entry->status(ignored).type();
      if (is_version_control(name, type == fs::directory_file)) continue;
      if (type == fs::directory_file) {
        frame.directories.push_back({Entry::Type::kDirectory, std::move(name)});
      } else {
        const bool is_there = type != fs::file_not_found && type != fs::status_error;
        const Entry::Type kind = type == fs::regular_file ? Entry::Type::kFile
                                 : is_there               ? Entry::Type::kSpecial
                                                          : Entry::Type::kDangling;
        frame.files.push_back({kind, std::move(name)});
      }
    }
    if (error) push_error(frame.path, frame.below, error.message());
    std::sort(frame.files.begin(), frame.files.end());
    std::sort(frame.directories.begin(), frame.directories.end());
  }

  void take_entry(const Frame& frame, const Entry& entry) {
    const std::string path = join_path(frame.path, entry.name);
    const std::string path_below = below(frame, entry.name);
    if (!is_wanted(path_below, frame.included)) return;
    if (entry.type == Entry::Type::kSpecial) {
      push_error(path, path_below, "a socket, device or FIFO, not read");
      return;
    }
    if (entry.type == Entry::Type::kDangling) {
      push_error(path, path_below, "a link that leads nowhere");
      return;
    }
    if (!list_.files.empty() && list_.files.contains(path)) return;
    WalkItem item;
    if (!look_up(path, path_below, item)) return;
    if (is_container_(path)) {
      item.type = WalkItem::Type::kContainer;
      item.shard = shard_name(path_below);
      if (shard_.empty()) {
        push(std::move(item));
      } else {
        deferred_.push_back(std::move(item));
      }
      return;
    }
    const std::string& home = stack_[owner()].below;
    open_shard(home.empty() ? shard_name("") : shard_name(join_path(home, "")));
    item.shard = shard_;
    item.document = percent_encode_invalid(path_below);
    push(std::move(item));
  }

  bool is_wanted(std::string_view path_below, bool included) const {
    if (exclude_.matches(path_below, false)) return false;
    return include_.empty() || included || include_.matches(path_below, false);
  }

  // Fills in what the file system says of a file; an error item where it is gone.
  bool look_up(const std::string& path, const std::string& path_below, WalkItem& item) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
      push_error(path, path_below, std::strerror(errno));
      return false;
    }
    item.type = WalkItem::Type::kFile;
    item.path = path;
    item.size = static_cast<uint64_t>(info.st_size);
    item.modified_s = info.st_mtime;
    return true;
  }

  void open_shard(const std::string& name) {
    if (!shard_.empty()) return;
    shard_ = name;
    push({WalkItem::Type::kShardBegin, shard_, "", "", "", 0, 0});
  }

  void close_shard() {
    if (shard_.empty()) return;
    push({WalkItem::Type::kShardEnd, shard_, "", "", "", 0, 0});
    shard_.clear();
    std::move(deferred_.begin(), deferred_.end(), std::back_inserter(pending_));
    deferred_.clear();
  }

  void push(WalkItem item) { pending_.push_back(std::move(item)); }

  void push_error(const std::string& path, const std::string& path_below,
                  const std::string& message) {
    WalkItem item{
        WalkItem::Type::kError, shard_, path, percent_encode_invalid(path_below), "", 0, 0};
    item.message = path.empty() ? message : percent_encode_invalid(path) + ": " + message;
    push(std::move(item));
  }

  const WalkOptions options_;
  const std::function<bool(const std::string&)> is_container_;
  const SourceList list_;
  const GlobList include_;
  const GlobList exclude_;
  size_t next_source_ = 0;
  std::string source_;              // name of the current one
  std::string shard_;               // the open one; "" for none
  std::vector<Frame> stack_;        // the current path, the source first
  std::deque<WalkItem> pending_;    // ready to hand out
  std::vector<WalkItem> deferred_;  // containers met while a shard was open
};

}  // namespace

Result<std::unique_ptr<Walk>> Walk::start(WalkOptions options,
                                          std::function<bool(const std::string&)> is_container) {
  Result<GlobList> include = GlobList::parse(options.include);
  if (!include) return tl::unexpected<Error>(include.error());
  Result<GlobList> exclude = GlobList::parse(options.exclude);
  if (!exclude) return tl::unexpected<Error>(exclude.error());
  Result<SourceList> list = list_sources(options);
  if (!list) return tl::unexpected<Error>(list.error());
  return std::make_unique<DirectoryWalk>(std::move(options), std::move(is_container),
                                         std::move(*list), std::move(*include),
                                         std::move(*exclude));
}

}  // namespace licensus
