// Matches of the files named on standard input, one JSON line each: for bench/texts/accuracy.py. A
// tab and "unknown" behind a name: look for unknown licenses too.
#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

// With unknown licenses or without; what these need is made where it is asked for.
class Sessions {
 public:
  Sessions(const char* index, bool is_fast) : index_(index), is_fast_(is_fast) {}

  // Null where the index cannot be opened, which is said.
  Detector::Session* get(bool unknown_licenses) {
    Made& made = made_[unknown_licenses ? 1 : 0];
    if (made.session) return &*made.session;
    const auto share = find_share();
    auto detector = share ? Detector::create({.share = *share,
                                              .user_rules = {},
                                              .user_terms = {},
                                              .text_index = index_,
                                              .is_fast = is_fast_,
                                              .scancode_parity = true,
                                              .unknown_licenses = unknown_licenses})
                          : fail(share.error().message);
    if (!detector) {
      fmt::print(stderr, "{}\n", detector.error().message);
      return nullptr;
    }
    made.detector = std::move(*detector);
    return &made.session.emplace(*made.detector);
  }

 private:
  struct Made {
    std::unique_ptr<Detector> detector;
    std::optional<Detector::Session> session;
  };
  const std::string index_;
  const bool is_fast_;
  std::array<Made, 2> made_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view depth = argc == 3 ? argv[2] : "";
  if (depth != "fast" && depth != "full") {
    fmt::print(stderr, "usage: text_accuracy INDEX fast|full <FILES\n");
    return 2;
  }
  Sessions sessions(argv[1], depth == "fast");
  for (std::string path; std::getline(std::cin, path);) {
    constexpr std::string_view kUnknown = "\tunknown";
    const bool unknown_licenses = path.ends_with(kUnknown);
    if (unknown_licenses) path.resize(path.size() - kUnknown.size());
    Detector::Session* session = sessions.get(unknown_licenses);
    if (session == nullptr) return 2;
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const double begin = cpu_seconds();
    const Detection found = session->detect({.name = path, .body = bytes});
    const double seconds = cpu_seconds() - begin;
    fmt::print(
        "{{\"expressions\":[{}],\"rules\":[{}],\"bytes\":{},\"seconds\":{:.6f},\"limit\":{}}}\n",
        quoted_list(found.findings, &Finding::license), quoted_list(found.findings, &Finding::rule),
        bytes.size(), seconds, found.texts_limited);
  }
}
