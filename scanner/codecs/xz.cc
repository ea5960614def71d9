// xz streams (The .xz File Format 1.2.1, https://tukaani.org/xz/xz-file-format.txt).
#include <lzma.h>

#include "codecs/decoder.h"

namespace licensus {
namespace {

constexpr std::string_view kMagic{"\xfd\x37\x7a\x58\x5a\x00", 6};
// The highest preset of the xz tool needs 65 MiB.
constexpr uint64_t kMaxMemoryBytes = uint64_t{96} << 20;

class XzDecoder final : public Decoder {
 public:
  explicit XzDecoder(OutputBuffer& output) : output_(output) {}
  XzDecoder(const XzDecoder&) = delete;
  XzDecoder& operator=(const XzDecoder&) = delete;
  ~XzDecoder() override { lzma_end(&stream_); }

  std::string_view magic() const override { return kMagic; }
  bool is_head(std::string_view head) const override { return head.starts_with(kMagic); }
  void begin() override {
    start();
    fresh_ = true;
  }

  Step step(InputWindow& window, std::string_view& piece, std::string& message) override {
    if (fresh_) member_offset_ = window.offset();
    fresh_ = false;
    stream_.next_out = reinterpret_cast<uint8_t*>(output_.data());
    stream_.avail_out = OutputBuffer::kPiece;
    Step step = started_ ? Step::kPiece : Step::kDamaged;
    if (!started_) message = reason(LZMA_MEM_ERROR);
    while (step == Step::kPiece && stream_.avail_out > 0) {
      if (window.fill(1, member_offset_) == 0) {
        message = "the file ends within an xz stream";
        step = Step::kDamaged;
        break;
      }
      const std::string_view stored = window.ahead();
      stream_.next_in = reinterpret_cast<const uint8_t*>(stored.data());
      stream_.avail_in = stored.size();
      const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
      window.consume(stored.size() - stream_.avail_in);
      if (result == LZMA_STREAM_END) {
        step = Step::kEnd;
      } else if (result != LZMA_OK) {
        message = reason(result);
        step = Step::kDamaged;
      }
    }
    piece = {output_.data(), OutputBuffer::kPiece - stream_.avail_out};
    return step;
  }

  bool probe(std::string_view stored, std::string_view& head) override {
    start();
    stream_.next_in = reinterpret_cast<const uint8_t*>(stored.data());
    stream_.avail_in = stored.size();
    stream_.next_out = reinterpret_cast<uint8_t*>(output_.data());
    stream_.avail_out = kProbe;
    const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
    head = {output_.data(), kProbe - stream_.avail_out};
    return result == LZMA_OK || result == LZMA_STREAM_END;
  }

 private:
  // liblzma keeps its buffers when a stream is begun again.
  void start() { started_ = lzma_stream_decoder(&stream_, kMaxMemoryBytes, 0) == LZMA_OK; }

  static std::string reason(lzma_ret result) {
    switch (result) {
      case LZMA_MEMLIMIT_ERROR:
        return "xz stream that needs more than 96 MiB to decode";
      case LZMA_OPTIONS_ERROR:
        return "xz stream with options that are not supported";
      case LZMA_MEM_ERROR:
        return "no memory to decode an xz stream";
      default:
        return "damaged xz stream, or a checksum in it is wrong";
    }
  }

  OutputBuffer& output_;
  bool started_ = false;
  uint64_t member_offset_ = 0;
  bool fresh_ = true;  // nothing of the member was decoded
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<Decoder> make_xz_decoder(OutputBuffer& output) {
  return std::make_unique<XzDecoder>(output);
}

}  // namespace licensus
