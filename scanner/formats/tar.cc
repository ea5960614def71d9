#include "formats/tar.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "formats/reader_set.h"
#include "formats/record_stream.h"
#include "formats/tar_content.h"
#include "formats/tar_header.h"
#include "formats/web_dataset.h"

namespace licensus {
namespace {

constexpr size_t kWholeBytes = size_t{256} << 10;  // members up to here are read in memory
constexpr size_t kMaxNameBytes = size_t{64} << 10;
constexpr size_t kMaxMapBytes = size_t{1} << 20;  // of a sparse file's map among its data
constexpr size_t kMagicAt = 257;
// As for compressed members: a sparse file may be so many times larger than what is stored of it.
constexpr uint64_t kMaxGrowth = 500;
constexpr uint64_t kGrowthFloorBytes = uint64_t{16} << 20;

using Event = RecordStream::Event;

class TarReader final : public FormatReader {
 public:
  TarReader(const ReadOptions& options, ReaderSet& set) : set_(set), samples_(options, set) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    stream_.open(*stored.source, stored.codec, stored.dictionary, extent);
    headers_.clear();
    samples_.clear();
    stored_ = &stored;
    sink_ = &sink;
    told_ = false;
    ExtentSpan span{extent.begin, UINT64_MAX};
    while (!sink.stopped() && next_member(extent.end)) read_member();
    samples_.flush(stored, offset_, sink);
    span.end = stream_.place().offset;
    return span;
  }

 private:
  // Reads headers up to a member's own. False at the end of the archive or the extent.
  bool next_member(uint64_t end) {
    bool extended = false;  // headers were read that speak of the member
    for (;;) {
      if (!need(kTarBlockBytes)) {
        if (!at_end()) continue;
        return false;
      }
      const std::string_view bytes = stream_.ahead();
      if (!extended)
        offset_ = stream_.is_plain() ? static_cast<int64_t>(stream_.place().offset) : -1;
      if (is_zero_block(bytes)) {
        stream_.consume(kTarBlockBytes);
        continue;
      }
      if (!extended && stream_.is_plain() && stream_.place().offset >= end) return false;
      TarBlock block;
      if (!parse_tar_block(bytes, block)) {
        bad_header("no header of a tar member, or one with a wrong checksum");
        extended = false;
        continue;
      }
      told_ = false;
      if (TarHeaders::is_extension(block.type)) {
        extended = read_extension(block);
        continue;
      }
      if (take_member(block)) return true;
      extended = false;
    }
  }

  // Whether nothing comes; otherwise damage was told and passed over.
  bool at_end() {
    if (event_ == Event::kDamaged) {
      complain(static_cast<int64_t>(stream_.damage_offset()), {}, stream_.message());
      headers_.clear();
      return !stream_.resume() || !resync(0);
    }
    if (!stream_.ahead().empty() && !is_zero_block(stream_.ahead())) {
      complain(offset_here(), {}, "the archive ends within a header");
    }
    return true;
  }

  bool need(size_t bytes) {
    while (stream_.ahead().size() < bytes) {
      event_ = stream_.more(std::max(bytes - stream_.ahead().size(), RecordStream::kStepBytes));
      if (event_ != Event::kBytes) return false;
    }
    return true;
  }

  int64_t offset_here() const {
    return static_cast<int64_t>(stream_.is_plain() ? stream_.place().offset
                                                   : stream_.damage_offset());
  }

  void complain(int64_t offset, std::string_view id, std::string message) {
    if (!told_) sink_->error(offset, id, std::move(message));
    told_ = true;
  }

  void bad_header(std::string message) {
    complain(offset_here(), {}, std::move(message));
    headers_.clear();
    resync(kTarBlockBytes);
  }

  // Moves to the next header with magic bytes, from `skip` bytes ahead on. False where there is
  // none.
  bool resync(size_t skip) {
    if (!need(skip)) return false;
    stream_.consume(skip);
    for (;;) {
      if (!need(kTarBlockBytes)) {
        stream_.consume(stream_.ahead().size());
        return false;
      }
      const std::string_view bytes = stream_.ahead();
      const size_t hit = bytes.find("ustar", kMagicAt);
      TarBlock block;
      if (hit == bytes.npos) {
        stream_.consume(bytes.size() - (kMagicAt + 5 - 1));
      } else if (need(hit - kMagicAt + kTarBlockBytes) &&
                 parse_tar_block(stream_.ahead().substr(hit - kMagicAt), block)) {
        stream_.consume(hit - kMagicAt);
        return true;
      } else {
        stream_.consume(std::min(stream_.ahead().size(), hit - kMagicAt + 1));
      }
      if (stream_.ahead().size() < kTarBlockBytes && !need(kTarBlockBytes)) {
        stream_.consume(stream_.ahead().size());
        return false;
      }
    }
  }

