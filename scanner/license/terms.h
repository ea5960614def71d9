// What a license allows and asks, as rules/terms*.toml states it clause by clause.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// Ordered so that the larger value is the stricter one: the AND of two terms is their maximum.
enum class Permission : uint8_t { kYes, kUnstated, kUnknown, kConditional, kNo };
enum class Duty : uint8_t { kNo, kUnstated, kUnknown, kConditional, kRequired };
enum class Purpose : uint8_t { kAny, kUnknown, kNoncommercial, kEducation, kResearch };

std::string_view to_string(Permission value);
std::string_view to_string(Duty value);
std::string_view to_string(Purpose value);

// The terms of one license or of one expression. Plain value; default-constructed: all unknown.
struct Terms {
  Permission commercial_use = Permission::kUnknown;
  Permission derivatives = Permission::kUnknown;
  Permission redistribution = Permission::kUnknown;
  Permission model_training = Permission::kUnknown;
  Duty attribution = Duty::kUnknown;
  Duty notice = Duty::kUnknown;
  Duty share_alike = Duty::kUnknown;
  Purpose purpose = Purpose::kUnknown;
  std::vector<std::string> conditions;  // sorted, distinct ids

  bool operator==(const Terms&) const = default;
};

// Whether authors are to be named, always or under conditions.
inline bool asks_for_attribution(const Terms& terms) {
  return terms.attribution == Duty::kRequired || terms.attribution == Duty::kConditional;
}

}  // namespace licensus
