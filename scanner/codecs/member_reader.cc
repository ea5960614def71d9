#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/paths.h"
#include "codecs/codec.h"
#include "codecs/decoder.h"
#include "codecs/skippable_frame.h"

namespace licensus {
namespace {

// A member may grow to kBombFloor and kBombRatio times its stored size. Text stays far below; runs
// of one byte reach 1,030 in deflate and much more in zstd.
constexpr uint64_t kBombFloor = uint64_t{16} << 20;
constexpr uint64_t kBombRatio = 500;
constexpr size_t kHead = 18;  // the least a gzip member has

}  // namespace

Codec recognise_codec(std::string_view head, std::string_view name) {
  if (head.starts_with("\x1f\x8b\x08")) return Codec::kGzip;
  if (head.starts_with("\x28\xb5\x2f\xfd") || SkippableFrame::is_head(head)) return Codec::kZstd;
  if (head.starts_with("\x04\x22\x4d\x18")) return Codec::kLz4;
  if (head.starts_with("BZh") && is_bzip2_head(head)) return Codec::kBzip2;
  if (head.starts_with(std::string_view("\xfd\x37\x7a\x58\x5a\x00", 6))) return Codec::kXz;
  if (equals_caseless(file_ending(name), ".br")) return Codec::kBrotli;
  return Codec::kNone;
}

std::string_view without_codec_ending(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kEndings{".gz",  ".zst", ".lz4",
                                                            ".bz2", ".xz",  ".br"};
  const std::string_view ending = file_ending(name);
  const bool is_codec = std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view known) {
    return equals_caseless(known, ending);
  });
  return is_codec ? name.substr(0, name.size() - ending.size()) : name;
}

struct MemberReader::Impl {
  InputWindow window;
  OutputBuffer output;
  std::array<std::unique_ptr<Decoder>, 7> decoders;  // by codec, made on first use
  Decoder* decoder = nullptr;
  Codec codec = Codec::kNone;
  bool in_member = false;
  bool fresh = true;              // nothing was read since open() or skip_to_member()
  bool over = false;              // no more to come but kStreamEnd
  State pending = State::kBytes;  // told after the piece that came with it
  uint64_t member_offset = 0;
  uint64_t member_bytes = 0;
  std::string message;

  Decoder& decoder_for(Codec wanted) {
    auto& slot = decoders[static_cast<size_t>(wanted)];
    if (!slot) {
      switch (wanted) {
        case Codec::kGzip:
          slot = make_gzip_decoder(output);
          break;
        case Codec::kZstd:
          slot = make_zstd_decoder(output);
          break;
        case Codec::kLz4:
          slot = make_lz4_decoder(output);
          break;
        case Codec::kBzip2:
          slot = make_bzip2_decoder(output);
          break;
        case Codec::kXz:
          slot = make_xz_decoder(output);
          break;
        case Codec::kBrotli:
          slot = make_brotli_decoder(output);
          break;
        case Codec::kNone:
          slot = make_plain_decoder();
          break;
      }
    }
    return *slot;
  }

  State damaged(std::string text) {
    message = std::move(text);
    in_member = false;
    pending = State::kBytes;
    over = true;  // unless skip_to_member() finds another
    return State::kDamaged;
  }

  State at_end() {
    over = true;
    if (window.error().empty()) return State::kStreamEnd;
    return damaged(window.error());
  }

  void skip_zeros() {
    while (window.fill(kHead) > 0 && window.ahead()[0] == '\0')
      window.consume(std::min(window.ahead().find_first_not_of('\0'), window.ahead().size()));
  }

  // kBytes: a member begins at the window's position.
  State begin_member() {
    if (codec == Codec::kNone) {
      if (!fresh) return at_end();
    } else {
      skip_zeros();
      if (window.fill(kHead) == 0) return at_end();
    }
    const bool first = std::exchange(fresh, false);
    member_offset = window.offset();
    if (!decoder->is_head(window.ahead()))
      return damaged(first ? "does not begin as compressed data should"
                           : "data after a compressed member that is no member");
    decoder->begin();
    member_bytes = 0;
    in_member = true;
    return State::kBytes;
  }

