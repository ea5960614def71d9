// bzip2 streams, one after another as Wikipedia's multistream dumps, pbzip2 and lbzip2 write them
// (https://sourceware.org/bzip2/; the format has no other description than its source).
#include <bzlib.h>

#include <cstdint>

#include "codecs/decoder.h"

namespace licensus {
namespace {

constexpr std::string_view kBlockMagic{"\x31\x41\x59\x26\x53\x59", 6};
constexpr std::string_view kEndMagic{"\x17\x72\x45\x38\x50\x90", 6};  // of a stream without blocks
constexpr size_t kHeadBytes = 4;

class Bzip2Decoder final : public Decoder {
 public:
  explicit Bzip2Decoder(OutputBuffer& output) : output_(output) {}
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;
  ~Bzip2Decoder() override { end(); }

  std::string_view magic() const override { return "BZh"; }
  bool is_head(std::string_view head) const override { return is_bzip2_head(head); }

  void begin() override {
    start();
    fresh_ = true;
  }

  Step step(InputWindow& window, std::string_view& piece, std::string& message) override {
    if (fresh_) member_offset_ = window.offset();
    fresh_ = false;
    stream_.next_out = output_.data();
    stream_.avail_out = OutputBuffer::kPiece;
    Step step = Step::kPiece;
    while (step == Step::kPiece && stream_.avail_out > 0) {
      if (window.fill(1, member_offset_) == 0) {
        message = "the file ends within a bzip2 stream";
        step = Step::kDamaged;
        break;
      }
      const std::string_view stored = window.ahead();
      stream_.next_in = const_cast<char*>(stored.data());
      stream_.avail_in = static_cast<unsigned>(stored.size());
      const int result = BZ2_bzDecompress(&stream_);
      window.consume(stored.size() - stream_.avail_in);
      if (result == BZ_STREAM_END) {
        step = Step::kEnd;
      } else if (result != BZ_OK) {
        message = result == BZ_DATA_ERROR ? "damaged bzip2 stream, or its checksum is wrong"
                                          : "damaged header in a bzip2 stream";
        step = Step::kDamaged;
      }
    }
    piece = {output_.data(), OutputBuffer::kPiece - stream_.avail_out};
    return step;
  }

  // A block may be longer than what is there to look at: then nothing is decoded and its magic
  // bytes, of which there are ten, must do.
  bool probe(std::string_view stored, std::string_view& head) override {
    start();
    stream_.next_in = const_cast<char*>(stored.data());
    stream_.avail_in = static_cast<unsigned>(stored.size());
    stream_.next_out = output_.data();
    stream_.avail_out = kProbe;
    const int result = BZ2_bzDecompress(&stream_);
    head = {output_.data(), kProbe - stream_.avail_out};
    return result == BZ_OK || result == BZ_STREAM_END;
  }

 private:
  void start() {
    end();
    stream_ = bz_stream{};
    started_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK;
  }
  void end() {
    if (started_) BZ2_bzDecompressEnd(&stream_);
    started_ = false;
  }

  OutputBuffer& output_;
  uint64_t member_offset_ = 0;
  bool fresh_ = true;  // nothing of the member was decoded
  bz_stream stream_{};
  bool started_ = false;
};

}  // namespace

bool is_bzip2_head(std::string_view head) {
  if (head.size() < kHeadBytes || !head.starts_with("BZh")) return false;
  if (head[3] < '1' || head[3] > '9') return false;
  const std::string_view next = head.substr(kHeadBytes, kBlockMagic.size());
  return kBlockMagic.starts_with(next) || kEndMagic.starts_with(next);
}

std::unique_ptr<Decoder> make_bzip2_decoder(OutputBuffer& output) {
  return std::make_unique<Bzip2Decoder>(output);
}

}  // namespace licensus
