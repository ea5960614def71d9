#include "formats/json_row.h"

#include <simdjson.h>

#include <array>
#include <cstring>
#include <vector>

#include "base/utf8.h"
#include "formats/header_text.h"

namespace licensus {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr int kMaxDepth = 1000;

// Bytes with the padding behind them that simdjson reads.
class PaddedBytes {
 public:
  void assign(std::string_view text) {
    const size_t need = text.size() + simdjson::SIMDJSON_PADDING;
    if (bytes_.size() < need || bytes_.size() > need + kSlack) {
      bytes_.assign(need, '\0');
      bytes_.shrink_to_fit();
    }
    std::memcpy(bytes_.data(), text.data(), text.size());
    std::memset(bytes_.data() + text.size(), 0, simdjson::SIMDJSON_PADDING);
    size_ = text.size();
  }
  char* data() { return bytes_.data(); }
  size_t size() const { return size_; }
  std::string_view text() const { return {bytes_.data(), size_}; }
  simdjson::padded_string_view view() const {
    return simdjson::padded_string_view(bytes_.data(), size_, bytes_.size());
  }

 private:
  static constexpr size_t kSlack = size_t{4} << 20;
  std::vector<char> bytes_;
  size_t size_ = 0;
};

// Makes JSON of what is often taken for it, in place.
void repair(PaddedBytes& bytes) {
  static constexpr std::array<std::string_view, 3> kNumbers = {"NaN", "Infinity", "-Infinity"};
  char* data = bytes.data();
  bool in_string = false;
  for (size_t at = 0; at < bytes.size(); ++at) {
    const char c = data[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
      if (static_cast<unsigned char>(c) < 0x20) data[at] = ' ';
    } else if (c == '"') {
      in_string = true;
    } else if (c == 'N' || c == 'I' || c == '-') {
      for (const std::string_view number : kNumbers) {
        if (!bytes.text().substr(at).starts_with(number)) continue;
        std::memset(data + at, ' ', number.size());
        data[at] = '0';
      }
    }
  }
}

}  // namespace

struct JsonRow::Impl {
  ondemand::parser parser;
  PaddedBytes bytes;
  std::deque<std::string> paths;  // of nested fields of the row in hand
  Row* row = nullptr;
  Fields* fields = nullptr;
  size_t count = 0;

  using Code = simdjson::error_code;

  Code read() {
    ondemand::document document;
    if (const auto error = parser.iterate(bytes.view()).get(document)) return error;
    ondemand::object object;
    if (const auto error = document.get_object().get(object)) return error;
    return read_object(object, {}, 1);
  }

  Code read_object(ondemand::object& object, std::string_view path, int depth) {
    for (auto item : object) {
      ondemand::field field;
      if (const auto error = std::move(item).get(field)) return error;
      std::string_view key;
      if (const auto error = field.unescaped_key().get(key)) return error;
      if (!path.empty()) {
        paths.push_back(std::string(path).append(1, '.').append(key));
        key = paths.back();
      }
      if (const auto error = read_value(field.value(), key, depth)) return error;
    }
    return Code::SUCCESS;
  }

  Code read_value(ondemand::value value, std::string_view path, int depth) {
    if (depth > kMaxDepth) return Code::DEPTH_ERROR;
    if (++count > kMaxFields) return Code::CAPACITY;
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) return error;
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object object;
        if (const auto error = value.get_object().get(object)) return error;
        return read_object(object, path, depth + 1);
      }
      case ondemand::json_type::array: {
        ondemand::array array;
        if (const auto error = value.get_array().get(array)) return error;
        for (auto item : array) {
          ondemand::value element;
          if (const auto error = item.get(element)) return error;
          if (const auto error = read_value(element, path, depth + 1)) return error;
        }
        return Code::SUCCESS;
      }
      case ondemand::json_type::string: {
        std::string_view text;
        if (const auto error = value.get_string().get(text)) return error;
        if (!taken(path, text, true, depth)) row->add(path, text);
        return Code::SUCCESS;
      }
      default:
        return read_scalar(value, type, path, depth);
    }
  }

  Code read_scalar(ondemand::value value, ondemand::json_type type, std::string_view path,
                   int depth) {
    const std::string_view text = trim_spaces(value.raw_json_token());
    if (type == ondemand::json_type::boolean) {
      bool ignored = false;
      if (const auto error = value.get_bool().get(ignored)) return error;
    } else if (type == ondemand::json_type::null) {
      bool null = false;
      if (const auto error = value.is_null().get(null)) return error;
      if (!null) return Code::N_ATOM_ERROR;
    }
    if (!taken(path, text, false, depth)) row->add_other(path, text);
    return Code::SUCCESS;
  }

  bool taken(std::string_view path, std::string_view text, bool is_string, int depth) {
    return depth == 1 && fields != nullptr && fields->take(path, text, is_string, *row);
  }

  Code read_anew() {
    row->clear();
    paths.clear();
    count = 0;
    return read();
  }
};

JsonRow::JsonRow() : impl_(std::make_unique<Impl>()) {}
JsonRow::~JsonRow() = default;

std::string JsonRow::fill(std::string_view object, Row& row, Fields* fields) {
  Impl& impl = *impl_;
  impl.row = &row;
  impl.fields = fields;
  impl.bytes.assign(object);
  Impl::Code error = impl.read_anew();
  if (error == Impl::Code::SUCCESS) return {};
  std::string problem;
  if (!is_utf8(object)) {
    impl.bytes.assign(replace_invalid(object));
    problem = "bytes that are no UTF-8";
  }
  repair(impl.bytes);
  error = impl.read_anew();
  if (error == Impl::Code::CAPACITY) return "more than 65,536 fields: the rest was not read";
  if (error != Impl::Code::SUCCESS) return std::string("not JSON: ") + error_message(error);
  return problem;
}

}  // namespace licensus
