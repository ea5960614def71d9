// gzip members (RFC 1952): whole where they fit, otherwise in pieces by ISA-L.
#include <algorithm>

#include "codecs/decoder.h"
#include "codecs/inflate.h"
#include "codecs/inflate_state.h"

namespace licensus {
namespace {

class GzipDecoder final : public Decoder {
 public:
  explicit GzipDecoder(OutputBuffer& output) : output_(output) {}

  std::string_view magic() const override { return {"\x1f\x8b\x08", 3}; }
  bool is_head(std::string_view head) const override {
    return head.size() >= 4 && head.starts_with(magic()) && (head[3] & '\xe0') == 0;
  }

  void begin() override { streaming_ = false; }

  Step step(InputWindow& window, std::string_view& piece, std::string& message) override {
    if (!streaming_) {
      if (whole_member(window, piece)) return Step::kEnd;
      start_streaming(window.offset());
    }
    return stream(window, piece, message);
  }

  bool probe(std::string_view stored, std::string_view& head) override {
    start_streaming(0);
    state_->next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(stored.data()));
    state_->avail_in = static_cast<uint32_t>(stored.size());
    state_->next_out = reinterpret_cast<uint8_t*>(output_.data());
    state_->avail_out = kProbe;
    const int result = run_inflate(*state_);
    head = {output_.data(), kProbe - state_->avail_out};
    return result == ISAL_DECOMP_OK && (!head.empty() || finished());
  }

 private:
  // A member that ends beyond the window is tried once more with a full window, so that whether
  // a member comes whole depends on its own size only.
  bool whole_member(InputWindow& window, std::string_view& piece) {
    for (const size_t wanted : {InputWindow::kAhead, InputWindow::kCapacity}) {
      const size_t before = window.ahead().size();
      if (window.fill(wanted) == before && wanted == InputWindow::kCapacity) return false;
      const std::string_view stored = window.ahead();
      const Inflated whole = whole_.inflate_gzip(stored, output_.data(), OutputBuffer::kWhole);
      if (whole.end == Inflated::End::kDone) {
        window.consume(whole.used);
        piece = {output_.data(), whole.made};
        return true;
      }
      if (whole.end != Inflated::End::kMoreInput) return false;
    }
    return false;
  }

  void start_streaming(uint64_t offset) {
    if (!state_) state_ = std::make_unique_for_overwrite<inflate_state>();
    start_inflate(*state_, ISAL_GZIP);
    streaming_ = true;
    member_offset_ = offset;
  }

  bool finished() const { return state_->block_state == ISAL_BLOCK_FINISH; }

  Step stream(InputWindow& window, std::string_view& piece, std::string& message) {
    state_->next_out = reinterpret_cast<uint8_t*>(output_.data());
    state_->avail_out = OutputBuffer::kPiece;
    Step step = Step::kPiece;
    while (step == Step::kPiece && state_->avail_out > 0) {
      if (window.fill(1, member_offset_) == 0) {
        message = "the file ends within a gzip member";
        step = Step::kDamaged;
        break;
      }
      const std::string_view stored = window.ahead();
      state_->next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(stored.data()));
      state_->avail_in = static_cast<uint32_t>(stored.size());
      const uint32_t room = state_->avail_out;
      const int result = run_inflate(*state_);
      window.consume(stored.size() - state_->avail_in);
      if (result < 0 || (state_->avail_in == stored.size() && state_->avail_out == room)) {
        message = reason(result);
        step = Step::kDamaged;
      } else if (finished()) {
        step = Step::kEnd;
      }
    }
    piece = {output_.data(), OutputBuffer::kPiece - state_->avail_out};
    return step;
  }

  static std::string reason(int result) {
    if (result == ISAL_INCORRECT_CHECKSUM) return "gzip member with a wrong checksum";
    if (result == ISAL_INVALID_WRAPPER || result == ISAL_UNSUPPORTED_METHOD)
      return "damaged gzip header";
    return "damaged deflate data in a gzip member";
  }

  OutputBuffer& output_;
  Inflater whole_;
  std::unique_ptr<inflate_state> state_;
  bool streaming_ = false;
  uint64_t member_offset_ = 0;
};

}  // namespace

std::unique_ptr<Decoder> make_gzip_decoder(OutputBuffer& output) {
  return std::make_unique<GzipDecoder>(output);
}

}  // namespace licensus