  // False where the header is of no use.
  bool read_extension(const TarBlock& block) {
    if (block.size > TarHeaders::kMaxExtensionBytes) {
      complain(offset_here(), {}, "an extended header larger than 1 MiB");
      skip_data(block.size);
      return false;
    }
    const char type = block.type;
    const size_t data = static_cast<size_t>(block.size);
    const size_t padded = (data + kTarBlockBytes - 1) / kTarBlockBytes * kTarBlockBytes;
    if (!need(kTarBlockBytes + data)) {
      complain(offset_here(), {}, "the archive ends within an extended header");
      stream_.consume(stream_.ahead().size());
      return false;
    }
    const bool good = headers_.extend(type, stream_.ahead().substr(kTarBlockBytes, data));
    if (!good) complain(offset_here(), {}, "damaged extended header");
    told_ = false;
    need(kTarBlockBytes + padded);
    stream_.consume(std::min(stream_.ahead().size(), kTarBlockBytes + padded));
    return type != 'g';
  }

  // The data of a header that stands ahead.
  void skip_data(uint64_t bytes) {
    TarMember skipped;
    skipped.stored_bytes = bytes;
    stream_.consume(kTarBlockBytes);
    TarContent content(stream_, skipped);
    finish(content);
  }

  // Takes the member's own header, and GNU's blocks of a sparse file after it. False where it is
  // nothing to read.
  bool take_member(const TarBlock& block) {
    std::string_view bytes = stream_.ahead().substr(0, kTarBlockBytes);
    bool good = headers_.take(block, bytes, member_);
    bool more = block.type == 'S' && TarHeaders::more_stretches(bytes, true);
    stream_.consume(kTarBlockBytes);
    while (more) {
      if (!need(kTarBlockBytes)) return false;
      bytes = stream_.ahead().substr(0, kTarBlockBytes);
      good = good && TarHeaders::add_stretches(bytes, false, member_);
      more = TarHeaders::more_stretches(bytes, false);
      stream_.consume(kTarBlockBytes);
    }
    if (!good) {
      complain(member_offset(), member_.name,
               "a header whose extended headers or sparse map make no sense");
      told_ = false;
    }
    return true;
  }

  void read_member() {
    while (member_.name.starts_with("./")) member_.name.erase(0, 2);
    if (member_.name.size() > kMaxNameBytes) {
      sink_->error(member_offset(), member_.name.substr(0, 100),
                   "a member's name longer than 64 KiB, cut");
      member_.name.resize(kMaxNameBytes);
    }
    if (!member_.is_file() || member_.name.ends_with('/')) {
      flush_samples();
      sink_->other_record();
      TarContent nothing(stream_, member_);
      finish(nothing);
      return;
    }
    if (!member_.sparse && read_sample_part()) return;
    flush_samples();
    if (!member_.sparse && member_.stored_bytes <= kWholeBytes &&
        need(static_cast<size_t>(member_.stored_bytes))) {
      set_.read_bytes(whole_stream(nullptr), stream_.ahead().substr(0, member_.stored_bytes),
                      *sink_);
      TarContent rest(stream_, member_);
      finish(rest);
      return;
    }
    read_streamed();
  }

  WholeStream whole_stream(ByteSource* source) const {
    const uint64_t padded =
        (member_.stored_bytes + kTarBlockBytes - 1) / kTarBlockBytes * kTarBlockBytes;
    const int64_t length =
        offset_ < 0 ? -1 : static_cast<int64_t>(stream_.place().offset + padded) - offset_;
    return {.source = source,
            .name = member_.name,
            .prefix = stored_->prefix,
            .offset = offset_,
            .length = length,
            .depth = stored_->depth + 1,
            .damage_offset = offset_here()};
  }

  // Of an error about the member.
  int64_t member_offset() const { return offset_ >= 0 ? offset_ : offset_here(); }

