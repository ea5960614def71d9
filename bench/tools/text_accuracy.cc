// Matches of the files named on standard input, one JSON line each: for bench/texts/accuracy.py.
#include <fmt/format.h>
#include <sys/resource.h>

#include <fstream>
#include <iostream>
#include <iterator>

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
  TextMatcher matcher(**index);
  for (std::string path; std::getline(std::cin, path);) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const double begin = cpu_seconds();
    const TextMatchResult result = matcher.match(bytes, path);
    const double seconds = cpu_seconds() - begin;
    std::string expressions, rules;
    for (const TextMatch& match : result.matches) {
      const char* comma = expressions.empty() ? "" : ",";
      expressions += fmt::format("{}\"{}\"", comma, in_spdx_ids(match.expression, **index));
      rules += fmt::format("{}\"{}\"", comma, match.rule);
    }
    fmt::print(
        "{{\"expressions\":[{}],\"rules\":[{}],\"bytes\":{},\"seconds\":{:.6f},\"limit\":{}}}\n",
        expressions, rules, bytes.size(), seconds, result.limit_reached);
  }
}
