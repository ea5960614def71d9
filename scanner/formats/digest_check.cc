#include "formats/digest_check.h"

#include <openssl/evp.h>

#include <array>

#include "formats/header_text.h"

namespace licensus {
namespace {

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text.push_back(kDigits[static_cast<uint8_t>(c) >> 4]);
    text.push_back(kDigits[static_cast<uint8_t>(c) & 15]);
  }
  return text;
}

// RFC 4648, 6, in lower case and without padding.
std::string to_base32(std::string_view bytes) {
  constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8 | static_cast<uint8_t>(c)) & 0xffff;
    for (count += 8; count >= 5; count -= 5) text.push_back(kDigits[bits >> (count - 5) & 31]);
  }
  if (count > 0) text.push_back(kDigits[bits << (5 - count) & 31]);
  return text;
}

const EVP_MD* algorithm_of(std::string_view name) {
  if (name == "sha1") return EVP_sha1();
  if (name == "sha256") return EVP_sha256();
  if (name == "md5") return EVP_md5();
  return nullptr;
}

}  // namespace

struct DigestCheck::Hash {
  struct Free {
    void operator()(EVP_MD_CTX* owned) const { EVP_MD_CTX_free(owned); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  std::string expected;  // without algorithm, lower case
  bool active = false;
  bool fed = false;

  void begin(std::string_view digest) {
    std::string text;
    assign_lower(text, digest);
    const size_t colon = text.find(':');
    const EVP_MD* algorithm =
        colon == std::string::npos ? nullptr : algorithm_of(text.substr(0, colon));
    active = algorithm != nullptr;
    fed = false;
    if (!active) return;
    expected = text.substr(colon + 1);
    while (!expected.empty() && expected.back() == '=') expected.pop_back();
    EVP_DigestInit_ex(context.get(), algorithm, nullptr);
  }

  void update(std::string_view bytes) {
    fed = true;
    if (active) EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
  }

  bool agrees() {
    if (!active || !fed) return true;
    std::array<unsigned char, EVP_MAX_MD_SIZE> value;
    unsigned size = 0;
    EVP_DigestFinal_ex(context.get(), value.data(), &size);
    const std::string_view bytes{reinterpret_cast<const char*>(value.data()), size};
    return expected == to_base32(bytes) || expected == to_hex(bytes);
  }
};

DigestCheck::DigestCheck() : block_(std::make_unique<Hash>()), payload_(std::make_unique<Hash>()) {}
DigestCheck::~DigestCheck() = default;

void DigestCheck::begin(const RecordHeader& header) {
  block_->begin(header.block_digest);
  payload_->begin(header.payload_digest);
}

void DigestCheck::block(std::string_view bytes) { block_->update(bytes); }
void DigestCheck::payload(std::string_view bytes) { payload_->update(bytes); }

std::string DigestCheck::finish() {
  const bool block_agrees = block_->agrees();
  const bool payload_agrees = payload_->agrees();
  if (block_agrees && payload_agrees) return {};
  if (block_agrees) return "WARC-Payload-Digest does not agree with the payload";
  if (payload_agrees) return "WARC-Block-Digest does not agree with the block";
  return "WARC-Block-Digest and WARC-Payload-Digest do not agree with the record";
}

}  // namespace licensus
