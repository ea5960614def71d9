#include "detect/text/alignment.h"

#include <algorithm>
#include <limits>

namespace licensus {

Aligner::Aligner(size_t legalese_count) : legalese_count_(legalese_count), heads_(legalese_count) {}

void Aligner::set_stretch(std::span<const TokenId> tokens, uint32_t begin, uint32_t end) {
  tokens_ = tokens;
  begin_ = begin;
  end_ = end;
  high_positions_.clear();
  for (uint32_t i = begin; i < end; ++i) {
    if (tokens[i] < legalese_count_) high_positions_.push_back(i);
  }
}

void Aligner::index_rule(std::span<const TokenId> rule) {
  rule_ = rule;
  nexts_.resize(rule.size());
  if (rows_[0].size() <= rule.size()) {
    for (auto& row : rows_) row.resize(rule.size() + 1);
  }
  for (size_t i = rule.size(); i-- > 0;) {
    if (rule[i] >= legalese_count_) continue;
    nexts_[i] = heads_[rule[i]];
    heads_[rule[i]] = static_cast<uint16_t>(i + 1);
  }
}

void Aligner::forget_rule() {
  for (const TokenId id : rule_) {
    if (id < legalese_count_) heads_[id] = 0;
  }
}

void Aligner::align(std::span<const TokenId> rule, WorkMeter& work,
                    std::vector<AlignedBlock>& blocks) {
  if (!work.spend(3 * rule.size() + high_positions_.size() + 16)) return;
  index_rule(rule);
  hits_.clear();
  for (const uint32_t position : high_positions_) {
    if (heads_[tokens_[position]] != 0) hits_.push_back(position);
  }
  uint32_t from = begin_;
  while (from < end_ && align_round(from, work, blocks)) {
    from = blocks.back().query + blocks.back().size;
  }
  forget_rule();
}

// False if there is no block from `from` on.
bool Aligner::align_round(uint32_t from, WorkMeter& work, std::vector<AlignedBlock>& blocks) {
  const size_t first = blocks.size();
  boxes_.assign(1, {from, end_, 0, static_cast<uint32_t>(rule_.size())});
  while (!boxes_.empty()) {
    const Box box = boxes_.back();
    boxes_.pop_back();
    const AlignedBlock block = find_longest(box, work);
    if (block.size == 0) continue;
    blocks.push_back(block);
    const uint32_t query_end = block.query + block.size, rule_end = block.rule + block.size;
    if (box.query_begin < block.query && box.rule_begin < block.rule) {
      boxes_.push_back({box.query_begin, block.query, box.rule_begin, block.rule});
    }
    if (query_end < box.query_end && rule_end < box.rule_end) {
      boxes_.push_back({query_end, box.query_end, rule_end, box.rule_end});
    }
  }
  if (blocks.size() == first) return false;
  const auto begin = blocks.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, blocks.end());
  auto last = begin;
  for (auto next = begin + 1; next != blocks.end(); ++next) {
    if (last->query + last->size == next->query && last->rule + last->size == next->rule) {
      last->size += next->size;
    } else {
      *++last = *next;
    }
  }
  blocks.erase(last + 1, blocks.end());
  return true;
}

// Numbers for `count` query positions that no cell has yet.
uint32_t Aligner::take_stamps(uint32_t count) {
  if (count >= std::numeric_limits<uint32_t>::max() - next_stamp_) {
    for (auto& row : rows_) std::fill(row.begin(), row.end(), Cell{});
    next_stamp_ = 1;
  }
  const uint32_t first = next_stamp_ + 1;  // the position before the first one has one too
  next_stamp_ += count + 1;
  return first;
}

AlignedBlock Aligner::find_longest(const Box& box, WorkMeter& work) {
  const auto hits_begin = std::lower_bound(hits_.begin(), hits_.end(), box.query_begin);
  const uint32_t stamps = take_stamps(box.query_end - box.query_begin);
  AlignedBlock best{box.query_begin, box.rule_begin, 0};
  for (auto hit = hits_begin; hit != hits_.end() && *hit < box.query_end; ++hit) {
    const uint32_t position = *hit, stamp = stamps + (position - box.query_begin);
    const std::vector<Cell>& before = rows_[(position & 1) ^ 1];
    std::vector<Cell>& row = rows_[position & 1];
    uint32_t steps = 2;
    for (uint32_t next = heads_[tokens_[position]]; next != 0; next = nexts_[next - 1]) {
      const uint32_t at = next - 1;
      ++steps;
      if (at < box.rule_begin) continue;
      if (at >= box.rule_end) break;
      const Cell& cell = before[at];  // that of rule position at - 1
      const uint32_t length = (cell.stamp == stamp - 1 ? cell.length : 0) + 1;
      row[at + 1] = {stamp, length};
      if (length > best.size) best = {position + 1 - length, at + 1 - length, length};
    }
    if (!work.spend(steps)) return {};
  }
  return best.size == 0 ? best : grow(best, box);
}

AlignedBlock Aligner::grow(AlignedBlock block, const Box& box) const {
  while (block.query > box.query_begin && block.rule > box.rule_begin &&
         tokens_[block.query - 1] == rule_[block.rule - 1]) {
    --block.query;
    --block.rule;
    ++block.size;
  }
  while (block.query + block.size < box.query_end && block.rule + block.size < box.rule_end &&
         tokens_[block.query + block.size] == rule_[block.rule + block.size]) {
    ++block.size;
  }
  return block;
}

}  // namespace licensus
