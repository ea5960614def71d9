// Bytes that are not compressed, as one member without magic.
#include "codecs/decoder.h"

namespace licensus {
namespace {

class PlainDecoder final : public Decoder {
 public:
  std::string_view magic() const override { return {}; }
  bool is_head(std::string_view) const override { return true; }
  void begin() override {}

  Step step(InputWindow& window, std::string_view& piece, std::string&) override {
    window.fill(InputWindow::kAhead);
    piece = window.ahead();
    window.consume(piece.size());
    return window.ended() ? Step::kEnd : Step::kPiece;
  }

  bool probe(std::string_view, std::string_view&) override { return false; }
};

}  // namespace

std::unique_ptr<Decoder> make_plain_decoder() { return std::make_unique<PlainDecoder>(); }

}  // namespace licensus
