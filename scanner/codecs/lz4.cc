// LZ4 frames and skippable frames (LZ4 frame format 1.6).
#include <lz4frame.h>

#include "codecs/decoder.h"
#include "codecs/skippable_frame.h"

namespace licensus {
namespace {

constexpr std::string_view kFrameMagic{"\x04\x22\x4d\x18", 4};

struct FreeContext {
  void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};

class Lz4Decoder final : public Decoder {
 public:
  explicit Lz4Decoder(OutputBuffer& output) : output_(output) {
    LZ4F_dctx* context = nullptr;
    LZ4F_createDecompressionContext(&context, LZ4F_VERSION);
    context_.reset(context);
  }

  std::string_view magic() const override { return kFrameMagic; }
  bool is_head(std::string_view head) const override {
    return head.starts_with(kFrameMagic) || SkippableFrame::is_head(head);
  }

  void begin() override { started_ = false; }

  Step step(InputWindow& window, std::string_view& piece, std::string& message) override {
    piece = {};
    if (!started_) {
      window.fill(InputWindow::kAhead);
      if (SkippableFrame::is_head(window.ahead())) {
        std::string unused;
        if (SkippableFrame::skip(window, 0, unused)) return Step::kEnd;
        message = "the file ends within a skippable frame";
        return Step::kDamaged;
      }
      LZ4F_resetDecompressionContext(context_.get());
      member_offset_ = window.offset();
      started_ = true;
    }
    return stream(window, piece, message);
  }

  bool probe(std::string_view stored, std::string_view& head) override {
    LZ4F_resetDecompressionContext(context_.get());
    size_t made = kProbe;
    size_t used = stored.size();
    const size_t result =
        LZ4F_decompress(context_.get(), output_.data(), &made, stored.data(), &used, nullptr);
    head = {output_.data(), made};
    return LZ4F_isError(result) == 0 && (made > 0 || result == 0);
  }

 private:
  Step stream(InputWindow& window, std::string_view& piece, std::string& message) {
    size_t total = 0;
    Step step = Step::kPiece;
    while (step == Step::kPiece && total < OutputBuffer::kPiece) {
      if (window.fill(1, member_offset_) == 0) {
        message = "the file ends within an LZ4 frame";
        step = Step::kDamaged;
        break;
      }
      size_t made = OutputBuffer::kPiece - total;
      size_t used = window.ahead().size();
      const size_t result = LZ4F_decompress(context_.get(), output_.data() + total, &made,
                                            window.ahead().data(), &used, nullptr);
      if (LZ4F_isError(result) != 0) {
        message = std::string("damaged LZ4 frame: ") + LZ4F_getErrorName(result);
        step = Step::kDamaged;
        break;
      }
      window.consume(used);
      total += made;
      if (result == 0) step = Step::kEnd;
    }
    piece = {output_.data(), total};
    return step;
  }

  OutputBuffer& output_;
  std::unique_ptr<LZ4F_dctx, FreeContext> context_;
  bool started_ = false;
  uint64_t member_offset_ = 0;
};

}  // namespace

std::unique_ptr<Decoder> make_lz4_decoder(OutputBuffer& output) {
  return std::make_unique<Lz4Decoder>(output);
}

}  // namespace licensus
