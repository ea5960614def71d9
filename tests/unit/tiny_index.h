// The license-text index of the tests' own rules (tests/data/texts/rule_base).
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "detect/text/index_builder.h"
#include "detect/text/text_index.h"
#include "temporary_directory.h"

namespace licensus {

inline const std::string kRuleBase = LICENSUS_TEST_DATA "/texts/rule_base";

// Built once a program; the error's message where that fails.
inline const std::string& tiny_bytes() {
  static const std::string bytes = [] {
    const auto source = read_rule_source(kRuleBase);
    if (!source) return source.error().message;
    auto built = build_text_index(*source);
    return built ? *built : built.error().message;
  }();
  return bytes;
}

class WithTinyIndex : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("tiny.index", tiny_bytes());
    auto opened = TextIndex::open(folder_ / "tiny.index");
    ASSERT_TRUE(opened) << opened.error().message;
    index_ = std::move(*opened);
  }

  TemporaryDirectory folder_;
  std::unique_ptr<const TextIndex> index_;
};

}  // namespace licensus
