#include "detect/text/alignment.h"

#include <algorithm>
#include <tuple>

namespace licensus {
namespace {

bool before(const AlignedBlock& a, const AlignedBlock& b) {
  return std::tie(a.in_text, a.in_rule) < std::tie(b.in_text, b.in_rule);
}

// The part of a segment inside of a rectangle; size 0 where there is none.
AlignedBlock clip(AlignedBlock segment, uint32_t text_begin, uint32_t text_end, uint32_t rule_begin,
                  uint32_t rule_end) {
  const uint32_t skip = std::max(text_begin > segment.in_text ? text_begin - segment.in_text : 0,
                                 rule_begin > segment.in_rule ? rule_begin - segment.in_rule : 0);
  if (skip >= segment.size) return {};
  segment = {segment.in_text + skip, segment.in_rule + skip, segment.size - skip};
  if (segment.in_text >= text_end || segment.in_rule >= rule_end) return {};
  segment.size = std::min({segment.size, text_end - segment.in_text, rule_end - segment.in_rule});
  return segment;
}

}  // namespace

void AlignmentText::reset(std::span<const TokenId> tokens, uint32_t begin, size_t legalese_count) {
  tokens_ = tokens;
  begin_ = begin;
  legalese_count_ = legalese_count;
  place_ends_.assign(legalese_count + 1, 0);
  for (const TokenId token : tokens) {
    if (is_high(token)) ++place_ends_[token + 1];
  }
  for (size_t i = 1; i < place_ends_.size(); ++i) place_ends_[i] += place_ends_[i - 1];
  places_.resize(place_ends_.back());
  // Filling moves each token's begin to its end, which is the begin of the next token.
  for (uint32_t at = 0; at < tokens.size(); ++at) {
    if (is_high(tokens[at])) places_[place_ends_[tokens[at]]++] = at;
  }
}

std::span<const uint32_t> AlignmentText::places(TokenId token) const {
  if (!is_high(token)) return {};
  const uint32_t begin = token == 0 ? 0 : place_ends_[token - 1];
  return {places_.data() + begin, places_.data() + place_ends_[token]};
}

void Aligner::find_segments(const AlignmentText& text, std::span<const TokenId> rule,
                            uint64_t& work) {
  segments_.clear();
  const auto tokens = text.tokens();
  for (uint32_t j = 0; j < rule.size(); ++j) {
    if (!text.is_high(rule[j])) continue;
    const auto places = text.places(rule[j]);
    if (work < places.size()) {
      work = 0;
      break;
    }
    work -= places.size();
    const bool first = j == 0 || !text.is_high(rule[j - 1]);
    for (const uint32_t i : places) {
      // Not the first pair of its diagonal run: that one found it.
      if (!first && i != 0 && tokens[i - 1] == rule[j - 1]) continue;
      uint32_t size = 1;
      while (i + size < tokens.size() && j + size < rule.size() && text.is_high(rule[j + size]) &&
             tokens[i + size] == rule[j + size]) {
        ++size;
      }
      segments_.push_back({i, j, size});
    }
  }
  std::sort(segments_.begin(), segments_.end(), before);
}

// The longest segment as far as it lies in the area; of several the first in the text, then in the
// rule.
AlignedBlock Aligner::longest(const Area& area) const {
  AlignedBlock best;
  for (size_t at = area.segments_begin; at < area.segments_end; ++at) {
    const AlignedBlock part =
        clip(pending_[at], area.text_begin, area.text_end, area.rule_begin, area.rule_end);
    if (part.size > best.size || (part.size != 0 && part.size == best.size && before(part, best))) {
      best = part;
    }
  }
  return best;
}

// An area is cut at its longest block into what lies before it and what lies behind it on both
// sides; segments elsewhere can not be used any more, so each level looks at fewer of them.
void Aligner::align_area(const AlignmentText& text, std::span<const TokenId> rule, Area area,
                         uint64_t& work) {
  const auto tokens = text.tokens();
  areas_.assign(1, area);
  while (!areas_.empty()) {
    area = areas_.back();
    areas_.pop_back();
    const uint64_t cost = area.segments_end - area.segments_begin + 1;
    if (work < cost) {
      work = 0;
      return;
    }
    work -= cost;
    AlignedBlock block = longest(area);
    if (block.size != 0) {
      while (block.in_text > area.text_begin && block.in_rule > area.rule_begin &&
             tokens[block.in_text - 1] == rule[block.in_rule - 1]) {
        --block.in_text, --block.in_rule, ++block.size;
      }
      while (block.in_text + block.size < area.text_end &&
             block.in_rule + block.size < area.rule_end &&
             tokens[block.in_text + block.size] == rule[block.in_rule + block.size]) {
        ++block.size;
      }
      found_.push_back(block);
    }
    // The area is the last that was added, so its segments are the last too: they are moved out.
    const Area left{area.text_begin, block.in_text, area.rule_begin, block.in_rule, 0, 0};
    const Area right{
        block.in_text + block.size, area.text_end, block.in_rule + block.size, area.rule_end, 0, 0};
    std::vector<AlignedBlock> mine(pending_.begin() + area.segments_begin,
                                   pending_.begin() + area.segments_end);
    pending_.resize(area.segments_begin);
    if (block.size == 0) continue;
    for (Area part : {left, right}) {
      part.segments_begin = pending_.size();
      for (const AlignedBlock& segment : mine) {
        const AlignedBlock inside =
            clip(segment, part.text_begin, part.text_end, part.rule_begin, part.rule_end);
        if (inside.size != 0) pending_.push_back(inside);
      }
      part.segments_end = pending_.size();
      if (part.segments_end > part.segments_begin) areas_.push_back(part);
    }
  }
}

void Aligner::align(const AlignmentText& text, std::span<const TokenId> rule,
                    std::vector<AlignedBlock>& blocks, uint64_t& work) {
  find_segments(text, rule, work);
  const uint32_t text_end = static_cast<uint32_t>(text.tokens().size());
  const uint32_t rule_end = static_cast<uint32_t>(rule.size());
  for (uint32_t start = 0; start < text_end && work != 0;) {
    pending_.clear();
    for (const AlignedBlock& segment : segments_) {
      const AlignedBlock inside = clip(segment, start, text_end, 0, rule_end);
      if (inside.size != 0) pending_.push_back(inside);
    }
    if (pending_.empty()) return;
    found_.clear();
    align_area(text, rule, {start, text_end, 0, rule_end, 0, pending_.size()}, work);
    if (found_.empty()) return;
    std::sort(found_.begin(), found_.end(), before);
    for (const AlignedBlock& block : found_) {
      const bool again = &block != found_.data();
      if (again && blocks.back().in_text + blocks.back().size == block.in_text + text.begin() &&
          blocks.back().in_rule + blocks.back().size == block.in_rule) {
        blocks.back().size += block.size;
      } else {
        blocks.push_back({block.in_text + text.begin(), block.in_rule, block.size});
      }
      start = std::max(start, block.in_text + block.size);
    }
  }
}

}  // namespace licensus
