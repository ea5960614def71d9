// The lines of the output tables (DESIGN section 5), as values and as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "census/census.h"
#include "detect/finding.h"

namespace licensus {

// A document as the tables name it. Strings are as found; writers make them valid UTF-8 (bytes that
// are not are percent-encoded).
struct DocumentRecord {
  uint64_t index = 0;  // within the extent until the shard gives the final one
  std::string document;
  std::string name;           // of a row: its own path or URL; else ""
  std::string title, author;  // to be named where the license asks for it; "" where not found
  std::string host, date, media_type, digest;
  int64_t offset = -1;
  int64_t length = -1;
  int status = -1;
  uint64_t bytes = 0;
  bool truncated = false;
  Verdict verdict;
  std::vector<Finding> findings;
  std::vector<Signal> signals;

  // Where it is from: a row's own path or URL, else the document's.
  const std::string& address() const { return name.empty() ? document : name; }
};

struct ErrorRecord {
  std::string document;
  int64_t offset = -1;
  std::string message;
  uint64_t index = 0;  // of a row, as in DocumentRecord
};

struct ShardRecord {
  std::string shard;
  std::string part;    // 16 hex digits
  std::string format;  // "warc", "wet", "wat", "arc", "files", "file"
  uint64_t stored_bytes = 0;
  std::string modified;  // RFC 3339, UTC; "" for a pipe
  uint64_t documents = 0;
  uint64_t text_documents = 0;
  uint64_t bytes = 0;
  uint64_t other_records = 0;
  uint64_t findings = 0;
  uint64_t errors = 0;
  bool complete = true;  // all of it could be read
};

// Whether the shard is loose files, whose license files and cards speak for what lies below them;
// else it is a file that holds documents.
inline bool is_loose(const ShardRecord& shard) { return shard.format == "files"; }

// Each appends one line with its newline to `out`, keys in the contract's order: every key always
// present, one type, never null. Loaders learn types from the first lines, so what is missing is
// never an empty array (`licenses` is ["NONE"], `conditions` [""]) nor an empty time ("").
void append_document_line(std::string_view shard, const DocumentRecord& record, std::string& out);
void append_finding_lines(std::string_view shard, const DocumentRecord& record, std::string& out);
void append_signal_lines(std::string_view shard, const DocumentRecord& record, std::string& out);
void append_error_line(std::string_view shard, const ErrorRecord& record, std::string& out);
void append_shard_line(const ShardRecord& record, std::string& out);
void append_census_lines(std::string_view shard, const Census& census, std::string& out);

// First 16 hex digits of XXH3-128 of the shard's name: the name of its part.
std::string part_of(std::string_view shard);

}  // namespace licensus
