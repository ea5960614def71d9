// Tables of licenses that the records of a large JSON refer to by number, as COCO's do.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "formats/json_row.h"

namespace licensus {

// Joins `license` of a record to the table {"licenses": [{"id": 1, "name": .., "url": ..}]}. Used
// by one thread.
class JsonLicenses final : public JsonRow::Fields {
 public:
  static constexpr size_t kMaxEntries = size_t{1} << 16;
  static constexpr size_t kMaxTextBytes = 4096;  // of a name or URL; longer ones are cut

  // Whether a member of that name may be a table.
  static bool is_table_name(std::string_view member);

  void clear();
  // Adds an entry; false where `object` is none (it lacks an id, or both name and URL).
  bool add(std::string_view object);
  bool is_empty() const { return entries_.empty(); }

  // Gives the row the URL or, where there is none, the name of the license that it refers to.
  bool take(std::string_view key, std::string_view value, bool is_string, Row& row) override;
  // An id that stands in no entry and was not told before; "" for none.
  std::string take_dangling();

 private:
  struct Entry {
    std::string name, url;
  };
  JsonRow reader_;
  std::unordered_map<std::string, Entry> entries_;
  std::string dangling_;
  bool told_ = false;
};

}  // namespace licensus
