// libFuzzer: any bytes, read as a WARC with and without digests, in one extent and in two, and as a
// loose file.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "formats/loose_file.h"
#include "formats/warc.h"

namespace {

using namespace licensus;

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  ssize_t read(char* data, size_t capacity) override {
    const size_t count = std::min(capacity, bytes_.size());
    std::memcpy(data, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }

 private:
  std::string_view bytes_;
};

void require(bool condition) {
  if (!condition) std::abort();
}

// Checks the order of calls and reads every byte of every view.
class CheckingSink final : public DocumentSink {
 public:
  uint64_t sum = 0;
  size_t documents = 0;
  void begin_document(const DocumentHead& head) override {
    require(!open_);
    open_ = true;
    ++documents;
    head_ = head;
  }
  void body(std::string_view piece) override {
    require(open_ && !piece.empty() && piece.size() <= kMaxPieceBytes);
    add(piece);
  }
  void end_document(const DocumentTail&) override {
    require(open_);
    open_ = false;
    for (const auto view : {head_.id, head_.host, head_.date, head_.media_type, head_.charset,
                            head_.http_headers, head_.digest})
      add(view);
  }
  void other_record() override { require(!open_); }
  void error(int64_t, std::string_view document, std::string message) override {
    require(!open_ && !message.empty());
    add(document);
  }
  bool stopped() const override { return false; }

 private:
  void add(std::string_view view) {
    for (const char c : view) sum += static_cast<uint8_t>(c);
  }
  DocumentHead head_;
  bool open_ = false;
};

size_t read(WarcReader& reader, std::string_view stored, Extent extent, bool digests,
            ExtentSpan& span) {
  MemorySource source(stored.substr(extent.begin));
  CheckingSink sink;
  span = reader.read(source, recognise_codec(stored), extent, WarcOptions{digests, {}}, sink);
  // Of an extent in which no record begins both are its end (formats/extent.h).
  require(span.begin <= span.end && (span.end <= stored.size() || span.end == extent.end));
  return sink.documents;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view stored{reinterpret_cast<const char*>(data), size};
  static WarcReader reader;
  static LooseFileReader loose;
  ExtentSpan span;
  const size_t whole = read(reader, stored, {}, true, span);
  require(span.end == size);
  ExtentSpan first;
  ExtentSpan second;
  size_t cut = read(reader, stored, {0, size / 2, true}, false, first);
  cut += read(reader, stored, {first.end, UINT64_MAX, true}, false, second);
  require(cut == whole && second.begin == first.end);
  if (size > 0) read(reader, stored, {size / 3, UINT64_MAX, false}, false, span);
  MemorySource source(stored);
  CheckingSink sink;
  loose.read(source, {"name.html.gz"}, sink);
  require(sink.documents == 1);
  return 0;
}
