// One brotli stream (RFC 7932), which has neither magic bytes nor a checksum.
#include <brotli/decode.h>

#include "codecs/decoder.h"

namespace licensus {
namespace {

struct FreeState {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

class BrotliDecoder final : public Decoder {
 public:
  explicit BrotliDecoder(OutputBuffer& output) : output_(output) {}

  void set_dictionary(std::string_view) override { begun_ = false; }
  std::string_view magic() const override { return {}; }
  // Nothing may follow the stream.
  bool is_head(std::string_view) const override { return !begun_; }
  void begin() override {
    begun_ = true;
    state_.reset(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  }

  Step step(InputWindow& window, std::string_view& piece, std::string& message) override {
    auto* out = reinterpret_cast<uint8_t*>(output_.data());
    size_t room = OutputBuffer::kPiece;
    Step step = Step::kPiece;
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (step == Step::kPiece && room > 0) {
      if (window.fill(1) == 0 && result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        message = "the file ends within a brotli stream";
        step = Step::kDamaged;
        break;
      }
      const std::string_view stored = window.ahead();
      const auto* in = reinterpret_cast<const uint8_t*>(stored.data());
      size_t left = stored.size();
      result = BrotliDecoderDecompressStream(state_.get(), &left, &in, &room, &out, nullptr);
      window.consume(stored.size() - left);
      if (result == BROTLI_DECODER_RESULT_SUCCESS) {
        step = Step::kEnd;
      } else if (result == BROTLI_DECODER_RESULT_ERROR) {
        message = "damaged brotli stream";
        step = Step::kDamaged;
      }
    }
    piece = {output_.data(), OutputBuffer::kPiece - room};
    return step;
  }

  bool probe(std::string_view, std::string_view&) override { return false; }

 private:
  OutputBuffer& output_;
  std::unique_ptr<BrotliDecoderState, FreeState> state_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_brotli_decoder(OutputBuffer& output) {
  return std::make_unique<BrotliDecoder>(output);
}

}  // namespace licensus
