#include "output/summary.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "census/coverage.h"

namespace licensus {
namespace {

constexpr size_t kNameColumns = 40;
constexpr size_t kMaxRows = 12;

// Code points of valid UTF-8; near enough to columns for names of licenses and shards.
size_t columns_of(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Names come from what was scanned: control characters (C0, DEL, C1) become U+FFFD.
std::string printable(std::string_view text) {
  std::string valid = percent_encode_invalid(text);
  std::string out;
  for (std::string_view rest = valid; !rest.empty();) {
    const std::string_view point = rest.substr(0, std::max<size_t>(utf8_length(rest), 1));
    const auto first = static_cast<unsigned char>(point[0]);
    const bool c1 = first == 0xC2 && static_cast<unsigned char>(point[1]) < 0xA0;
    out.append(first < 0x20 || first == 0x7F || c1 ? "\xEF\xBF\xBD" : point);
    rest.remove_prefix(point.size());
  }
  return out;
}

// Byte index of code point `column`.
size_t index_of(std::string_view text, size_t column) {
  size_t i = 0;
  while (column-- > 0) i += utf8_length(text.substr(i));
  return i;
}

// `text` in exactly `width` columns, shortened in the middle or filled with spaces.
std::string fit(std::string_view text, size_t width) {
  std::string name = printable(text);
  const size_t columns = columns_of(name);
  if (columns > width) {
    const size_t head = (width - 1) / 2;
    const size_t tail = columns - (width - 1 - head);
    name = name.substr(0, index_of(name, head)) + "…" + name.substr(index_of(name, tail));
  }
  return name.append(width - std::min(columns, width), ' ');
}

std::string words(std::string_view word) {
  std::string text(word);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

void append_head(std::string_view title, std::string& out) {
  out += fmt::format("\n{:<{}}{:>14}{:>10}{:>12}\n", title, kNameColumns + 2, "documents", "share",
                     "size");
}

void append_row(std::string_view name, Count count, uint64_t base, std::string& out) {
  out += fmt::format("  {}{:>14}{:>10}{:>12}\n", fit(name, kNameColumns),
                     with_separators(count.documents), share_of(count.documents, base),
                     human_bytes(count.bytes));
}

// The largest values of one dimension but `without`; the rest in one row.
void append_values(std::string_view title, const Totals& totals, Dimension dimension,
                   std::string_view without, std::string& out) {
  auto values = by_documents(totals.census, dimension);
  std::erase_if(values, [&](const auto& value) { return value.first == without; });
  if (values.empty()) return;
  append_head(title, out);
  // One value too many takes no more room than the row that would stand for it.
  const size_t shown = values.size() <= kMaxRows + 1 ? values.size() : kMaxRows;
  for (size_t i = 0; i < shown; ++i) {
    append_row(dimension == Dimension::kLicenseStatus ? words(values[i].first)
                                                      : std::string(values[i].first),
               values[i].second, totals.base(), out);
  }
  if (shown == values.size()) return;
  Count rest;
  for (size_t i = shown; i < values.size(); ++i) rest += values[i].second;
  append_row(fmt::format("({} more)", with_separators(values.size() - shown)), rest, totals.base(),
             out);
}

// Most of what inherits is no text (pictures, audio), so all documents count, not what shares are
// of.
void append_inherited(const Census& census, std::string& out) {
  bool first = true;
  for (const auto& [license, count] : by_documents(census, Dimension::kInherited)) {
    if (license == Coverage::kNothing) continue;
    if (std::exchange(first, false)) append_head("Inherited from a license file or card", out);
    append_row(license, count, 0, out);
  }
}

// Terms side by side: a row a dimension, a column a value.
void append_terms(std::string_view title, const Totals& totals,
                  const std::array<std::string_view, 5>& columns,
                  std::initializer_list<Dimension> rows, std::string& out) {
  out += fmt::format("\n{:<20}", title);
  for (std::string_view column : columns) out += fmt::format("{:>12}", column);
  out += '\n';
  for (Dimension row : rows) {
    out += fmt::format("  {:<18}", words(to_string(row)));
    const Census::Values& values = totals.census.values(row);
    for (std::string_view column : columns) {
      const auto value = values.find(column);
      const uint64_t documents = value == values.end() ? 0 : value->second.documents;
      out += fmt::format("{:>12}", documents == 0 ? "-" : share_of(documents, totals.base()));
    }
    out += '\n';
  }
}

std::string counted(uint64_t number, std::string_view one) {
  return fmt::format("{} {}{}", with_separators(number), one, number == 1 ? "" : "s");
}

void append_view(std::string_view view, Totals totals, bool alone, std::string& out) {
  std::string inherited;
  append_inherited(totals.census, inherited);
  totals.census = totals.census.counted();
  if (!alone) {
    out += view == "documents" ? "\nDocuments\n"
                               : fmt::format("\n{} records (views of pages, not added to others)\n",
                                             view == "wet" ? "WET" : "WAT");
  }
  out += fmt::format("{} in {}: {} stored, {} decoded\n", counted(totals.documents, "document"),
                     counted(totals.shards, "shard"), human_bytes(totals.stored_bytes),
                     human_bytes(totals.bytes));
  const uint64_t base = totals.base();
  if (base == 0) {
    out += "none of them was read as text with HTTP status 200 or none\n" + inherited;
    return;
  }
  out += fmt::format("Shares are of the {} read as text with HTTP status 200 or none.\n",
                     with_separators(base));
  append_values("License status", totals, Dimension::kLicenseStatus, "", out);
  append_values("License", totals, Dimension::kLicense, "NONE", out);
  out += inherited;
  if (totals.census.values(Dimension::kLicense).size() ==
      totals.census.values(Dimension::kLicense).count("NONE")) {
    append_values("Signals", totals, Dimension::kSignal, "", out);
    return;
  }
  append_terms("Permissions", totals, {"yes", "conditional", "no", "unstated", "unknown"},
               {Dimension::kCommercialUse, Dimension::kDerivatives, Dimension::kRedistribution,
                Dimension::kModelTraining},
               out);
  append_terms("Duties", totals, {"required", "conditional", "no", "unstated", "unknown"},
               {Dimension::kAttribution, Dimension::kNotice, Dimension::kShareAlike}, out);
  append_values("Signals", totals, Dimension::kSignal, "", out);
}

void append_shards(const RunTotals& totals, uint64_t shards, std::string& out) {
  if (shards < 2) return;
  out += fmt::format("\n{:<{}}{:>14}{:>10}{:>12}\n", "Largest shards", kNameColumns + 2,
                     "documents", "findings", "size");
  for (const ShardRecord& shard : totals.largest) {
    out += fmt::format("  {}{:>14}{:>10}{:>12}\n", fit(shard.shard, kNameColumns),
                       with_separators(shard.documents), with_separators(shard.findings),
                       human_bytes(shard.bytes));
  }
}

}  // namespace

std::string with_separators(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string human_bytes(uint64_t bytes) {
  static constexpr std::array<const char*, 6> kUnits{"kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double amount = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  while (amount >= 999.95) {  // what would round to 1000.0
    amount /= 1000;
    ++unit;
  }
  return fmt::format("{:.1f} {}", amount, kUnits.at(unit));
}

std::string share_of(uint64_t part, uint64_t whole) {
  if (whole == 0) return "-";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && percent < 0.05) return "<0.1 %";
  return fmt::format("{:.1f} %", percent);
}

std::string summary_text(const RunTotals& totals) {
  std::string out;
  uint64_t shards = 0;
  uint64_t incomplete = 0;
  for (const auto& [name, view] : totals.views) {
    append_view(name, view, totals.views.size() == 1, out);
    shards += view.shards;
    incomplete += view.incomplete_shards;
  }
  if (totals.views.empty()) out += "No documents.\n";
  append_shards(totals, shards, out);
  if (totals.errors > 0 || incomplete > 0) {
    out += fmt::format("\n{}; {} could not be read in full\n", counted(totals.errors, "error"),
                       counted(incomplete, "shard"));
  }
  if (out.starts_with('\n')) out.erase(0, 1);
  return out;
}

}  // namespace licensus
