#include "formats/loose_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/ascii.h"
#include "base/paths.h"

namespace licensus {
namespace {

// Endings whose media type tells how to read a file; all others are read by content alone.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kMediaTypes = {{
    {".css", "text/css"},
    {".csv", "text/csv"},
    {".htm", "text/html"},
    {".html", "text/html"},
    {".js", "text/javascript"},
    {".json", "application/json"},
    {".md", "text/markdown"},
    {".shtml", "text/html"},
    {".txt", "text/plain"},
    {".xht", "application/xhtml+xml"},
    {".xhtml", "application/xhtml+xml"},
    {".xml", "application/xml"},
}};
// Counts what it passes on; begins with a head that was read ahead.
class CountingSource final : public ByteSource {
 public:
  explicit CountingSource(ByteSource& source) : source_(source) {}
  ssize_t read(char* data, size_t capacity) override {
    const ssize_t got = source_.read(data, capacity);
    if (got > 0) bytes_ += got;
    if (got < 0) error_ = source_.error();
    return got;
  }
  int64_t bytes() const { return bytes_; }

 private:
  ByteSource& source_;
  int64_t bytes_ = 0;
};

}  // namespace

std::string_view media_type_of(std::string_view name) {
  const std::string_view ending = file_ending(without_codec_ending(name));
  for (const auto& [end, type] : kMediaTypes)
    if (equals_caseless(end, ending)) return type;
  return {};
}

struct LooseFileReader::Impl {
  MemberReader members;
  std::unique_ptr<char[]> piece;
  size_t filled = 0;

  void append(std::string_view bytes, DocumentSink& sink) {
    constexpr size_t kPiece = DocumentSink::kMaxPieceBytes;
    while (!bytes.empty()) {
      const size_t count = std::min(bytes.size(), kPiece - filled);
      std::memcpy(piece.get() + filled, bytes.data(), count);
      filled += count;
      bytes.remove_prefix(count);
      if (filled == kPiece) flush(sink);
    }
  }

  void flush(DocumentSink& sink) {
    if (filled > 0) sink.body({piece.get(), filled});
    filled = 0;
  }

  // Decodes all members into the document. "" or why it could not be read in full.
  std::string decode(DocumentSink& sink) {
    std::string_view bytes;
    for (;;) {
      switch (members.next(bytes)) {
        case MemberReader::State::kBytes:
          append(bytes, sink);
          break;
        case MemberReader::State::kMemberEnd:
          break;
        case MemberReader::State::kStreamEnd:
          return {};
        case MemberReader::State::kDamaged:
          return members.message();
      }
    }
  }
};

LooseFileReader::LooseFileReader() : impl_(std::make_unique<Impl>()) {}
LooseFileReader::~LooseFileReader() = default;

void LooseFileReader::read(ByteSource& source, const LooseDocument& file, DocumentSink& sink) {
  Impl& impl = *impl_;
  if (!impl.piece)
    impl.piece = std::make_unique_for_overwrite<char[]>(DocumentSink::kMaxPieceBytes);
  impl.filled = 0;
  CountingSource counted(source);
  constexpr size_t kMagicBytes = 18;
  std::string head;
  fill(counted, kMagicBytes, head);
  const Codec codec = recognise_codec(head, file.id);
  const std::unique_ptr<ByteSource> whole = prepend(std::move(head), counted);
  DocumentHead document;
  document.id = file.id;
  document.media_type = media_type_of(file.id);
  document.offset = file.offset;
  sink.begin_document(document);
  impl.members.open(*whole, codec, 0);
  const std::string problem = impl.decode(sink);
  impl.flush(sink);
  const int64_t length = file.offset == 0 && file.length < 0 ? counted.bytes() : file.length;
  sink.end_document({problem.empty() ? length : -1, !problem.empty()});
  if (!problem.empty()) sink.error(file.damage_offset, file.id, problem);
}

}  // namespace licensus
