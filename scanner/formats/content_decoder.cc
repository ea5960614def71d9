#include "formats/content_decoder.h"

#include <brotli/decode.h>
#include <zstd.h>

#include <algorithm>
#include <array>

#include "codecs/inflate_state.h"

namespace licensus {
namespace {

constexpr std::string_view kGzipMagic{"\x1f\x8b\x08", 3};
constexpr std::string_view kZstdMagic{"\x28\xb5\x2f\xfd", 4};

// RFC 1950, 2.2: method 8 and a header that is a multiple of 31.
bool is_zlib_head(std::string_view head) {
  return head.size() >= 2 && (head[0] & 0x0f) == 8 && (head[0] & 0x80) == 0 &&
         (static_cast<uint8_t>(head[0]) * 256 + static_cast<uint8_t>(head[1])) % 31 == 0;
}

// gzip (RFC 1952, several members too), zlib (RFC 1950) and, as some servers send for "deflate",
// bare deflate (RFC 1951).
class InflateDecoder final : public ContentDecoder {
 public:
  explicit InflateDecoder(bool gzip) : gzip_(gzip) {}

  void begin() override {
    started_ = false;
    ended_ = false;
  }

  Result decode(std::string_view& in, char*& out, size_t& room) override {
    if (!started_ || ended_) start(in);
    const size_t take = std::min<size_t>(in.size(), size_t{1} << 30);
    const size_t give = std::min<size_t>(room, size_t{1} << 30);
    state_.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(in.data()));
    state_.avail_in = static_cast<uint32_t>(take);
    state_.next_out = reinterpret_cast<uint8_t*>(out);
    state_.avail_out = static_cast<uint32_t>(give);
    const int result = run_inflate(state_);
    const size_t used = take - state_.avail_in;
    const size_t made = give - state_.avail_out;
    in.remove_prefix(used);
    out += made;
    room -= made;
    if (result < 0 || (used == 0 && made == 0 && take > 0 && give > 0)) return Result::kDamaged;
    ended_ = state_.block_state == ISAL_BLOCK_FINISH;
    return ended_ ? Result::kEnd : Result::kGoOn;
  }

 private:
  void start(std::string_view in) {
    start_inflate(state_, gzip_ ? ISAL_GZIP : is_zlib_head(in) ? ISAL_ZLIB : ISAL_DEFLATE);
    started_ = true;
    ended_ = false;
  }

  inflate_state state_;
  bool gzip_;
  bool started_ = false;
  bool ended_ = false;
};

class BrotliContentDecoder final : public ContentDecoder {
 public:
  void begin() override { state_.reset(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)); }

  Result decode(std::string_view& in, char*& out, size_t& room) override {
    size_t left = in.size();
    auto* next_in = reinterpret_cast<const uint8_t*>(in.data());
    auto* next_out = reinterpret_cast<uint8_t*>(out);
    const auto result =
        BrotliDecoderDecompressStream(state_.get(), &left, &next_in, &room, &next_out, nullptr);
    in.remove_prefix(in.size() - left);
    out = reinterpret_cast<char*>(next_out);
    if (result == BROTLI_DECODER_RESULT_ERROR) return Result::kDamaged;
    return result == BROTLI_DECODER_RESULT_SUCCESS ? Result::kEnd : Result::kGoOn;
  }

 private:
  struct Free {
    void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
  };
  std::unique_ptr<BrotliDecoderState, Free> state_;
};

// RFC 9659: windows of content coding "zstd" have at most 8 MiB.
class ZstdContentDecoder final : public ContentDecoder {
 public:
  ZstdContentDecoder() : context_(ZSTD_createDCtx()) {
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, 23);
  }

  void begin() override { ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only); }

  Result decode(std::string_view& in, char*& out, size_t& room) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out, room, 0};
    const size_t result = ZSTD_decompressStream(context_.get(), &to, &from);
    in.remove_prefix(from.pos);
    out += to.pos;
    room -= to.pos;
    if (ZSTD_isError(result) != 0) return Result::kDamaged;
    return result == 0 ? Result::kEnd : Result::kGoOn;
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_;
};

}  // namespace

std::unique_ptr<ContentDecoder> make_content_decoder(ContentCoding coding) {
  switch (coding) {
    case ContentCoding::kGzip:
      return std::make_unique<InflateDecoder>(true);
    case ContentCoding::kDeflate:
      return std::make_unique<InflateDecoder>(false);
    case ContentCoding::kBrotli:
      return std::make_unique<BrotliContentDecoder>();
    case ContentCoding::kZstd:
      return std::make_unique<ZstdContentDecoder>();
    case ContentCoding::kNone:
      break;
  }
  return nullptr;
}

bool may_follow(ContentCoding coding, std::string_view next) {
  return (coding == ContentCoding::kGzip && next.starts_with(kGzipMagic)) ||
         (coding == ContentCoding::kZstd && next.starts_with(kZstdMagic));
}

bool may_be_coded(ContentCoding coding, std::string_view first, ContentDecoder& decoder) {
  if (coding == ContentCoding::kGzip) return first.starts_with(kGzipMagic);
  if (coding == ContentCoding::kZstd) return first.starts_with(kZstdMagic);
  std::array<char, 4096> scratch;
  char* out = scratch.data();
  size_t room = scratch.size();
  decoder.begin();
  const auto result = decoder.decode(first, out, room);
  // Text can pass for a few bytes of brotli or bare deflate, but not end so early.
  return result == ContentDecoder::Result::kEnd
             ? first.empty()
             : result == ContentDecoder::Result::kGoOn && room < scratch.size();
}

}  // namespace licensus
