#include "formats/zip_content.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "base/crc32.h"
#include "codecs/inflate_state.h"

namespace licensus {
namespace {

enum Method : uint16_t { kStored = 0, kDeflate = 8, kBzip2 = 12, kZstd = 93, kXz = 95 };
constexpr uint64_t kBombFloorBytes = uint64_t{16} << 20;
constexpr uint64_t kBombRatio = 500;  // as for compressed members

}  // namespace

// The member's stored bytes and no more.
class ZipContent::Limited final : public ByteSource {
 public:
  Limited(ByteSource& source, uint64_t bytes) : source_(source), left_(bytes) {}
  ssize_t read(char* data, size_t capacity) override {
    const ssize_t got = source_.read(data, std::min<uint64_t>(capacity, left_));
    if (got > 0) left_ -= static_cast<uint64_t>(got);
    if (got < 0) error_ = source_.error();
    return got;
  }

 private:
  ByteSource& source_;
  uint64_t left_;
};

ZipContent::ZipContent() = default;
ZipContent::~ZipContent() = default;

std::string ZipContent::refusal(const ZipMember& member) {
  if (member.is_encrypted()) return "an encrypted member: not read";
  switch (member.method) {
    case kStored:
    case kDeflate:
    case kBzip2:
    case kZstd:
    case kXz:
      return {};
    default:
      return "a member packed by method " + std::to_string(member.method) + ", which is not read";
  }
}

void ZipContent::open(ByteSource& source, const ZipMember& member, bool open_ended) {
  member_ = &member;
  open_ended_ = open_ended;
  ended_ = false;
  made_ = 0;
  crc_ = 0;
  piece_ = {};
  error_.clear();
  limited_ = std::make_unique<Limited>(source, open_ended ? UINT64_MAX : member.stored_bytes);
  switch (member.method) {
    case kBzip2:
      members_.open(*limited_, Codec::kBzip2, 0);
      break;
    case kZstd:
      members_.open(*limited_, Codec::kZstd, 0);
      break;
    case kXz:
      members_.open(*limited_, Codec::kXz, 0);
      break;
    default:
      window_.open(*limited_, 0);
  }
  if (member.method != kDeflate) return;
  if (!state_) state_ = std::make_unique_for_overwrite<inflate_state>();
  start_inflate(*state_, ISAL_DEFLATE);
}

ssize_t ZipContent::fail_with(std::string why) {
  error_ = std::move(why);
  ended_ = true;
  return -1;
}

ssize_t ZipContent::check_end() {
  ended_ = true;
  if (open_ended_) return 0;
  if (made_ != member_->size) return fail_with("a member of another size than its header tells");
  if (crc_ != member_->crc) return fail_with("a member with a wrong checksum");
  return 0;
}

ssize_t ZipContent::read(char* data, size_t capacity) {
  if (!error_.empty()) return -1;
  if (ended_ || capacity == 0) return 0;
  const ssize_t got = unpack(data, capacity);
  if (got < 0) return got;
  if (got == 0) return check_end();
  made_ += static_cast<uint64_t>(got);
  crc_ = crc32(crc_, {data, static_cast<size_t>(got)});
  const uint64_t stored = open_ended_ ? used() : member_->stored_bytes;
  if (made_ > kBombFloorBytes && made_ > kBombFloorBytes + kBombRatio * stored) {
    return fail_with("a member that grows more than 500-fold: taken for a decompression bomb");
  }
  return got;
}

ssize_t ZipContent::unpack(char* data, size_t capacity) {
  if (member_->method == kDeflate) return inflate(data, capacity);
  if (member_->method != kStored) return decode(data, capacity);
  if (window_.fill(1) == 0) {
    return window_.error().empty() ? 0 : fail_with(window_.error());
  }
  const size_t count = std::min(capacity, window_.ahead().size());
  std::memcpy(data, window_.ahead().data(), count);
  window_.consume(count);
  return static_cast<ssize_t>(count);
}

ssize_t ZipContent::inflate(char* data, size_t capacity) {
  state_->next_out = reinterpret_cast<uint8_t*>(data);
  state_->avail_out = static_cast<uint32_t>(std::min<size_t>(capacity, 1 << 30));
  const uint32_t room = state_->avail_out;
  while (state_->avail_out == room && state_->block_state != ISAL_BLOCK_FINISH) {
    if (window_.fill(1) == 0) {
      return fail_with(window_.error().empty() ? "a member that ends too early" : window_.error());
    }
    const std::string_view stored = window_.ahead();
    state_->next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(stored.data()));
    state_->avail_in = static_cast<uint32_t>(stored.size());
    const int result = run_inflate(*state_);
    window_.consume(stored.size() - state_->avail_in);
    if (result < 0 || (state_->avail_in == stored.size() && state_->avail_out == room &&
                       state_->block_state != ISAL_BLOCK_FINISH)) {
      return fail_with("damaged deflate data in a member");
    }
  }
  return static_cast<ssize_t>(room - state_->avail_out);
}

ssize_t ZipContent::decode(char* data, size_t capacity) {
  while (piece_.empty()) {
    switch (members_.next(piece_)) {
      case MemberReader::State::kBytes:
      case MemberReader::State::kMemberEnd:
        break;
      case MemberReader::State::kStreamEnd:
        return 0;
      case MemberReader::State::kDamaged:
        return fail_with(members_.message());
    }
  }
  const size_t count = std::min(capacity, piece_.size());
  std::memcpy(data, piece_.data(), count);
  piece_.remove_prefix(count);
  return static_cast<ssize_t>(count);
}

}  // namespace licensus
