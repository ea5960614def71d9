#include "formats/tar_header.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace licensus {
namespace {

std::string_view text_field(std::string_view block, size_t at, size_t bytes) {
  const std::string_view field = block.substr(at, bytes);
  return field.substr(0, field.find('\0'));
}

bool parse_decimal(std::string_view text, uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Of a multiple of 8 bytes, at most kTarBlockBytes, whose sums in pairs fit 16 bits.
uint64_t sum_of_bytes(std::string_view bytes) {
  constexpr uint64_t kEven = 0x00FF'00FF'00FF'00FF;
  uint64_t pairs = 0;
  for (size_t i = 0; i < bytes.size(); i += 8) {
    uint64_t eight = 0;
    std::memcpy(&eight, bytes.data() + i, sizeof eight);
    pairs += (eight & kEven) + (eight >> 8 & kEven);
  }
  const uint64_t halves = (pairs & 0xFFFF'0000'FFFF) + (pairs >> 16 & 0xFFFF'0000'FFFF);
  return (halves & 0xFFFF'FFFF) + (halves >> 32);
}

bool checksum_holds(std::string_view block) {
  constexpr size_t kAt = 148;
  constexpr size_t kBytes = 8;
  const std::string_view field = block.substr(kAt, kBytes);
  uint64_t told = 0;
  if (!parse_tar_number(field, told)) return false;
  const uint64_t sum = sum_of_bytes(block) - sum_of_bytes(field) + kBytes * ' ';
  if (told == sum) return true;
  // Some old programs took bytes for signed.
  const auto is_high = [](char c) { return (c & '\x80') != 0; };
  const auto high = std::count_if(block.begin(), block.end(), is_high) -
                    std::count_if(field.begin(), field.end(), is_high);
  return told + 256 * static_cast<uint64_t>(high) == sum;
}

}  // namespace

bool is_zero_block(std::string_view bytes) {
  return bytes.substr(0, kTarBlockBytes).find_first_not_of('\0') == std::string_view::npos;
}

bool parse_tar_number(std::string_view field, uint64_t& number) {
  number = 0;
  if (!field.empty() && (field[0] & '\x80') != 0) {
    if ((field[0] & '\x7f') != 0) return false;  // negative, or beyond any file
    for (const char c : field.substr(1)) {
      if (number >> 56 != 0) return false;
      number = number << 8 | static_cast<unsigned char>(c);
    }
    return true;
  }
  const size_t first = field.find_first_not_of(' ');
  if (first == std::string_view::npos) return true;
  for (const char c : field.substr(first)) {
    if (c == ' ' || c == '\0') break;
    if (c < '0' || c > '7' || number >> 60 != 0) return false;
    number = number << 3 | static_cast<unsigned>(c - '0');
  }
  return true;
}

bool parse_tar_block(std::string_view bytes, TarBlock& block) {
  const std::string_view header = bytes.substr(0, kTarBlockBytes);
  if (header.size() < kTarBlockBytes || !checksum_holds(header)) return false;
  if (!parse_tar_number(header.substr(124, 12), block.size)) return false;
  const std::string_view magic = header.substr(257, 6);
  block.name = text_field(header, 0, 100);
  block.type = header[156];
  block.is_gnu = magic == "ustar ";
  block.prefix =
      magic == std::string_view("ustar\0", 6) ? text_field(header, 345, 155) : std::string_view();
  if (block.name.empty() && block.prefix.empty() && block.type == '\0' && block.size == 0) {
    return false;  // zeros with a checksum that happens to hold
  }
  return true;
}

void TarHeaders::clear() {
  long_name_.clear();
  next_ = Pax{};
  global_ = Pax{};
}

bool TarHeaders::is_extension(char type) {
  return type == 'x' || type == 'g' || type == 'L' || type == 'K' || type == 'X';
}

bool TarHeaders::extend(char type, std::string_view data) {
  switch (type) {
    case 'L':
      long_name_ = data.substr(0, data.find('\0'));
      return true;
    case 'K':
      return true;
    case 'g':
      return read_records(data, global_);
    default:
      return read_records(data, next_);
  }
}

// "%d %s=%s\n": length of the record in all, keyword, value.
bool TarHeaders::read_records(std::string_view data, Pax& pax) {
  while (!data.empty() && data.front() != '\0') {
    const size_t blank = data.find(' ');
    uint64_t length = 0;
    if (blank == data.npos || !parse_decimal(data.substr(0, blank), length)) return false;
    if (length <= blank + 1 || length > data.size() || data[length - 1] != '\n') return false;
    const std::string_view record = data.substr(blank + 1, length - blank - 2);
    const size_t equals = record.find('=');
    if (equals == record.npos) return false;
    if (!read_record(record.substr(0, equals), record.substr(equals + 1), pax)) return false;
    data.remove_prefix(length);
  }
  return true;
}

bool TarHeaders::read_record(std::string_view key, std::string_view value, Pax& pax) {
  uint64_t number = 0;
  if (key == "path") {
    pax.path = value;
    return true;
  }
  if (key == "GNU.sparse.name") {
    pax.sparse_name = value;
    return true;
  }
  if (key == "GNU.sparse.map") {
    pax.has_map = true;
    for (bool is_offset = true; !value.empty(); is_offset = !is_offset) {
      const size_t comma = std::min(value.find(','), value.size());
      if (!parse_decimal(value.substr(0, comma), number)) return false;
      if (is_offset && pax.stretches.size() >= kMaxStretches) return false;
      if (is_offset) pax.stretches.push_back({number, 0});
      if (!is_offset) pax.stretches.back().bytes = number;
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
    return true;
  }
  const bool is_number = key == "size" || key.starts_with("GNU.sparse.");
  if (!is_number) return true;
  if (!parse_decimal(value, number)) return false;
  if (key == "size") {
    pax.has_size = true;
    pax.size = number;
  } else if (key == "GNU.sparse.major") {
    pax.sparse_major = static_cast<int>(std::min<uint64_t>(number, 99));
  } else if (key == "GNU.sparse.minor") {
    pax.sparse_minor = static_cast<int>(std::min<uint64_t>(number, 99));
  } else if (key == "GNU.sparse.size" || key == "GNU.sparse.realsize") {
    pax.sparse_size = number;
  } else if (key == "GNU.sparse.offset") {
    pax.has_map = true;
    if (pax.stretches.size() >= kMaxStretches) return false;
    pax.stretches.push_back({number, 0});
  } else if (key == "GNU.sparse.numbytes" && !pax.stretches.empty()) {
    pax.stretches.back().bytes = number;
  }
  return true;
}

bool TarHeaders::apply_sparse(const Pax& pax, TarMember& member) {
  member.map_in_data = pax.sparse_major == 1;
  if (!member.map_in_data && !pax.has_map) return true;
  member.sparse = true;
  member.size = pax.sparse_size;
  member.stretches = pax.stretches;
  if (!pax.sparse_name.empty()) member.name = pax.sparse_name;
  return member.map_in_data || std::is_sorted(member.stretches.begin(), member.stretches.end(),
                                              [](const TarStretch& a, const TarStretch& b) {
                                                return a.offset < b.offset;
                                              });
}

bool TarHeaders::take(const TarBlock& block, std::string_view bytes, TarMember& member) {
  member = TarMember{};
  member.type = block.type;
  const Pax& pax = next_;
  if (!pax.path.empty() || !global_.path.empty()) {
    member.name = pax.path.empty() ? global_.path : pax.path;
  } else if (!long_name_.empty()) {
    member.name = long_name_;
  } else {
    member.name = block.prefix;
    if (!member.name.empty()) member.name += '/';
    member.name += block.name;
  }
  member.stored_bytes = pax.has_size ? pax.size : block.size;
  member.size = member.stored_bytes;
  bool good = apply_sparse(pax, member);
  if (block.type == 'S') {
    member.sparse = true;
    good =
        parse_tar_number(bytes.substr(483, 12), member.size) && add_stretches(bytes, true, member);
  }
  // Links and folders have no data, whatever their size says; hard links of pax may.
  if (block.type == '1' || block.type == '2' || block.type == '5') {
    member.stored_bytes = block.type == '1' && pax.has_size ? pax.size : 0;
  }
  long_name_.clear();
  next_ = Pax{};
  return good;
}

bool TarHeaders::more_stretches(std::string_view sparse_block, bool first) {
  return sparse_block[first ? 482 : 504] != '\0';
}

bool TarHeaders::add_stretches(std::string_view sparse_block, bool first, TarMember& member) {
  const size_t count = first ? 4 : 21;
  for (size_t i = 0; i < count; ++i) {
    const std::string_view entry = sparse_block.substr((first ? 386 : 0) + i * 24, 24);
    if (entry[0] == '\0') break;
    TarStretch stretch;
    if (!parse_tar_number(entry.substr(0, 12), stretch.offset) ||
        !parse_tar_number(entry.substr(12), stretch.bytes) ||
        member.stretches.size() >= kMaxStretches) {
      return false;
    }
    if (!member.stretches.empty() && stretch.offset < member.stretches.back().offset) return false;
    member.stretches.push_back(stretch);
  }
  return true;
}

}  // namespace licensus
