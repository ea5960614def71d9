// The formats that hold many documents, and what reading them takes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/codec.h"
#include "formats/document_sink.h"
#include "formats/extent.h"

namespace licensus {

class ReaderSet;

// How the user wants documents read; the same for all readers of a run.
struct ReadOptions {
  bool verify_digests = false;           // WARC-Block-Digest and WARC-Payload-Digest
  std::vector<std::string> text_fields;  // --text-field: columns that are the text of rows
  // Whether a column or field of that path ("meta.license") may state a license.
  std::function<bool(std::string_view)> is_license_field;
};

// What a file begins with, for looking at.
struct Look {
  std::string_view decoded;  // its first bytes, after decompression; 64 KiB, or all there are
  bool whole = false;        // those are all
  std::string_view name;     // file name or member name without the ending of its compression
  mutable std::optional<char> delimiter = std::nullopt;  // of CSV or TSV, once it was looked for
};

// Stored bytes to be read as one format.
struct Stored {
  // Not owned; its first byte has stored offset extent.begin, where extents are bytes of the file.
  ByteSource* source = nullptr;
  Codec codec = Codec::kNone;
  std::string_view dictionary;  // zstd_dictionary() of the shard
  std::string_view path;    // of the file, to be opened anew; "" for a pipe or an archive's member
  std::string_view name;    // base name of the file or path of the member, as in Look
  std::string_view prefix;  // what the ids of documents begin with: "" or "inner.tar!"
  int depth = 0;            // how many archives it lies in
  bool is_nested() const { return depth > 0; }
};

// Reads one format. One a thread; keeps its buffers between extents.
class FormatReader {
 public:
  virtual ~FormatReader() = default;
  // Hands the documents of `extent` to `sink`. Damage is told to the sink, costs only the documents
  // it hits, and never stops the extent. Ids begin with stored.prefix; rows of a nested format are
  // numbered by the reader ("inner.jsonl!row:0"), rows of a shard at the hand-over ("row:").
  virtual ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) = 0;
};

// Cuts a shard into extents that follow each other. Used by one thread.
class Cutter {
 public:
  virtual ~Cutter() = default;
  // False at the end; the last extent ends at UINT64_MAX. There is always at least one.
  virtual bool next(Extent& extent) = 0;
};

// A file as it is cut.
struct CutFile {
  std::string path;
  uint64_t size = 0;
  Codec codec = Codec::kNone;
  uint64_t extent_bytes = 0;  // stored bytes that one extent should have
};

// One line of the table of formats.
struct Format {
  std::string_view name;   // "warc": of --format, and of shards.jsonl where documents say no other
  std::string_view what;   // a line for `licensus formats`
  std::string_view split;  // by what it is split for several threads, a line for people; "" for not
  bool (*is_it)(const Look&);  // called in the order of the table; the first that says yes is it
  // `set` reads what lies in an archive; it outlives the reader.
  std::unique_ptr<FormatReader> (*make_reader)(const ReadOptions& options, ReaderSet& set);
  std::unique_ptr<Cutter> (*make_cutter)(const CutFile& file);
};

// All of them, in the order of recognising.
std::span<const Format> formats();
// nullptr where there is none of that name. "file" is one that is not among formats(): any file as
// one document; it has no functions.
const Format* find_format(std::string_view name);

// Cutters that several formats use: every extent_bytes, all but the first at a guess; and one
// extent.
std::unique_ptr<Cutter> cut_evenly(const CutFile& file);
std::unique_ptr<Cutter> cut_nowhere(const CutFile& file);

}  // namespace licensus
