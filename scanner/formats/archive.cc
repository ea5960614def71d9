#include "formats/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "formats/decoded_source.h"
#include "formats/reader_set.h"
#include "formats/temporary_copy.h"

namespace licensus {
namespace {

using namespace std::string_view_literals;

constexpr size_t kBlockBytes = size_t{256} << 10;
constexpr uint64_t kBombFloorBytes = uint64_t{64} << 20;
constexpr uint64_t kBombRatio = 500;  // of all members to the archive

struct CloseArchive {
  void operator()(struct archive* archive) const { archive_read_free(archive); }
};
using Archive = std::unique_ptr<struct archive, CloseArchive>;

// libarchive gives names in the encoding of the thread's locale.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = ::uselocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }

 private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

Archive open_archive(const std::string& path) {
  Archive archive(archive_read_new());
  archive_read_support_format_7zip(archive.get());
  archive_read_support_format_rar(archive.get());
  archive_read_support_format_rar5(archive.get());
  archive_read_support_format_cpio(archive.get());
  archive_read_support_format_ar(archive.get());
  archive_read_support_format_xar(archive.get());
  archive_read_support_format_cab(archive.get());
  archive_read_support_format_lha(archive.get());
  archive_read_support_format_iso9660(archive.get());
  archive_read_open_filename(archive.get(), path.c_str(), kBlockBytes);
  return archive;
}

std::string reason(struct archive* archive) {
  const char* text = archive_error_string(archive);
  return text != nullptr ? text : "damaged archive";
}

// One member's content.
class MemberContent final : public ByteSource {
 public:
  MemberContent(struct archive* archive, uint64_t& made, uint64_t most)
      : archive_(archive), made_(made), most_(most) {}

  ssize_t read(char* data, size_t capacity) override {
    if (!error_.empty()) return -1;
    const la_ssize_t got = archive_read_data(archive_, data, capacity);
    if (got < 0) {
      error_ = reason(archive_);
      return -1;
    }
    made_ += static_cast<uint64_t>(got);
    if (made_ > most_) {
      error_ = "an archive that grows more than 500-fold: taken for a decompression bomb";
      return -1;
    }
    return static_cast<ssize_t>(got);
  }

 private:
  struct archive* archive_;
  uint64_t& made_;
  const uint64_t most_;
};

class ArchiveReader final : public FormatReader {
 public:
  explicit ArchiveReader(ReaderSet& set) : set_(set) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    if (!stored.path.empty() && stored.codec == Codec::kNone) {
      read_file(std::string(stored.path), stored, sink);
      return {extent.begin, extent.end};
    }
    DecodedSource decoded(*stored.source, stored.codec, stored.dictionary);
    auto copy = TemporaryCopy::of(decoded);
    if (copy) {
      read_file((*copy)->path(), stored, sink);
    } else {
      sink.error(0, "", copy.error().message);
    }
    return {extent.begin, extent.end};
  }

 private:
  void read_file(const std::string& path, const Stored& stored, DocumentSink& sink) {
    const Utf8Locale locale;
    const Archive archive = open_archive(path);
    uint64_t made = 0;
    while (!sink.stopped()) {
      struct archive_entry* entry = nullptr;
      const int result = archive_read_next_header(archive.get(), &entry);
      if (result == ARCHIVE_EOF) return;
      const auto stored_bytes =
          static_cast<uint64_t>(std::max<la_int64_t>(0, archive_filter_bytes(archive.get(), -1)));
      if (result < ARCHIVE_WARN) {
        sink.error(static_cast<int64_t>(stored_bytes), "", reason(archive.get()));
        if (result == ARCHIVE_FATAL) return;
        continue;
      }
      // ar knows no types of members.
      const auto type = archive_entry_filetype(entry);
      if ((type != AE_IFREG && type != 0) || archive_entry_hardlink(entry) != nullptr) {
        sink.other_record();
        continue;
      }
      const char* name = archive_entry_pathname(entry);
      std::string path_in = name != nullptr ? name : "";
      while (path_in.starts_with("./")) path_in.erase(0, 2);
      MemberContent content(archive.get(), made,
                            kBombFloorBytes + kBombRatio * size_of(archive, stored_bytes));
      set_.read_whole({.source = &content,
                       .name = path_in,
                       .prefix = stored.prefix,
                       .offset = -1,
                       .length = -1,
                       .depth = stored.depth + 1,
                       .damage_offset = static_cast<int64_t>(stored_bytes)},
                      sink);
      if (made > kBombFloorBytes + kBombRatio * size_of(archive, stored_bytes)) return;
    }
  }

  // Stored bytes that were read, but for formats that are read whole before the first member.
  static uint64_t size_of(const Archive& archive, uint64_t read_bytes) {
    return std::max<uint64_t>(read_bytes, static_cast<uint64_t>(std::max<la_int64_t>(
                                              0, archive_filter_bytes(archive.get(), 0))));
  }

  ReaderSet& set_;
};

}  // namespace

bool is_archive(const Look& look) {
  // Of a disc image the first 16 sectors are the system's (ECMA-119, section 7.2.1).
  constexpr size_t kVolume = 0x8001;
  if (look.decoded.size() > kVolume && look.decoded.substr(kVolume).starts_with("CD001"))
    return true;
  static constexpr std::array<std::string_view, 8> kMagic{
      "7z\xBC\xAF\x27\x1C"sv, "Rar!\x1A\x07"sv, "070701"sv,      "070702"sv, "070707"sv,
      "!<arch>\n"sv,          "xar!"sv,         "MSCF\0\0\0\0"sv};
  return std::any_of(kMagic.begin(), kMagic.end(),
                     [&](std::string_view magic) { return look.decoded.starts_with(magic); }) ||
         (look.decoded.size() > 7 && look.decoded.substr(2).starts_with("-lh") &&
          look.decoded[6] == '-');
}

std::unique_ptr<FormatReader> make_archive_reader(const ReadOptions&, ReaderSet& set) {
  return std::make_unique<ArchiveReader>(set);
}

}  // namespace licensus
