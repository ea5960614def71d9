// The floor of every scan: reads a file as the scanner does, with detection left out, and
// prints its documents and bytes, so that a benchmark can check that both read the same.
#include <fmt/format.h>

#include "codecs/byte_source.h"
#include "formats/reader_set.h"
#include "formats/recognise.h"

namespace {

class CountingSink final : public licensus::DocumentSink {
 public:
  void begin_document(const licensus::DocumentHead&) override { ++documents; }
  void body(std::string_view piece) override { bytes += piece.size(); }
  void end_document(const licensus::DocumentTail&) override {}
  void other_record() override { ++others; }
  void error(int64_t, std::string_view, std::string) override { ++errors; }
  bool stopped() const override { return false; }

  uint64_t documents = 0, bytes = 0, others = 0, errors = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: decode_only FILE\n");
    return 2;
  }
  const licensus::Recognised recognised = licensus::recognise_file(argv[1]);
  auto source = licensus::open_file(argv[1], 0);
  if (!source) {
    fmt::print(stderr, "decode_only: {}\n", source.error().message);
    return 2;
  }
  CountingSink sink;
  const std::string_view path = argv[1];
  if (recognised.format == nullptr) {
    licensus::ReaderSet(licensus::ReadOptions{}).read_file(**source, path, sink);
  } else {
    const licensus::Stored stored{.source = source->get(),
                                  .codec = recognised.codec,
                                  .dictionary = recognised.dictionary,
                                  .path = path,
                                  .name = path.substr(path.rfind('/') + 1)};
    licensus::ReaderSet(licensus::ReadOptions{}).read(*recognised.format, stored, {}, sink);
  }
  fmt::print("{} documents, {} bytes, {} other records, {} errors\n", sink.documents, sink.bytes,
             sink.others, sink.errors);
  return 0;
}
