#include "detect/text/front_matter.h"

#include <fmt/format.h>

#include <charconv>

namespace licensus {
namespace {

constexpr std::string_view kSpace = " \t\n\r\v\f";

std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// The line without its end; `rest` becomes what follows.
std::string_view next_line(std::string_view& rest) {
  const size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

bool is_boundary(std::string_view line) {
  const size_t dashes = std::min(line.find_first_not_of('-'), line.size());
  return dashes >= 3 && trim(line.substr(dashes)).empty();
}

// A scalar without its quotes, or without the comment behind it.
std::string scalar(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0]) {
    return std::string(text.substr(1, text.size() - 2));
  }
  return std::string(trim(text.substr(0, text.find(" #"))));
}

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// The length of `name` where the line begins with `name:` and a space or its end; else 0.
size_t name_size(std::string_view line) {
  size_t size = 0;
  while (size < line.size() && is_name_char(line[size])) ++size;
  if (size == line.size() || line[size] != ':') return 0;
  return size + 1 == line.size() || kSpace.find(line[size + 1]) != kSpace.npos ? size : 0;
}

class HeadReader {
 public:
  explicit HeadReader(FrontMatter& front) : front_(front) {}

  // False where the line is nothing that this reader knows.
  bool read(std::string_view line) {
    const std::string_view content = trim(line);
    if (content.empty()) return true;
    const bool indented = line[0] == ' ';
    if (in_block_ && indented) return true;
    if (content[0] == '#') return true;
    if (indented || content.starts_with("- ")) return field_ != nullptr && add(content);
    const size_t size = name_size(line);
    if (size == 0) return false;
    const auto [field, is_new] = front_.fields.try_emplace(std::string(line.substr(0, size)));
    if (!is_new) return false;
    const std::string_view value = trim(line.substr(size + 1));
    in_block_ = value.starts_with('|') || value.starts_with('>');
    field_ = &field->second;
    if (!in_block_) field_->value = scalar(value);
    return true;
  }

 private:
  bool add(std::string_view content) {
    const bool is_item = content.starts_with("- ") && field_->value.empty();
    if (is_item) {
      field_->items.push_back(scalar(content.substr(2)));
    } else {
      std::string& value = field_->items.empty() ? field_->value : field_->items.back();
      if (!value.empty()) value += ' ';
      value += scalar(content);
    }
    return true;
  }

  FrontMatter& front_;
  FrontField* field_ = nullptr;
  bool in_block_ = false;
};

std::string with_plain_line_ends(std::string_view file) {
  std::string text;
  text.reserve(file.size());
  for (size_t i = 0; i < file.size(); ++i) {
    if (file[i] == '\r' && i + 1 < file.size() && file[i + 1] == '\n') continue;
    text += file[i];
  }
  return text;
}

}  // namespace

std::string_view FrontMatter::value(std::string_view name) const {
  const auto field = fields.find(name);
  return field == fields.end() ? std::string_view() : std::string_view(field->second.value);
}

Result<bool> FrontMatter::flag(std::string_view name) const {
  const std::string_view word = value(name);
  if (word == "yes" || word == "true") return true;
  if (word.empty() || word == "no" || word == "false") return false;
  return fail(fmt::format("{} is neither yes nor no", name));
}

Result<int> FrontMatter::percentage(std::string_view name) const {
  std::string_view digits = value(name);
  if (digits.empty()) return -1;
  if (digits.ends_with(".0")) digits.remove_suffix(2);
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 0 || number > 100) {
    return fail(fmt::format("{} is no whole number from 0 to 100", name));
  }
  return number;
}

Result<FrontMatter> parse_front_matter(std::string_view file) {
  const std::string text = with_plain_line_ends(file);
  std::string_view rest = text;
  if (!is_boundary(next_line(rest))) return fail("line 1: no --- at its begin");
  FrontMatter front;
  HeadReader reader(front);
  for (size_t number = 2; !rest.empty(); ++number) {
    const std::string_view line = next_line(rest);
    if (is_boundary(line)) {
      front.text = rest;
      return front;
    }
    if (!reader.read(line)) return fail(fmt::format("line {}: not understood", number));
  }
  return fail("no second --- behind its head");
}

}  // namespace licensus
