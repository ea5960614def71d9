#include "detect/body_text.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace licensus {
namespace {

constexpr size_t kKeptBytes = size_t{1} << 20;  // of memory, from one piece to the next

}  // namespace

// In blocks so short that a count fits a byte, which compilers vectorise best.
int64_t count_lines(std::string_view text) {
  constexpr size_t kBlock = 128;
  int64_t lines = 0;
  for (; text.size() >= kBlock; text.remove_prefix(kBlock)) {
    uint8_t block = 0;
    for (size_t i = 0; i < kBlock; ++i) block += static_cast<uint8_t>(text[i] == '\n');
    lines += block;
  }
  return lines + std::count(text.begin(), text.end(), '\n');
}

void BodyText::begin() {
  charset_.clear();
  base_ = 0;
  line_ = 1;
}

std::string_view BodyText::decode(std::string_view bytes, bool is_json) {
  shifts_.clear();
  if (!charset_.empty() && converter_.convert(charset_, bytes, converted_)) return converted_;
  if (is_json && mostly_unicode_escapes(bytes)) {
    decode_unicode_escapes(bytes, converted_, shifts_);
    return converted_;
  }
  return bytes;
}

void BodyText::place(std::string_view text, std::string_view bytes,
                     const std::vector<Finding*>& findings) {
  if (findings.empty()) return;
  std::vector<uint64_t> offsets;
  for (Finding* finding : findings) {
    if (finding->start < 0) continue;
    if (finding->text.empty()) {
      finding->text = cut_utf8(text.substr(static_cast<size_t>(finding->start),
                                           static_cast<size_t>(finding->end - finding->start)),
                               Finding::kMaxTextBytes);
    }
    offsets.push_back(static_cast<uint64_t>(finding->start));
    offsets.push_back(static_cast<uint64_t>(finding->end));
  }
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  const std::vector<uint64_t> sources = source_offsets(text, bytes, offsets);
  const std::vector<int64_t> line_of = lines_at(bytes, sources);
  const auto place_of = [&](int64_t offset) {
    return static_cast<size_t>(
        std::lower_bound(offsets.begin(), offsets.end(), static_cast<uint64_t>(offset)) -
        offsets.begin());
  };
  for (Finding* finding : findings) {
    if (finding->start < 0) continue;
    const size_t start = place_of(finding->start);
    finding->line = line_of[start];
    finding->start = static_cast<int64_t>(base_ + sources[start]);
    finding->end = static_cast<int64_t>(base_ + sources[place_of(finding->end)]);
  }
}

std::vector<uint64_t> BodyText::source_offsets(std::string_view text, std::string_view bytes,
                                               const std::vector<uint64_t>& offsets) {
  if (text.data() == bytes.data()) return offsets;
  if (shifts_.empty()) return converter_.source_offsets(charset_, bytes, offsets);
  std::vector<uint64_t> sources;
  for (const uint64_t offset : offsets) {
    auto after = std::upper_bound(shifts_.begin(), shifts_.end(), offset,
                                  [](uint64_t o, const EscapeShift& s) { return o < s.offset; });
    sources.push_back(offset + (after == shifts_.begin() ? 0 : std::prev(after)->shift));
  }
  return sources;
}

std::vector<int64_t> BodyText::lines_at(std::string_view bytes,
                                        const std::vector<uint64_t>& offsets) const {
  std::vector<int64_t> result;
  int64_t line = line_;
  uint64_t at = 0;
  for (const uint64_t offset : offsets) {
    line += count_lines(bytes.substr(at, offset - at));
    at = offset;
    result.push_back(line);
  }
  return result;
}

void BodyText::pass(std::string_view bytes, bool counts_lines) {
  if (converted_.capacity() > kKeptBytes) std::string().swap(converted_);
  base_ += bytes.size();
  if (counts_lines) line_ += count_lines(bytes);
}

}  // namespace licensus
