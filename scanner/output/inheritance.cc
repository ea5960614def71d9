#include "output/inheritance.h"

namespace licensus {
namespace {

Count left(const Census& census) {
  const Census::Values& inherited = census.values(Dimension::kInherited);
  const auto nothing = inherited.find(Coverage::kNothing);
  return nothing == inherited.end() ? Count{} : nothing->second;
}

}  // namespace

std::string_view home_of(std::string_view shard) {
  return shard.ends_with('/') ? shard : folder_of(shard);
}

void Inheritance::add(const ShardRecord& shard, const Census& census) {
  if (is_loose(shard)) folders_.take_statements(census, home_of(shard.shard));
  if (const Count count = left(census); count.documents > 0) {
    folders_.add_silent(folder_of(shard.shard), count);
  }
}

void Inheritance::settle(const ShardRecord& shard, Census& census) const {
  const Count count = left(census);
  if (count.documents == 0) return;
  census.move(Dimension::kInherited, Coverage::kNothing,
              folders_.license_of(folder_of(shard.shard)), count);
}

void Inheritance::settle(Census& sum) const {
  Census settled;
  folders_.settle(settled);
  for (const auto& [license, count] : settled.values(Dimension::kInherited)) {
    sum.move(Dimension::kInherited, Coverage::kNothing, license, count);
  }
}

}  // namespace licensus
