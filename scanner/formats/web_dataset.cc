#include "formats/web_dataset.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "formats/loose_file.h"

namespace licensus {
namespace {

// Also what says of a picture only a number.
constexpr std::array<std::string_view, 35> kMedia = {
    "cls",  "index", "id",  "label", "jpg",  "jpeg",     "png",         "webp",   "gif",
    "avif", "bmp",   "tif", "tiff",  "ppm",  "pgm",      "wav",         "flac",   "mp3",
    "ogg",  "opus",  "m4a", "mp4",   "webm", "mkv",      "mov",         "avi",    "npy",
    "npz",  "pt",    "pth", "pyd",   "ten",  "tfrecord", "safetensors", "msgpack"};
constexpr std::array<std::string_view, 5> kText = {"json", "txt", "caption", "text", "html"};

template <size_t N>
bool holds(const std::array<std::string_view, N>& endings, std::string_view ending) {
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

// What follows the first dot of the last part: "seg.png" of "a/b.seg.png".
std::string_view extension(std::string_view name) {
  return name.substr(std::min(sample_key(name).size() + 1, name.size()));
}

}  // namespace

std::string_view sample_key(std::string_view name) {
  const size_t slash = name.rfind('/');
  return name.substr(0, name.find('.', slash == name.npos ? 0 : slash + 1));
}

SamplePart sample_part(std::string_view name) {
  const std::string_view all = extension(name);
  const std::string ending = ascii_lower(all.substr(all.rfind('.') + 1));
  if (holds(kText, ending)) return SamplePart::kText;
  return holds(kMedia, ending) ? SamplePart::kMedia : SamplePart::kNone;
}

bool SampleGroup::takes(std::string_view name) const {
  return held_ > 0 && held_ < kMaxMembers && sample_key(slots_.front().name) == sample_key(name);
}

void SampleGroup::add(std::string_view name, int64_t offset, uint64_t size, SamplePart part,
                      std::string_view bytes) {
  if (held_ == slots_.size()) slots_.emplace_back();
  Member& slot = slots_[held_++];
  slot.name = name;
  slot.bytes = bytes;
  slot.size = size;
  slot.offset = offset;
  slot.part = part;
}

bool SampleGroup::is_sample() const {
  const auto has = [&](SamplePart part) {
    return std::any_of(held().begin(), held().end(),
                       [&](const Member& member) { return member.part == part; });
  };
  return has(SamplePart::kMedia) && has(SamplePart::kText);
}

void SampleGroup::flush(const Stored& stored, int64_t end, DocumentSink& sink) {
  if (is_sample()) {
    hand_out_sample(stored, end, sink);
  } else {
    for (size_t i = 0; i < held_; ++i) {
      const Member& member = slots_[i];
      const int64_t next = i + 1 < held_ ? slots_[i + 1].offset : end;
      const int64_t length = member.offset < 0 ? -1 : next - member.offset;
      if (member.part == SamplePart::kMedia && member.bytes.size() < member.size) {
        hand_out_media(member, stored, length, sink);
      } else {
        set_.read_bytes({.name = member.name,
                         .prefix = stored.prefix,
                         .offset = member.offset,
                         .length = length,
                         .depth = stored.depth + 1},
                        member.bytes, sink);
      }
    }
  }
  held_ = 0;
}

// A picture or sound without a text: what it begins with tells all there is to tell.
void SampleGroup::hand_out_media(const Member& member, const Stored& stored, int64_t length,
                                 DocumentSink& sink) {
  const std::string id = std::string(stored.prefix) + member.name;
  DocumentHead head;
  head.id = id;
  head.media_type = media_type_of(member.name);
  head.offset = member.offset;
  sink.begin_document(head);
  sink.body(member.bytes);
  sink.skipped_body(member.size - member.bytes.size());
  sink.end_document({length, false});
}

void SampleGroup::hand_out_sample(const Stored& stored, int64_t end, DocumentSink& sink) {
  const int64_t offset = slots_.front().offset;
  const std::string id = std::string(stored.prefix) + std::string(sample_key(slots_.front().name));
  row_.clear();
  row_.take_all_strings();
  std::string problem;
  size_t jsons = 0;
  for (const Member& member : held()) {
    if (member.part != SamplePart::kText) continue;
    const std::string_view column = extension(member.name);
    if (!column.ends_with("json")) {
      row_.add(column, member.bytes, Role::kOther);
      continue;
    }
    if (json_.size() == jsons) json_.emplace_back();
    const std::string why = json_[jsons++].fill(member.bytes, row_);
    if (problem.empty()) problem = why;
  }
  row_.hand_out(id, {offset, offset < 0 ? -1 : end - offset}, !problem.empty(), "", sink);
  if (!problem.empty()) sink.error(offset, id, problem);
}

}  // namespace licensus
