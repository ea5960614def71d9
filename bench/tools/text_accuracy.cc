// Matches of the files named on standard input, one JSON line each: for bench/texts/accuracy.py. A
// tab and "unknown" behind a name: look for unknown licenses too.
#include <fmt/format.h>
#include <sys/resource.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string_view>

#include "detect/text/licensing.h"
#include "detect/text/text_matcher.h"

namespace {

using namespace licensus;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// With unknown licenses or without; what these need is made where it is asked for.
class Matchers {
 public:
  explicit Matchers(const TextIndex& index) : index_(index), plain_(index) {}

  TextMatcher& get(bool unknown_licenses) {
    if (!unknown_licenses) return plain_;
    if (!ngrams_) ngrams_.emplace(index_);
    if (!unknown_) unknown_.emplace(index_, TextMatcherOptions{.unknown_licenses = &*ngrams_});
    return *unknown_;
  }

 private:
  const TextIndex& index_;
  TextMatcher plain_;
  std::optional<LicenseNgrams> ngrams_;
  std::optional<TextMatcher> unknown_;
};

void show(const TextMatchResult& result, size_t bytes, double seconds, const TextIndex& index) {
  std::string expressions, rules;
  for (const TextMatch& match : result.matches) {
    const char* comma = expressions.empty() ? "" : ",";
    expressions += fmt::format("{}\"{}\"", comma, in_spdx_ids(match.expression, index));
    rules += fmt::format("{}\"{}\"", comma, match.rule);
  }
  fmt::print(
      "{{\"expressions\":[{}],\"rules\":[{}],\"bytes\":{},\"seconds\":{:.6f},\"limit\":{}}}\n",
      expressions, rules, bytes, seconds, result.limit_reached);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: text_accuracy INDEX <FILES\n");
    return 2;
  }
  const auto index = TextIndex::open(argv[1]);
  if (!index) {
    fmt::print(stderr, "{}\n", index.error().message);
    return 2;
  }
  Matchers matchers(**index);
  for (std::string path; std::getline(std::cin, path);) {
    constexpr std::string_view kUnknown = "\tunknown";
    const bool unknown_licenses = path.ends_with(kUnknown);
    if (unknown_licenses) path.resize(path.size() - kUnknown.size());
    TextMatcher& matcher = matchers.get(unknown_licenses);
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const double begin = cpu_seconds();
    const TextMatchResult result = matcher.match(bytes, path);
    show(result, bytes.size(), cpu_seconds() - begin, **index);
  }
}
