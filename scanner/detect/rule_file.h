// A TOML file of rules, read but not yet checked against other files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/rule.h"

namespace licensus {

// A piece of text and the place it stands in.
struct Literal {
  std::string text;
  std::string place;  // "file:line"
};

// What stems.toml, macros.toml, patterns/*.toml and a user's file may hold; each key is optional
// in all of them. Plain value.
struct RuleFile {
  std::vector<Literal> stems;                // `stems = [...]`
  std::vector<std::vector<Literal>> prints;  // `prints = [[...], ...]`
  std::vector<Literal> page_marks;           // `page_marks = [...]`
  std::vector<Literal> text_stems;           // `text_stems = [...]`
  std::map<std::string, Literal> macros;     // `[macros]`, not expanded
  std::vector<Rule> rules;                   // `[[rule]]`, patterns not expanded
};

// `bytes`: all of the file `path`, which is for messages. Fails with "file:line: reason": bad TOML,
// unknown key, kind or scope, wrong type of a value, a key that a rule must have.
Result<RuleFile> read_rule_file(const std::filesystem::path& path, std::string_view bytes);

// `pattern` with each `{{name}}` replaced by `(?:macro)`, macros of macros too, eight deep. Fails
// with the reason.
Result<std::string> expand_macros(std::string_view pattern,
                                  const std::map<std::string, std::string>& macros);

}  // namespace licensus
