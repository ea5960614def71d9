#include "formats/record_stream.h"

#include <algorithm>

namespace licensus {

bool RecordStream::open(ByteSource& source, Codec codec, std::string_view dictionary,
                        const Extent& extent) {
  members_.open(source, codec, extent.begin, dictionary);
  plain_ = codec == Codec::kNone;
  exact_ = extent.exact;
  end_ = extent.end;
  first_beyond_ = 0;
  ahead_ = piece_ = {};
  carry_.clear();
  borders_.clear();
  carried_ = false;
  damaged_ = false;
  new_member_ = true;
  piece_place_ = {extent.begin, 0};
  if (!exact_ && !plain_ && !members_.skip_to_member(nullptr, extent.end)) return false;
  for (uint64_t skip = extent.skip; skip > 0;) {
    if (ahead_.empty() && pull() != Event::kBytes) break;
    const size_t count = std::min<uint64_t>(skip, ahead_.size());
    consume(count);
    skip -= count;
  }
  return true;
}

// Replaces the empty ahead_ by the next piece.
RecordStream::Event RecordStream::pull() {
  for (;;) {
    std::string_view piece;
    switch (members_.next(piece)) {
      case MemberReader::State::kBytes:
        if (new_member_ && !plain_) {
          piece_place_ = {members_.member_offset(), 0};
          if (first_beyond_ == 0 && piece_place_.offset >= end_)
            first_beyond_ = piece_place_.offset;
        }
        new_member_ = false;
        carried_ = false;
        ahead_ = piece;
        return Event::kBytes;
      case MemberReader::State::kMemberEnd:
        new_member_ = true;
        break;
      case MemberReader::State::kDamaged:
        if (new_member_ && !plain_) piece_place_ = {members_.member_offset(), 0};
        damaged_ = true;
        return Event::kDamaged;
      case MemberReader::State::kStreamEnd:
        return Event::kEnd;
    }
  }
}

void RecordStream::consume(size_t count) {
  if (!carried_) {
    ahead_.remove_prefix(count);
    (plain_ ? piece_place_.offset : piece_place_.skip) += count;
    return;
  }
  ahead_.remove_prefix(count);
  // Once all that came from earlier pieces is consumed, the piece itself serves.
  const size_t at = carry_.size() - ahead_.size();
  const Border& last = borders_.back();
  if (at < last.at || piece_.data() == nullptr) return;
  const size_t taken = carry_.size() - last.at;  // of the piece, in carry_
  const size_t used = at - last.at;
  piece_ = {piece_.data() - taken, piece_.size() + taken};
  ahead_ = piece_.substr(used);
  piece_place_ = last.place;
  (plain_ ? piece_place_.offset : piece_place_.skip) += used;
  carried_ = false;
}

RecordStream::Event RecordStream::more(size_t most) {
  if (carried_ && !piece_.empty()) {
    const size_t at = carry_.size() - ahead_.size();
    const size_t count = std::min(most, piece_.size());
    carry_.append(piece_.substr(0, count));
    piece_.remove_prefix(count);
    ahead_ = std::string_view(carry_).substr(at);
    return Event::kBytes;
  }
  if (ahead_.empty()) return pull();
  // What is left is put in front of the next piece.
  if (!carried_) {
    borders_.assign(1, {0, piece_place_});
    carry_.assign(ahead_);
  } else {
    const size_t at = carry_.size() - ahead_.size();
    const Place first = place();
    carry_.erase(0, at);
    std::vector<Border> kept{{0, first}};
    for (const Border& border : borders_) {
      if (border.at > at) kept.push_back({border.at - at, border.place});
    }
    borders_ = std::move(kept);
  }
  piece_ = {};
  piece_place_ = borders_.back().place;
  (plain_ ? piece_place_.offset : piece_place_.skip) += carry_.size() - borders_.back().at;
  const Event event = pull();
  carried_ = true;
  if (event == Event::kBytes) {
    borders_.push_back({carry_.size(), piece_place_});
    const size_t count = std::min(most, ahead_.size());
    carry_.append(ahead_.substr(0, count));
    piece_ = ahead_.substr(count);
  }
  ahead_ = carry_;
  return event;
}

bool RecordStream::resume() {
  ahead_ = piece_ = {};
  carried_ = false;
  damaged_ = false;
  new_member_ = true;
  if (plain_) return false;
  return members_.skip_to_member();
}

uint64_t RecordStream::damage_offset() const {
  return plain_ ? place().offset : members_.member_offset();
}

Place RecordStream::place() const {
  if (ahead_.empty() && !damaged_) return {members_.stored_offset(), 0};
  if (!carried_) return piece_place_;
  const size_t at = carry_.size() - ahead_.size();
  auto after = std::upper_bound(borders_.begin(), borders_.end(), at,
                                [](size_t a, const Border& border) { return a < border.at; });
  Place place = std::prev(after)->place;
  (plain_ ? place.offset : place.skip) += at - std::prev(after)->at;
  return place;
}

bool RecordStream::is_beyond(Place place) const {
  if (place.offset < end_) return false;
  return place.offset > (plain_ ? end_ : first_beyond_) || place.skip > 0;
}

}  // namespace licensus
