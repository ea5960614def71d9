// Rows of tables, whatever they are stored in, as documents.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/format.h"

namespace licensus {

// What a column is to a row's document.
enum class Role : uint8_t {
  kOther,    // text where the row has no column of that role
  kText,     // text, content, body, ... at the top of the row; or what --text-field names
  kName,     // path, file_path, filename, ...: the document's own name
  kUrl,      // url, uri, ...
  kDate,     // date, timestamp, ...
  kTitle,    // title, headline: whom and what to attribute; else as kOther
  kAuthor,   // author, creator, owner_name, ...: likewise
  kLicense,  // may state the row's license (ReadOptions::is_license_field)
};

// Whether a column is text where the row has no column of text.
constexpr bool is_other(Role role) {
  return role == Role::kOther || role == Role::kTitle || role == Role::kAuthor;
}

// Tells columns' roles by their names, ASCII letters in any case. Not thread-safe (it keeps what it
// told).
class ColumnRoles {
 public:
  explicit ColumnRoles(const ReadOptions& options) : options_(options) {}  // not owned
  // `path` of a nested field is dotted: "meta.license"; elements of an array have the array's path.
  Role of(std::string_view path);
  // Lower is better where several columns of a row could give its name or its URL.
  static size_t rank(std::string_view path);
  // Whether --text-field names the text: then no other column is text in any row.
  bool only_named_text() const { return !options_.text_fields.empty(); }

 private:
  Role find(std::string_view path) const;
  const ReadOptions& options_;
  std::unordered_map<std::string, Role> known_;
  std::string key_;
};

// One row, filled column by column and handed out as a document. Keeps views only: names and values
// must live until hand_out. Its charset is UTF-8, whatever pages in it say. Used by one thread.
class Row {
 public:
  explicit Row(const ReadOptions& options) : roles_(options) {}

  void clear();
  // A string column, or an element of a list of strings. UTF-8 (not checked).
  void add(std::string_view path, std::string_view value);
  // The same where the column's role is known.
  void add(std::string_view path, std::string_view value, Role role);
  // A text column in which nothing can be found, of that many bytes: see DocumentSink::skip_column.
  void add_silent(std::string_view path, size_t bytes, Role role);
  // Any other value, which is of interest only where it may state a license.
  void add_other(std::string_view path, std::string_view value_as_text);
  // All strings of the row are its text, whatever their names.
  void take_all_strings() { all_strings_ = true; }
  ColumnRoles& roles() { return roles_; }
  // Whether a column was added that may state a license.
  bool states_license() const;

  // Where in stored bytes the row can be read again; as in DocumentHead and DocumentTail.
  struct Where {
    int64_t offset = -1;
    int64_t length = -1;
  };
  // `number` counts the rows of the stream from 0; it names rows of nested streams (a shard numbers
  // its own). `form`: static, the format's name.
  void hand_out(const Stored& stored, uint64_t number, Where where, bool truncated,
                std::string_view form, DocumentSink& sink);
  void hand_out(std::string_view id, Where where, bool truncated, std::string_view form,
                DocumentSink& sink);
  // Id of the row as errors say it.
  static std::string id_of(const Stored& stored, uint64_t number);

 private:
  struct Column {
    std::string_view path, value;
    Role role;
    size_t silent_bytes = 0;
  };
  std::string_view best(Role role) const;
  std::string_view authors();

  ColumnRoles roles_;
  std::vector<Column> columns_;
  bool has_text_ = false;
  bool all_strings_ = false;
  std::string host_, authors_;
};

}  // namespace licensus
