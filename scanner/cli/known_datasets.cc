#include "cli/known_datasets.h"

#include <fmt/format.h>

#include <algorithm>

#include "output/summary.h"

namespace licensus::cli {
namespace {

constexpr size_t kColumns = 80;
constexpr size_t kIndent = 17;

// Words in lines of at most kColumns, all but the first after kIndent blanks.
std::string wrapped(std::string_view text) {
  std::string out;
  size_t column = kIndent;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (column > kIndent && column + 1 + word.size() > kColumns) {
      out += '\n' + std::string(kIndent, ' ');
      column = kIndent;
    } else if (column > kIndent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string_view layer_name(Scope scope) {
  if (scope == Scope::kDocument) return "contents";
  if (scope == Scope::kAnnotation) return "annotations";
  return to_string(scope);
}

std::string layers_text(const DatasetRule& dataset) {
  std::string out;
  for (const DatasetLayer& layer : dataset.layers) {
    std::string text = layer.license == "NOASSERTION" ? "not stated" : layer.license;
    if (!layer.says.empty()) text += (text.empty() ? "" : ": ") + layer.says;
    if (!layer.source.empty()) text += " (" + layer.source + ")";
    out += fmt::format("    {:<{}}{}\n", layer_name(layer.scope), kIndent - 4, wrapped(text));
  }
  return out;
}

}  // namespace

std::string dataset_text(const DatasetRule& dataset) {
  std::string out = fmt::format("{}\n  {}\n{}", dataset.rule, dataset.name, layers_text(dataset));
  for (const std::string& text : dataset.examples) out += "  example    " + text + "\n";
  for (const std::string& text : dataset.near_misses) out += "  near miss  " + text + "\n";
  return out;
}

std::string known_datasets_text(const RunTotals& totals, const DatasetRules& datasets) {
  Census sum;
  for (const auto& [name, view] : totals.views) {
    for (const auto& [rule, count] : view.census.values(Dimension::kDataset)) {
      sum.add(Dimension::kDataset, rule, count);
    }
  }
  std::string out;
  for (const auto& [rule, count] : by_documents(sum, Dimension::kDataset)) {
    const auto found =
        std::find_if(datasets.datasets.begin(), datasets.datasets.end(),
                     [name = rule](const DatasetRule& dataset) { return dataset.rule == name; });
    if (found == datasets.datasets.end()) continue;
    out += out.empty() ? "\nKnown datasets, and what their owners say of each layer\n" : "";
    out += fmt::format("  {}: {} document{}\n{}", found->name, with_separators(count.documents),
                       count.documents == 1 ? "" : "s", layers_text(*found));
  }
  return out;
}

}  // namespace licensus::cli
