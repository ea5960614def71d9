// Public: what a user allows in a corpus, as a TOML file that `licensus check` reads.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "license/license_table.h"

namespace licensus {

// One document as the tables of a run have it. Plain value.
struct PolicyFacts {
  std::string license = "NONE";
  std::string license_status = "none_found";
  std::vector<std::string> scopes;   // of its findings
  std::vector<std::string> signals;  // "noai", and "content-usage=train-ai=n": name=value
  Terms terms;
};

// A file of the keys `name`, `why`, `tolerated_share` (0 to 1, of the documents that count),
// `inherit` (whether a folder's license file or card speaks for what is silent in it; true) and a
// table for each dimension that it judges, with `allow`, `deny` or both:
//
//   name = "commercial-training"
//   tolerated_share = 0.001
//   [license]
//   deny = ["GPL-3.0-only", "LicenseRef-scancode-*"]
//   [commercial_use]
//   allow = ["yes"]
//
// Dimensions are those of the documents table: license, license_status, the terms and their
// conditions; and scope and signal, of which a document has any number. A document offends where a
// value of it is denied, or is none of those allowed. Of a choice of licenses (OR) one has to
// pass; of licenses that hold together (AND) all. A `*` at the end stands for any rest. Immutable;
// all threads may use one.
class Policy {
 public:
  // `path` is for messages. Fails with "file:line: reason" on bad TOML, an unknown key or word
  // (with the nearest known one), or a license that is not spelt as `licenses` has it.
  static Result<Policy> read(const std::filesystem::path& path, std::string_view bytes,
                             const LicenseTable& licenses);

  const std::string& name() const { return name_; }
  double tolerated_share() const { return tolerated_share_; }
  // Whether a document that states nothing is judged by the license file or card that covers it.
  bool inherits() const { return inherits_; }

  // What it does not allow of the document: "commercial_use no", "license GPL-3.0-only", in the
  // order of the dimensions; empty where it passes.
  std::vector<std::string> offences(const PolicyFacts& facts) const;

  static constexpr std::array<std::string_view, 13> kDimensions = {
      "license",     "license_status", "scope",          "signal",      "commercial_use",
      "derivatives", "redistribution", "model_training", "attribution", "notice",
      "share_alike", "purpose",        "conditions"};

 private:
  friend class PolicyReader;
  struct Lists {
    std::vector<std::string> allow;
    std::vector<std::string> deny;
    bool has_allow = false;

    bool passes(std::string_view value) const;
  };
  // Whether the expression passes; a text that is none (NONE) is taken as one id.
  bool passes_license(const std::string& expression) const;

  std::string name_;
  double tolerated_share_ = 0;
  bool inherits_ = true;
  std::array<Lists, kDimensions.size()> lists_;
};

}  // namespace licensus
