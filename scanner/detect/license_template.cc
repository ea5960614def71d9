#include "detect/license_template.h"

namespace licensus {
namespace {

constexpr std::string_view kCreativeCommons = "cc:";

std::string_view take_until_colon(std::string_view& rest) {
  const size_t colon = rest.find(':');
  const std::string_view field = rest.substr(0, colon);
  rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  return field;
}

}  // namespace

Result<LicenseTemplate> LicenseTemplate::parse(std::string_view text,
                                               const std::map<std::string, int>& groups) {
  LicenseTemplate result;
  while (!text.empty()) {
    const size_t brace = text.find_first_of("{}");
    if (brace > 0) result.parts_.push_back({std::string(text.substr(0, brace))});
    if (brace == std::string_view::npos) break;
    const size_t close = text.find_first_of("{}", brace + 1);
    if (text[brace] == '}' || close == std::string_view::npos || text[close] == '{') {
      return fail("a brace of the license has no partner; write {group} or {group?text}");
    }
    const std::string_view inside = text.substr(brace + 1, close - brace - 1);
    const size_t question = inside.find('?');
    const std::string name(inside.substr(0, question));
    const auto group = groups.find(name);
    if (group == groups.end()) {
      return fail("the license uses {" + name + "}, but the pattern has no group (?P<" + name +
                  ">...)");
    }
    const bool copy = question == std::string_view::npos;
    result.parts_.push_back(
        {copy ? "" : std::string(inside.substr(question + 1)), group->second, copy});
    text.remove_prefix(close + 1);
  }
  return result;
}

bool LicenseTemplate::is_static() const {
  for (const Part& part : parts_) {
    if (part.group != 0) return false;
  }
  return true;
}

std::string LicenseTemplate::fill(const std::vector<std::string>& values) const {
  std::string filled;
  for (const Part& part : parts_) {
    if (part.group == 0) {
      filled += part.text;
      continue;
    }
    const std::string& value = values.at(static_cast<size_t>(part.group));
    if (!value.empty()) filled += part.copy ? value : part.text;
  }
  return filled;
}

CanonicalLicense canonical_license(const std::string& filled, const LicenseTable& licenses) {
  if (filled == "reserved") return {};
  if (filled.starts_with(kCreativeCommons)) {
    std::string_view rest = std::string_view(filled).substr(kCreativeCommons.size());
    const std::string_view code = take_until_colon(rest);
    const std::string_view version = take_until_colon(rest);
    return licenses.canonical_cc(code, version, rest);
  }
  if (filled != "NOASSERTION") {
    if (Result<std::string> expression = licenses.canonical_expression(filled)) {
      return {std::move(*expression), ""};
    }
  }
  return {"NOASSERTION", ""};
}

}  // namespace licensus
