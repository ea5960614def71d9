#include "formats/json_plan.h"

#include <algorithm>

namespace licensus {

// A row's columns do not tell what is no string; so fields are looked at as they are read.
namespace {

class StrongFields final : public JsonRow::Fields {
 public:
  explicit StrongFields(ColumnRoles& roles) : roles_(roles) {}
  bool strong = false;

  bool take(std::string_view key, std::string_view, bool, Row&) override {
    const Role role = roles_.of(key);
    strong |= key == "license" || role == Role::kText || role == Role::kUrl ||
              role == Role::kLicense || (role == Role::kName && key != "name");
    return true;
  }

 private:
  ColumnRoles& roles_;
};

}  // namespace

bool JsonPlan::is_strong(std::string_view object) {
  StrongFields fields(row_.roles());
  reader_.fill(object, row_, &fields);
  return fields.strong || row_.states_license();
}

// From behind the opening bracket of an array. False where it does not end.
bool JsonPlan::read_array(JsonCursor& cursor, bool may_be_table, JsonLicenses& licenses) {
  Array array;
  bool fits = may_be_table;
  for (size_t i = 0; cursor.peek() == '{'; ++i) {
    if (i >= kLookElements && !fits) break;
    std::string_view element;
    const JsonCursor::Element state = cursor.take_element(element);
    if (state == JsonCursor::Element::kBroken) return false;
    if (state == JsonCursor::Element::kWhole) {
      fits = fits && licenses.add(element);
      if (i == 0) array.table = fits;
      if (i < kLookElements) array.strong |= is_strong(element);
    }
    if (!cursor.take(',')) break;
  }
  if (arrays_.size() < kMaxArrays) arrays_.push_back(array);
  return cursor.skip_value(1);
}

void JsonPlan::learn(JsonCursor& cursor, JsonLicenses& licenses) {
  arrays_.clear();
  licenses.clear();
  std::string key;
  while (cursor.take_string(key) && cursor.take(':')) {
    if (cursor.take('[')) {
      const bool objects = cursor.peek() == '{';
      const bool may_be_table = objects && JsonLicenses::is_table_name(key);
      if (!(objects ? read_array(cursor, may_be_table, licenses) : cursor.skip_value(1))) break;
    } else if (!cursor.skip_value()) {
      break;
    }
    if (!cursor.take(',')) break;
  }
  decide();
}

void JsonPlan::decide() {
  const bool any = std::any_of(arrays_.begin(), arrays_.end(),
                               [](const Array& array) { return array.strong && !array.table; });
  for (Array& array : arrays_) array.records = !array.table && (array.strong || !any);
}

}  // namespace licensus
