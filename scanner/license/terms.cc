#include "license/terms.h"

#include "license/term_words.h"

namespace licensus {

std::string_view to_string(Permission value) {
  return kPermissionWords[static_cast<size_t>(value)];
}
std::string_view to_string(Duty value) { return kDutyWords[static_cast<size_t>(value)]; }
std::string_view to_string(Purpose value) { return kPurposeWords[static_cast<size_t>(value)]; }

}  // namespace licensus
