#include "census/census.h"

#include <array>

#include "base/utf8.h"

namespace licensus {
namespace {

constexpr std::array<std::string_view, kDimensions> kWords{
    "license",     "license_id",     "license_status", "kind",           "scope",
    "signal",      "commercial_use", "derivatives",    "redistribution", "model_training",
    "attribution", "notice",         "share_alike",    "purpose",        "media_type",
    "inherited",   "dataset",        "stated_by",      "covers"};

}  // namespace

std::string_view to_string(Dimension dimension) {
  return kWords.at(static_cast<size_t>(dimension));
}

std::optional<Dimension> dimension_from(std::string_view word) {
  for (size_t i = 0; i < kDimensions; ++i) {
    if (kWords[i] == word) return static_cast<Dimension>(i);
  }
  return std::nullopt;
}

Count& operator+=(Count& sum, Count count) {
  sum.documents += count.documents;
  sum.bytes += count.bytes;
  sum.counted_documents += count.counted_documents;
  sum.counted_bytes += count.counted_bytes;
  return sum;
}

Count& operator-=(Count& sum, Count count) {
  sum.documents -= count.documents;
  sum.bytes -= count.bytes;
  sum.counted_documents -= count.counted_documents;
  sum.counted_bytes -= count.counted_bytes;
  return sum;
}

void Census::add(Dimension dimension, std::string_view value, Count count) {
  if (value.size() > kMaxValueBytes) value = kOther;
  std::string repaired;
  if (!is_utf8(value)) value = repaired = percent_encode_invalid(value);

  Values& values = values_[static_cast<size_t>(dimension)];
  if (auto known = values.find(value); known != values.end()) {
    known->second += count;
    return;
  }
  values.emplace(value, count);
  const size_t limit = kMaxValues + (values.contains(kOther) ? 1 : 0);
  if (values.size() <= limit) return;
  auto last = std::prev(values.end());
  if (last->first == kOther) --last;
  const Count folded = last->second;
  values.erase(last);
  values[std::string(kOther)] += folded;
}

void Census::merge(const Census& other) {
  for (size_t i = 0; i < kDimensions; ++i) {
    for (const auto& [value, count] : other.values_[i]) {
      add(static_cast<Dimension>(i), value, count);
    }
  }
}

void Census::move(Dimension dimension, std::string_view from, std::string_view to, Count count) {
  if (from == to) return;
  Values& values = values_[static_cast<size_t>(dimension)];
  const auto source = values.find(from);
  if (source == values.end()) return;
  source->second -= count;
  if (source->second == Count{}) values.erase(source);
  add(dimension, to, count);
}

const Census::Values& Census::values(Dimension dimension) const {
  return values_[static_cast<size_t>(dimension)];
}

uint64_t Census::counted_documents() const {
  uint64_t sum = 0;
  for (const auto& [status, count] : values(Dimension::kLicenseStatus))
    sum += count.counted_documents;
  return sum;
}

Census Census::counted() const {
  Census result;
  for (size_t i = 0; i < kDimensions; ++i) {
    for (const auto& [value, count] : values_[i]) {
      if (count.counted_documents == 0) continue;
      result.add(static_cast<Dimension>(i), value,
                 {count.counted_documents, count.counted_bytes, count.counted_documents,
                  count.counted_bytes});
    }
  }
  return result;
}

bool Census::empty() const {
  for (const Values& values : values_) {
    if (!values.empty()) return false;
  }
  return true;
}

}  // namespace licensus
