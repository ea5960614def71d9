// Decoded bytes with a read position that knows where members begin.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "codecs/codec.h"

namespace licensus {

// Reads the members of a stream as one row of bytes. Copies only in extend(). Used by one thread.
class RecordFeed {
 public:
  enum class Event { kBytes, kNewMember, kDamaged, kEnd };

  explicit RecordFeed(MemberReader& members) : members_(members) {}

  void open(bool plain) {
    plain_ = plain;
    rest_ = {};
    position_ = 0;
    member_end_ = 0;
    between_ = true;
  }

  // Bytes not yet consumed of what is in memory.
  std::string_view rest() const { return rest_; }
  void consume(size_t count) {
    rest_.remove_prefix(count);
    position_ += static_cast<int64_t>(count);
  }

  // Replaces the rest, which is thrown away, by the next piece. After kDamaged (the reader's
  // message() says why) nothing is left until resume().
  Event pull() {
    position_ += static_cast<int64_t>(rest_.size());
    rest_ = {};
    return next(rest_);
  }

  // Appends the next piece to the rest.
  Event extend() {
    const size_t kept = rest_.size();
    carry_.assign(rest_);
    std::string_view piece;
    const Event event = next(piece);
    if (event == Event::kNewMember) position_ = -static_cast<int64_t>(kept);
    carry_.append(piece);
    rest_ = carry_;
    return event;
  }

  // After damage: goes on with the next member. False where there is none before `limit`.
  bool resume(bool (*accepts)(std::string_view) = nullptr, uint64_t limit = UINT64_MAX) {
    between_ = true;
    rest_ = {};
    position_ = 0;
    return members_.skip_to_member(accepts, limit);
  }

  // Stored offset of the rest's first byte where a reader could start again; -1 where none could.
  int64_t restart_offset() const {
    if (plain_) return static_cast<int64_t>(members_.member_offset()) + position_;
    return position_ == 0 ? static_cast<int64_t>(members_.member_offset()) : -1;
  }
  // Stored offset of the member that holds the rest, or of the rest itself where it is plain.
  int64_t near_offset() const {
    return static_cast<int64_t>(members_.member_offset()) + (plain_ ? position_ : 0);
  }
  bool at_last_piece() const { return members_.at_last_piece(); }
  bool plain() const { return plain_; }
  // Stored offset after the member that was read to its end last.
  uint64_t member_end() const { return at_last_piece() ? members_.stored_offset() : member_end_; }
  MemberReader& members() { return members_; }

 private:
  Event next(std::string_view& piece) {
    for (;;) {
      switch (members_.next(piece)) {
        case MemberReader::State::kBytes:
          if (!between_) return Event::kBytes;
          between_ = false;
          position_ = 0;
          return Event::kNewMember;
        case MemberReader::State::kMemberEnd:
          between_ = true;
          member_end_ = members_.stored_offset();
          break;
        case MemberReader::State::kDamaged:
          return Event::kDamaged;
        case MemberReader::State::kStreamEnd:
          return Event::kEnd;
      }
    }
  }

  MemberReader& members_;
  std::string_view rest_;
  std::string carry_;
  int64_t position_ = 0;  // decoded bytes of the current member before rest_; below 0: its start
                          // lies that far within rest_
  uint64_t member_end_ = 0;
  bool between_ = true;  // the next piece begins a member
  bool plain_ = false;
};

}  // namespace licensus
