// One thread's readers, and what lies in what.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "formats/loose_file.h"

namespace licensus {

// A stream that is to be read whole, whatever it is: standard input, or a member of an archive.
struct WholeStream {
  ByteSource* source = nullptr;  // not owned
  std::string_view name;         // path of the member, name of standard input
  std::string_view prefix;       // of the archive's ids
  int64_t offset = 0;            // where a document can be read again; -1 where it cannot
  int64_t length = -1;           // stored bytes; -1: as many as are read
  int depth = 0;                 // how many archives it lies in
  int64_t damage_offset = -1;    // where damage is told if `offset` is -1
};

// Makes readers on first use and keeps them. Used by one thread.
class ReaderSet {
 public:
  // Archives in archives are opened up to here; deeper ones are documents of their own, with an
  // error.
  static constexpr int kMaxDepth = 4;

  explicit ReaderSet(ReadOptions options);
  ~ReaderSet();

  ExtentSpan read(const Format& format, const Stored& stored, const Extent& extent,
                  DocumentSink& sink);
  // Recognises the stream by its first bytes and hands out the documents in it: those of its
  // format, with ids that begin with its own and "!" where it lies in an archive; or itself.
  // Returns its format, nullptr for a document.
  const Format* read_whole(const WholeStream& stream, DocumentSink& sink);
  // The same for a stream whose bytes are all in memory; stream.source is not read. What is neither
  // compressed nor of a format is handed out as it lies there.
  void read_bytes(const WholeStream& stream, std::string_view bytes, DocumentSink& sink);
  void read_file(ByteSource& source, std::string_view id, DocumentSink& sink);

 private:
  FormatReader& reader(const Format& format);

  const ReadOptions options_;
  std::vector<std::unique_ptr<FormatReader>> readers_;  // by place in formats()
  std::unique_ptr<ReaderSet> inner_;                    // for what lies in archives
  LooseFileReader loose_file_;
  std::string id_;
};

}  // namespace licensus
