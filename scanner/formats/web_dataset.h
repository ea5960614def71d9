// WebDataset: members of a tar whose names are equal up to the first dot of the last part are one
// sample (https://github.com/webdataset/webdataset, "The WebDataset Format").
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json_row.h"
#include "formats/reader_set.h"
#include "formats/row.h"

namespace licensus {

// What a member can be to a sample.
enum class SamplePart : uint8_t { kNone, kMedia, kText };
SamplePart sample_part(std::string_view name);
// Path of a member up to the first dot of its last part.
std::string_view sample_key(std::string_view name);

// Members with one key that come one after another. Several, one of them media and one text, are
// one document with the key as its id: JSON's fields and other texts are its columns, all strings
// of them its text. Any others are documents of their own. Used by one thread.
class SampleGroup {
 public:
  static constexpr size_t kMaxTextBytes = size_t{1} << 20;  // of a text in a sample
  static constexpr size_t kMediaHeadBytes = size_t{256} << 10;
  static constexpr size_t kMaxMembers = 64;

  SampleGroup(const ReadOptions& options, ReaderSet& set) : set_(set), row_(options) {}

  // Whether a member of that name would go on with what is held.
  bool takes(std::string_view name) const;
  // `bytes`: all of a text; of media at most the first kMediaHeadBytes of `size`.
  void add(std::string_view name, int64_t offset, uint64_t size, SamplePart part,
           std::string_view bytes);
  // Hands out what is held, and forgets it. Ids begin with stored.prefix; `end`: stored offset
  // after the last member, -1 where offsets mean nothing.
  void flush(const Stored& stored, int64_t end, DocumentSink& sink);
  void clear() { held_ = 0; }

 private:
  struct Member {
    std::string name;
    std::string bytes;
    uint64_t size = 0;
    int64_t offset = -1;
    SamplePart part = SamplePart::kNone;
  };
  std::span<const Member> held() const { return {slots_.data(), held_}; }
  bool is_sample() const;
  void hand_out_sample(const Stored& stored, int64_t end, DocumentSink& sink);
  void hand_out_media(const Member& member, const Stored& stored, int64_t length,
                      DocumentSink& sink);

  ReaderSet& set_;
  std::vector<Member> slots_;  // kept for their memory; the first held_ are in use
  size_t held_ = 0;
  std::deque<JsonRow> json_;  // one for each JSON of the sample: rows keep views of what they read
  Row row_;
};

}  // namespace licensus
