#include "output/totals.h"

#include <algorithm>

#include "output/json.h"

namespace licensus {
namespace {

void add_counters(const Totals& totals, JsonObject& object) {
  object.add("shards", totals.shards)
      .add("incomplete_shards", totals.incomplete_shards)
      .add("stored_bytes", totals.stored_bytes)
      .add("documents", totals.documents)
      .add("text_documents", totals.text_documents)
      .add("bytes", totals.bytes)
      .add("other_records", totals.other_records)
      .add("findings", totals.findings);
}

std::string counts_json(const Census& census, Dimension dimension) {
  std::string out = "[";
  for (const auto& [value, count] : by_documents(census, dimension)) {
    if (out.size() > 1) out.push_back(',');
    JsonObject(out)
        .add("value", value)
        .add("documents", count.documents)
        .add("bytes", count.bytes)
        .add("counted_documents", count.counted_documents)
        .add("counted_bytes", count.counted_bytes)
        .end();
  }
  return out + "]";
}

void append_view(std::string_view name, const Totals& totals, std::string& out) {
  JsonObject object(out);
  object.add("view", name);
  add_counters(totals, object);
  object.add("share_base", totals.base());
  for (size_t i = 0; i < kDimensions; ++i) {
    const auto dimension = static_cast<Dimension>(i);
    object.add_raw(to_string(dimension), counts_json(totals.census, dimension));
  }
  object.end();
}

Totals sum(const RunTotals& run) {
  Totals all;
  for (const auto& [name, view] : run.views) {
    all.shards += view.shards;
    all.incomplete_shards += view.incomplete_shards;
    all.stored_bytes += view.stored_bytes;
    all.documents += view.documents;
    all.text_documents += view.text_documents;
    all.bytes += view.bytes;
    all.other_records += view.other_records;
    all.findings += view.findings;
  }
  return all;
}

}  // namespace

uint64_t Totals::base() const { return census.counted_documents(); }

void RunTotals::add(const ShardRecord& shard, const Census& census) {
  const bool derived = shard.format == "wet" || shard.format == "wat";
  Totals& view = views[derived ? shard.format : "documents"];
  view.shards += 1;
  view.incomplete_shards += shard.complete ? 0 : 1;
  view.stored_bytes += shard.stored_bytes;
  view.documents += shard.documents;
  view.text_documents += shard.text_documents;
  view.bytes += shard.bytes;
  view.other_records += shard.other_records;
  view.findings += shard.findings;
  view.census.merge(census);
  errors += shard.errors;

  const auto larger = [](const ShardRecord& a, const ShardRecord& b) {
    return a.documents != b.documents ? a.documents > b.documents : a.shard < b.shard;
  };
  largest.insert(std::upper_bound(largest.begin(), largest.end(), shard, larger), shard);
  if (largest.size() > kLargestShards) largest.pop_back();
}

std::vector<std::pair<std::string_view, Count>> by_documents(const Census& census,
                                                             Dimension dimension) {
  const Census::Values& values = census.values(dimension);
  std::vector<std::pair<std::string_view, Count>> sorted(values.begin(), values.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second.documents > b.second.documents;
  });
  return sorted;
}

void append_summary_json(const RunTotals& totals, std::string& out) {
  JsonObject object(out);
  object.add("schema", 1);
  add_counters(sum(totals), object);
  object.add("errors", totals.errors);
  std::string views = "[";
  for (const auto& [name, view] : totals.views) {
    if (views.size() > 1) views.push_back(',');
    append_view(name, view, views);
  }
  object.add_raw("views", views + "]");
  object.end();
  out.push_back('\n');
}

}  // namespace licensus
