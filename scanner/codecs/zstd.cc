// zstd frames and skippable frames (RFC 8878), with the dictionary of the .warc.zst convention
// (https://iipc.github.io/warc-specifications/specifications/warc-zstd/): a skippable frame
// 0x184D2A5D at the very start that holds a dictionary, itself compressed or not.
#include <zstd.h>

#include <algorithm>
#include <optional>

#include "codecs/codec.h"
#include "codecs/decoder.h"
#include "codecs/skippable_frame.h"

namespace licensus {
namespace {

constexpr std::string_view kFrameMagic{"\x28\xb5\x2f\xfd", 4};
// Frames that ask for more memory than this are refused: the default level needs 2 MiB, level 19
// needs 8 MiB, and only --long or --ultra go beyond 32 MiB.
constexpr int kMaxWindowLog = 25;
constexpr size_t kMaxDictionary = size_t{8} << 20;

bool is_dictionary(std::string_view head) {
  return head.starts_with("\x5d") && SkippableFrame::is_head(head);
}

std::optional<std::string> expand_dictionary(const std::string& content) {
  if (!content.starts_with(kFrameMagic)) return content;
  const auto size = ZSTD_getFrameContentSize(content.data(), content.size());
  std::string plain(std::min<uint64_t>(size, kMaxDictionary), '\0');  // also where it is unknown
  const size_t made = ZSTD_decompress(plain.data(), plain.size(), content.data(), content.size());
  if (ZSTD_isError(made) != 0) return std::nullopt;
  plain.resize(made);
  return plain;
}

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdDecoder final : public Decoder {
 public:
  explicit ZstdDecoder(OutputBuffer& output) : output_(output), context_(ZSTD_createDCtx()) {
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
  }

  void set_dictionary(std::string_view dictionary) override {
    ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    ZSTD_DCtx_loadDictionary(context_.get(), dictionary.data(), dictionary.size());
  }

  std::string_view magic() const override { return kFrameMagic; }
  bool is_head(std::string_view head) const override {
    return head.starts_with(kFrameMagic) || SkippableFrame::is_head(head);
  }

  void begin() override { state_ = State::kStart; }

  Step step(InputWindow& window, std::string_view& piece, std::string& message) override {
    piece = {};
    if (state_ == State::kStart) {
      window.fill(InputWindow::kAhead);
      if (SkippableFrame::is_head(window.ahead())) return skip(window, message);
      if (whole_frame(window, piece)) return Step::kEnd;
      ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
      member_offset_ = window.offset();
      state_ = State::kStreaming;
    }
    return stream(window, piece, message);
  }

  bool probe(std::string_view stored, std::string_view& head) override {
    ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    ZSTD_inBuffer in{stored.data(), stored.size(), 0};
    ZSTD_outBuffer out{output_.data(), kProbe, 0};
    const size_t result = ZSTD_decompressStream(context_.get(), &out, &in);
    head = {output_.data(), out.pos};
    return ZSTD_isError(result) == 0 && (out.pos > 0 || result == 0);
  }

 private:
  enum class State { kStart, kStreaming };

  bool whole_frame(InputWindow& window, std::string_view& piece) {
    const std::string_view head = window.ahead();
    const auto size = ZSTD_getFrameContentSize(head.data(), head.size());
    if (size > OutputBuffer::kWhole) return false;  // also "unknown" and "damaged"
    size_t stored = ZSTD_findFrameCompressedSize(head.data(), head.size());
    if (ZSTD_isError(stored) != 0) {
      window.fill(InputWindow::kCapacity);
      stored = ZSTD_findFrameCompressedSize(window.ahead().data(), window.ahead().size());
      if (ZSTD_isError(stored) != 0) return false;
    }
    const size_t made = ZSTD_decompressDCtx(context_.get(), output_.data(), OutputBuffer::kWhole,
                                            window.ahead().data(), stored);
    if (ZSTD_isError(made) != 0) return false;
    piece = {output_.data(), made};
    window.consume(stored);
    return true;
  }

  Step stream(InputWindow& window, std::string_view& piece, std::string& message) {
    ZSTD_outBuffer out{output_.data(), OutputBuffer::kPiece, 0};
    Step step = Step::kPiece;
    while (step == Step::kPiece && out.pos < out.size) {
      if (window.fill(1, member_offset_) == 0) {
        message = "the file ends within a zstd frame";
        step = Step::kDamaged;
        break;
      }
      ZSTD_inBuffer in{window.ahead().data(), window.ahead().size(), 0};
      const size_t result = ZSTD_decompressStream(context_.get(), &out, &in);
      window.consume(in.pos);
      if (ZSTD_isError(result) != 0) {
        message = std::string("damaged zstd frame: ") + ZSTD_getErrorName(result);
        step = Step::kDamaged;
      } else if (result == 0) {
        step = Step::kEnd;
      }
    }
    piece = {output_.data(), out.pos};
    return step;
  }

  Step skip(InputWindow& window, std::string& message) {
    const bool dictionary = window.offset() == 0 && is_dictionary(window.ahead());
    std::string content;
    if (!SkippableFrame::skip(window, dictionary ? kMaxDictionary : 0, content)) {
      message = "the file ends within a skippable frame";
      return Step::kDamaged;
    }
    if (!dictionary) return Step::kEnd;
    const std::optional<std::string> plain = expand_dictionary(content);
    if (!plain) {
      message = "damaged zstd dictionary";
      return Step::kDamaged;
    }
    set_dictionary(*plain);
    return Step::kEnd;
  }

  OutputBuffer& output_;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
  State state_ = State::kStart;
  uint64_t member_offset_ = 0;
};

}  // namespace

std::string zstd_dictionary(ByteSource& source) {
  InputWindow window;
  window.open(source, 0);
  window.fill(8);
  std::string content;
  if (!is_dictionary(window.ahead()) || !SkippableFrame::skip(window, kMaxDictionary, content))
    return {};
  return expand_dictionary(content).value_or("");
}

std::unique_ptr<Decoder> make_zstd_decoder(OutputBuffer& output) {
  return std::make_unique<ZstdDecoder>(output);
}

}  // namespace licensus
