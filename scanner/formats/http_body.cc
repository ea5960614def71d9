#include "formats/http_body.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "formats/content_decoder.h"

namespace licensus {
namespace {

constexpr size_t kStageBytes = size_t{64} << 10;
constexpr uint64_t kBombFloor = uint64_t{1} << 20;
constexpr uint64_t kBombRatio = 1000;

// The size in a chunk's first line (RFC 9112, 7.1); false where the line is none.
bool parse_chunk_size(std::string_view line, uint64_t& size) {
  size_t digits = 0;
  size = 0;
  for (; digits < line.size(); ++digits) {
    const char c = line[digits];
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (value < 0) break;
    if (size >> 40 != 0) return false;
    size = size << 4 | static_cast<uint64_t>(value);
  }
  if (digits == 0) return false;
  const size_t after = line.find_first_not_of(" \t\r", digits);
  return after == std::string_view::npos || line[after] == ';';
}

// Takes the frame of the chunked coding off a body that comes in arbitrary pieces.
class Dechunker {
 public:
  // Whether `first` begins with one whole well-formed chunk, or with as much of it as there is.
  static bool looks_chunked(std::string_view first) {
    const size_t end = first.substr(0, kMaxLine).find('\n');
    uint64_t size = 0;
    if (end == std::string_view::npos || !parse_chunk_size(first.substr(0, end), size))
      return false;
    const std::string_view after = first.substr(end + 1);
    if (size >= after.size()) return true;
    return size == 0 || after[size] == '\r' || after[size] == '\n';
  }

  void begin() {
    state_ = State::kSize;
    line_.clear();
    left_ = 0;
  }
  bool ended() const { return state_ == State::kEnd; }
  bool damaged() const { return state_ == State::kDamaged; }

  // Takes the next data off `in`; empty where `in` is used up or nothing more is to come.
  std::string_view take(std::string_view& in) {
    while (!in.empty() && !ended() && !damaged()) {
      if (state_ == State::kData) {
        const std::string_view data = in.substr(0, left_);
        in.remove_prefix(data.size());
        left_ -= data.size();
        if (left_ == 0) state_ = State::kDataEnd;
        return data;
      }
      take_line(in);
    }
    return {};
  }

 private:
  enum class State { kSize, kData, kDataEnd, kEnd, kDamaged };
  static constexpr size_t kMaxLine = 256;

  void take_line(std::string_view& in) {
    const size_t end = in.find('\n');
    const std::string_view part = in.substr(0, end);
    if (line_.size() + part.size() > kMaxLine) {
      state_ = State::kDamaged;
      return;
    }
    line_.append(part);
    in.remove_prefix(end == std::string_view::npos ? in.size() : end + 1);
    if (end == std::string_view::npos) return;
    if (state_ == State::kDataEnd) {
      state_ = line_.empty() || line_ == "\r" ? State::kSize : State::kDamaged;
    } else if (!parse_chunk_size(line_, left_)) {
      state_ = State::kDamaged;
    } else {
      state_ = left_ == 0 ? State::kEnd : State::kData;
    }
    line_.clear();
  }

  State state_ = State::kSize;
  std::string line_;
  uint64_t left_ = 0;
};

}  // namespace

struct HttpBodyDecoder::Impl {
  enum class Decision { kOpen, kCoded, kPlain };

  Dechunker dechunker;
  bool chunked = false;
  ContentCoding coding = ContentCoding::kNone;
  Decision decision = Decision::kOpen;  // whether the body has its coding, seen by its first bytes
  std::array<std::unique_ptr<ContentDecoder>, 5> decoders;
  ContentDecoder* decoder = nullptr;
  std::unique_ptr<char[]> stage;  // dechunked bytes that wait for the content decoder
  size_t staged = 0;
  std::unique_ptr<char[]> piece;
  size_t filled = 0;
  uint64_t stored_bytes = 0;
  uint64_t decoded_bytes = 0;
  bool ended = false;
  std::string problem;

  bool begin(const HttpHead& head, std::string_view first) {
    chunked = head.chunked && Dechunker::looks_chunked(first);
    coding = head.coding;
    decision = Decision::kOpen;
    staged = filled = 0;
    stored_bytes = decoded_bytes = 0;
    ended = false;
    problem.clear();
    dechunker.begin();
    if (coding != ContentCoding::kNone) {
      auto& slot = decoders[static_cast<size_t>(coding)];
      if (!slot) slot = make_content_decoder(coding);
      decoder = slot.get();
      if (!chunked) decide(first);
    } else {
      decision = Decision::kPlain;
    }
    if (!chunked && decision == Decision::kPlain) return false;
    if (!piece) piece = std::make_unique_for_overwrite<char[]>(DocumentSink::kMaxPieceBytes);
    if (!stage) stage = std::make_unique_for_overwrite<char[]>(kStageBytes);
    return true;
  }