  bool is_bomb() const {
    return codec != Codec::kNone && member_bytes > kBombFloor &&
           member_bytes > kBombFloor + kBombRatio * (window.offset() - member_offset);
  }

  State next(std::string_view& piece) {
    piece = {};
    if (pending == State::kMemberEnd) {
      pending = State::kBytes;
      in_member = false;
      return State::kMemberEnd;
    }
    if (pending == State::kDamaged) return damaged(std::move(message));
    if (over) return State::kStreamEnd;
    if (!in_member) {
      const State state = begin_member();
      if (state != State::kBytes) return state;
    }
    const Decoder::Step step = decoder->step(window, piece, message);
    member_bytes += piece.size();
    if (step == Decoder::Step::kDamaged && !window.error().empty()) message = window.error();
    if (step == Decoder::Step::kPiece && is_bomb())
      return damaged("compressed member grows more than 500-fold: taken for a decompression bomb");
    if (step == Decoder::Step::kEnd) pending = State::kMemberEnd;
    if (step == Decoder::Step::kDamaged) pending = State::kDamaged;
    return piece.empty() && step != Decoder::Step::kPiece ? next(piece) : State::kBytes;
  }

  bool skip_to_member(bool (*accepts)(std::string_view head), uint64_t limit) {
    in_member = false;
    pending = State::kBytes;
    over = true;
    if (codec == Codec::kNone || !window.error().empty()) return false;
    if (!fresh) {
      const uint64_t oldest =
          window.offset() - std::min<uint64_t>(window.offset(), InputWindow::kHistory);
      window.go_back(std::max(member_offset + 1, oldest));
    }
    const std::string_view magic = decoder->magic();
    if (magic.empty()) return false;
    while (window.offset() < limit && window.fill(InputWindow::kAhead) >= magic.size()) {
      const size_t hit = window.ahead().find(magic);
      if (hit == std::string_view::npos) {
        window.consume(window.ahead().size() - (magic.size() - 1));
        continue;
      }
      window.consume(hit);
      if (window.offset() >= limit) break;
      window.fill(InputWindow::kAhead);
      std::string_view head;
      if (decoder->is_head(window.ahead()) && decoder->probe(window.ahead(), head) &&
          (accepts == nullptr || accepts(head))) {
        over = false;
        member_offset = window.offset();
        return true;
      }
      window.consume(1);
    }
    window.consume(window.ahead().size());
    return false;
  }
};

MemberReader::MemberReader() : impl_(std::make_unique<Impl>()) {}
MemberReader::~MemberReader() = default;

void MemberReader::open(ByteSource& source, Codec codec, uint64_t offset,
                        std::string_view dictionary) {
  Impl& impl = *impl_;
  impl.window.open(source, offset);
  impl.decoder = &impl.decoder_for(codec);
  impl.decoder->set_dictionary(dictionary);
  impl.codec = codec;
  impl.in_member = false;
  impl.fresh = true;
  impl.over = false;
  impl.pending = State::kBytes;
  impl.member_offset = offset;
  impl.member_bytes = 0;
  impl.message.clear();
}

MemberReader::State MemberReader::next(std::string_view& piece) { return impl_->next(piece); }
uint64_t MemberReader::member_offset() const { return impl_->member_offset; }
bool MemberReader::at_last_piece() const { return impl_->pending == State::kMemberEnd; }
uint64_t MemberReader::stored_offset() const { return impl_->window.offset(); }
const std::string& MemberReader::message() const { return impl_->message; }
bool MemberReader::skip_to_member(bool (*accepts)(std::string_view head), uint64_t limit) {
  return impl_->skip_to_member(accepts, limit);
}

}  // namespace licensus