  void read_streamed() {
    const WholeStream whole = whole_stream(nullptr);
    if (member_.map_in_data && !read_map()) return;
    if (member_.sparse && member_.size > kGrowthFloorBytes + kMaxGrowth * member_.stored_bytes) {
      sink_->error(member_offset(), stored_id(),
                   "a sparse file more than 500 times as large as what is stored: not read");
      TarContent nothing(stream_, member_);
      finish(nothing);
      return;
    }
    TarContent content(stream_, member_);
    WholeStream stream = whole;
    stream.source = &content;
    set_.read_whole(stream, *sink_);
    told_ = !content.error().empty();  // of this damage the document told
    finish(content);
  }

  std::string stored_id() const { return std::string(stored_->prefix) + member_.name; }

  // The map of a sparse file in pax's version 1.0: decimal numbers, a line each, in blocks of their
  // own.
  bool read_map() {
    const size_t most = static_cast<size_t>(std::min<uint64_t>(member_.stored_bytes, kMaxMapBytes));
    need(most);
    std::string_view text = stream_.ahead().substr(0, most);
    const size_t before = text.size();
    uint64_t count = 0;
    bool good = take_number(text, count) && count <= TarHeaders::kMaxStretches;
    for (; good && count > 0; --count) {
      TarStretch stretch;
      good = take_number(text, stretch.offset) && take_number(text, stretch.bytes) &&
             (member_.stretches.empty() || stretch.offset >= member_.stretches.back().offset);
      member_.stretches.push_back(stretch);
    }
    const uint64_t used =
        (before - text.size() + kTarBlockBytes - 1) / kTarBlockBytes * kTarBlockBytes;
    if (!good || used > member_.stored_bytes) {
      sink_->error(member_offset(), stored_id(), "a sparse file whose map makes no sense");
      TarContent nothing(stream_, member_);
      finish(nothing);
      return false;
    }
    stream_.consume(std::min<uint64_t>(used, stream_.ahead().size()));
    member_.stored_bytes -= used;
    return true;
  }

  static bool take_number(std::string_view& text, uint64_t& number) {
    const size_t line = text.find('\n');
    if (line == text.npos) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + line, number);
    if (error != std::errc() || end != text.data() + line) return false;
    text.remove_prefix(line + 1);
    return true;
  }

  // Holds the member back where it may be part of a sample.
  bool read_sample_part() {
    const SamplePart part = sample_part(member_.name);
    if (part == SamplePart::kNone) return false;
    const bool text = part == SamplePart::kText;
    if (text && member_.stored_bytes > SampleGroup::kMaxTextBytes) return false;
    if (!samples_.takes(member_.name)) flush_samples();
    const size_t bytes = static_cast<size_t>(std::min<uint64_t>(
        member_.stored_bytes, text ? SampleGroup::kMaxTextBytes : SampleGroup::kMediaHeadBytes));
    if (!need(bytes)) return false;
    samples_.add(member_.name, offset_, member_.stored_bytes, part,
                 stream_.ahead().substr(0, bytes));
    TarContent rest(stream_, member_);
    finish(rest);
    return true;
  }

  void flush_samples() { samples_.flush(*stored_, offset_, *sink_); }

  // Passes over the rest of a member; damage in it is told where no document did.
  void finish(TarContent& content) {
    if (content.finish()) return;
    event_ = content.event();
    if (event_ == Event::kEnd)
      complain(member_offset(), stored_id(), "the archive ends within this member");
  }

  ReaderSet& set_;
  SampleGroup samples_;
  RecordStream stream_;
  TarHeaders headers_;
  TarMember member_;
  const Stored* stored_ = nullptr;
  DocumentSink* sink_ = nullptr;
  Event event_ = Event::kBytes;
  int64_t offset_ = -1;  // of the member's first header; -1 where the archive is compressed
  bool told_ = false;    // an error was told for the bytes before the next good header
};

}  // namespace

bool is_tar(const Look& look) {
  TarBlock block;
  if (!parse_tar_block(look.decoded, block)) return false;
  if (look.decoded.substr(kMagicAt).starts_with("ustar")) return true;
  // v7 has no magic bytes: a header sums up, and has a name.
  return !block.name.empty() &&
         look.decoded.substr(kMagicAt, 8).find_first_not_of('\0') == std::string_view::npos;
}

std::unique_ptr<FormatReader> make_tar_reader(const ReadOptions& options, ReaderSet& set) {
  return std::make_unique<TarReader>(options, set);
}

}  // namespace licensus
