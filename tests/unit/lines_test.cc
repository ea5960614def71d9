#include "base/lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace licensus {
namespace {

std::vector<std::string> plainly(std::string_view text) {
  std::vector<std::string> lines;
  for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.emplace_back(text.substr(0, end));
    if (!lines.back().empty() && lines.back().back() == '\r') lines.back().pop_back();
    text.remove_prefix(end + 1);
  }
  return lines;
}

TEST(Lines, AreThoseOfAPlainSearch) {
  std::mt19937 random(3);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (size_t left = random() % 300; left > 0; --left) {
      text += "a\r\n:"[random() % (i % 4 + 1)];
      if (random() % 3 == 0) text += std::string(random() % 90, 'x');
    }
    // A copy of its own, so that a byte read beyond it is seen by AddressSanitizer.
    const std::unique_ptr<char[]> copy(new char[text.size()]);
    std::copy(text.begin(), text.end(), copy.get());
    Lines lines({copy.get(), text.size()});
    std::string_view line;
    size_t taken = 0;
    for (const std::string& expected : plainly(text)) {
      ASSERT_TRUE(lines.next(line));
      ASSERT_EQ(line, expected);
      taken = text.find('\n', taken) + 1;
      ASSERT_EQ(lines.taken(), taken);
      ASSERT_EQ(lines.rest(), std::string_view(text).substr(taken));
    }
    ASSERT_FALSE(lines.next(line));
    ASSERT_FALSE(lines.next(line));
    ASSERT_EQ(lines.taken(), taken);
  }
}

}  // namespace
}  // namespace licensus
