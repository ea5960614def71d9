// Matches of the files named on standard input, one JSON line each: for bench/texts/accuracy.py.
#include <fmt/format.h>
#include <sys/resource.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "detect/detector.h"

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

std::string quoted_list(const std::vector<Finding>& findings, std::string Finding::*member) {
  std::string list;
  for (const Finding& finding : findings) {
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ",", finding.*member);
  }
  return list;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view depth = argc == 3 ? argv[2] : "";
  if (depth != "fast" && depth != "full") {
    fmt::print(stderr, "usage: text_accuracy INDEX fast|full <FILES\n");
    return 2;
  }
  const auto share = find_share();
  const auto detector = share ? Detector::create({.share = *share,
                                                  .user_rules = {},
                                                  .user_terms = {},
                                                  .text_index = argv[1],
                                                  .is_fast = depth == "fast",
                                                  .scancode_parity = true})
                              : fail(share.error().message);
  if (!detector) {
    fmt::print(stderr, "{}\n", detector.error().message);
    return 2;
  }
  Detector::Session session(**detector);
  for (std::string path; std::getline(std::cin, path);) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const double begin = cpu_seconds();
    const Detection found = session.detect({.name = path, .body = bytes});
    const double seconds = cpu_seconds() - begin;
    fmt::print(
        "{{\"expressions\":[{}],\"rules\":[{}],\"bytes\":{},\"seconds\":{:.6f},\"limit\":{}}}\n",
        quoted_list(found.findings, &Finding::license), quoted_list(found.findings, &Finding::rule),
        bytes.size(), seconds, found.texts_limited);
  }
}