  void decide(std::string_view first) {
    decision = may_be_coded(coding, first.substr(0, kStageBytes), *decoder) ? Decision::kCoded
                                                                            : Decision::kPlain;
    decoder->begin();
  }

  void push(std::string_view stored, DocumentSink& sink) {
    stored_bytes += stored.size();
    if (!chunked) {
      decode(stored, sink);
      return;
    }
    while (problem.empty() && !stored.empty()) {
      const std::string_view data = dechunker.take(stored);
      if (decision == Decision::kPlain) {
        append(data, sink);
      } else {
        collect(data, sink);
      }
      if (dechunker.ended()) break;
      if (dechunker.damaged()) {
        drain(sink);
        if (problem.empty()) problem = "damaged chunked HTTP body";
      }
    }
  }

  // Gathers small chunks, so that the decoder and the decision see enough at once.
  void collect(std::string_view data, DocumentSink& sink) {
    while (!data.empty()) {
      const size_t count = std::min(data.size(), kStageBytes - staged);
      std::memcpy(stage.get() + staged, data.data(), count);
      staged += count;
      data.remove_prefix(count);
      if (staged == kStageBytes) drain(sink);
    }
  }

  void drain(DocumentSink& sink) {
    const std::string_view data{stage.get(), staged};
    staged = 0;
    if (data.empty()) return;
    if (decision == Decision::kOpen) decide(data);
    if (decision == Decision::kPlain) {
      append(data, sink);
    } else {
      decode(data, sink);
    }
  }

  void append(std::string_view data, DocumentSink& sink) {
    while (!data.empty()) {
      const size_t count = std::min(data.size(), DocumentSink::kMaxPieceBytes - filled);
      std::memcpy(piece.get() + filled, data.data(), count);
      filled += count;
      data.remove_prefix(count);
      if (filled == DocumentSink::kMaxPieceBytes) flush(sink);
    }
  }

  void flush(DocumentSink& sink) {
    if (filled > 0) sink.body({piece.get(), filled});
    filled = 0;
  }

  uint64_t limit() const {
    return std::min(kMaxDecodedBytes, kBombFloor + kBombRatio * stored_bytes);
  }

  void decode(std::string_view data, DocumentSink& sink) {
    bool more = !data.empty();  // a full piece may hide bytes that the decoder still holds
    while (problem.empty() && more) {
      if (ended && !may_follow(coding, data)) return;
      ended = false;
      const uint64_t allowed = limit() - decoded_bytes;
      char* out = piece.get() + filled;
      size_t room = std::min<uint64_t>(DocumentSink::kMaxPieceBytes - filled, allowed + 1);
      const size_t offered = room;
      const auto result = decoder->decode(data, out, room);
      const size_t made = offered - room;
      more = !data.empty() || room == 0;
      filled += std::min<uint64_t>(made, allowed);
      decoded_bytes += made;
      if (made > allowed)
        problem = decoded_bytes > kMaxDecodedBytes
                      ? "decoded HTTP body is larger than 32 MiB"
                      : "HTTP body grows more than 1,000-fold: taken for a decompression bomb";
      else if (result == ContentDecoder::Result::kDamaged)
        problem = "damaged content coding of an HTTP body";
      else if (result == ContentDecoder::Result::kEnd)
        ended = true;
      if (filled == DocumentSink::kMaxPieceBytes) flush(sink);
    }
  }

  std::string finish(DocumentSink& sink) {
    if (chunked && problem.empty()) drain(sink);
    flush(sink);
    if (problem.empty() && chunked && !ended && !dechunker.ended())
      problem = "chunked HTTP body breaks off";
    if (problem.empty() && decision == Decision::kCoded && !ended)
      problem = "content coding of an HTTP body breaks off";
    return problem;
  }
};

HttpBodyDecoder::HttpBodyDecoder() : impl_(std::make_unique<Impl>()) {}
HttpBodyDecoder::~HttpBodyDecoder() = default;

bool HttpBodyDecoder::begin(const HttpHead& head, std::string_view first) {
  return impl_->begin(head, first);
}
void HttpBodyDecoder::push(std::string_view stored, DocumentSink& sink) {
  impl_->push(stored, sink);
}
std::string HttpBodyDecoder::finish(DocumentSink& sink) { return impl_->finish(sink); }

}  // namespace licensus
