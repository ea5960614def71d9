#include "formats/reader_set.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "formats/recognise.h"

namespace licensus {
namespace {

// What lies in an archive cannot be read again by an offset: documents have none, and damage is
// told at the archive's member.
class NestedSink final : public DocumentSink {
 public:
  NestedSink(DocumentSink& sink, int64_t offset) : sink_(sink), offset_(offset) {}

  void begin_document(const DocumentHead& head) override {
    DocumentHead nested = head;
    nested.offset = -1;
    sink_.begin_document(nested);
  }
  void body(std::string_view piece) override { sink_.body(piece); }
  void skipped_body(uint64_t bytes) override { sink_.skipped_body(bytes); }
  void begin_column(std::string_view name) override { sink_.begin_column(name); }
  void skip_column(std::string_view name, uint64_t bytes) override {
    sink_.skip_column(name, bytes);
  }
  void field(std::string_view path, std::string_view value) override { sink_.field(path, value); }
  void end_document(const DocumentTail& tail) override { sink_.end_document({-1, tail.truncated}); }
  bool find_spots(std::string_view raw, std::vector<size_t>& spots) override {
    return sink_.find_spots(raw, spots);
  }
  void count_row(std::string_view media_type, uint64_t bytes) override {
    sink_.count_row(media_type, bytes);
  }
  void other_record() override { sink_.other_record(); }
  void error(int64_t, std::string_view document, std::string message) override {
    sink_.error(offset_, document, std::move(message));
  }
  bool stopped() const override { return sink_.stopped(); }

 private:
  DocumentSink& sink_;
  const int64_t offset_;
};

class BytesSource final : public ByteSource {
 public:
  explicit BytesSource(std::string_view bytes) : bytes_(bytes) {}
  ssize_t read(char* data, size_t capacity) override {
    const size_t count = std::min(capacity, bytes_.size());
    std::memcpy(data, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }

 private:
  std::string_view bytes_;
};

}  // namespace

ReaderSet::ReaderSet(ReadOptions options)
    : options_(std::move(options)), readers_(formats().size()) {}
ReaderSet::~ReaderSet() = default;

FormatReader& ReaderSet::reader(const Format& format) {
  auto& slot = readers_[static_cast<size_t>(&format - formats().data())];
  if (!slot) {
    if (!inner_) inner_ = std::make_unique<ReaderSet>(options_);
    slot = format.make_reader(options_, *inner_);
  }
  return *slot;
}

ExtentSpan ReaderSet::read(const Format& format, const Stored& stored, const Extent& extent,
                           DocumentSink& sink) {
  return reader(format).read(stored, extent, sink);
}

const Format* ReaderSet::read_whole(const WholeStream& stream, DocumentSink& sink) {
  std::string head;
  const Recognised recognised = recognise(*stream.source, stream.name, head);
  const std::unique_ptr<ByteSource> whole = prepend(std::move(head), *stream.source);
  std::string id(stream.prefix);
  id += stream.name;
  const int64_t damage_offset = stream.offset >= 0 ? stream.offset : stream.damage_offset;
  if (recognised.format == nullptr || stream.depth > kMaxDepth) {
    loose_file_.read(*whole, {id, stream.offset, stream.length, damage_offset}, sink);
    if (recognised.format != nullptr) {
      sink.error(damage_offset, id,
                 "archives lie more than " + std::to_string(kMaxDepth) +
                     " deep in each other: this one was not opened");
    }
    return nullptr;
  }
  if (stream.depth > 0) id += '!';
  Stored stored{.source = whole.get(),
                .codec = recognised.codec,
                .name = stream.name,
                .prefix = stream.depth > 0 ? std::string_view(id) : std::string_view(),
                .depth = stream.depth};
  if (stream.depth == 0) {
    read(*recognised.format, stored, Extent{}, sink);
  } else {
    NestedSink nested(sink, damage_offset);
    read(*recognised.format, stored, Extent{}, nested);
  }
  return recognised.format;
}

void ReaderSet::read_bytes(const WholeStream& stream, std::string_view bytes, DocumentSink& sink) {
  const Recognised recognised = recognise_bytes(bytes, stream.name);
  if (recognised.format != nullptr || recognised.codec != Codec::kNone) {
    BytesSource source(bytes);
    WholeStream again = stream;
    again.source = &source;
    read_whole(again, sink);
    return;
  }
  id_.assign(stream.prefix).append(stream.name);
  DocumentHead head;
  head.id = id_;
  head.media_type = media_type_of(stream.name);
  head.offset = stream.offset;
  sink.begin_document(head);
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view piece = rest.substr(0, DocumentSink::kMaxPieceBytes);
    sink.body(piece);
    rest.remove_prefix(piece.size());
  }
  sink.end_document({stream.length, false});
}

void ReaderSet::read_file(ByteSource& source, std::string_view id, DocumentSink& sink) {
  loose_file_.read(source, {id}, sink);
}

}  // namespace licensus
