#include "base/crc32.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <random>
#include <string>

namespace licensus {
namespace {

TEST(Crc32, HasTheCheckValue) {
  EXPECT_EQ(crc32(0, "123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(0, ""), 0U);
}

TEST(Crc32, GoesOnAndAgreesWithLibdeflate) {
  std::mt19937 random(1);
  std::string bytes(70'000, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  for (const size_t size : {1U, 15U, 16U, 255U, 256U, 1000U, 65'537U}) {
    const std::string_view all = std::string_view(bytes).substr(random() % 64, size);
    const uint32_t expected = libdeflate_crc32(0, all.data(), all.size());
    EXPECT_EQ(crc32(0, all), expected) << size;
    const size_t cut = random() % size;
    EXPECT_EQ(crc32(crc32(0, all.substr(0, cut)), all.substr(cut)), expected) << size;
  }
}

}  // namespace
}  // namespace licensus
