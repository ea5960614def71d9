// A look before a look-up: most names end as no key does.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace licensus {

// Which sizes the keys of a table have, by their last byte. Plain value.
class KeySizes {
 public:
  // Bit n of a mask: some key of n bytes ends so; the highest bit stands for all longer ones.
  static constexpr uint32_t bit(size_t bytes) { return uint32_t{1} << std::min<size_t>(bytes, 31); }
  void add(std::string_view key) {
    if (!key.empty()) masks_[static_cast<uint8_t>(key.back())] |= bit(key.size());
  }
  uint32_t of(char last) const { return masks_[static_cast<uint8_t>(last)]; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(masks_);
  }

 private:
  std::array<uint32_t, 256> masks_{};
};

}  // namespace licensus
