#include "formats/row.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "formats/loose_file.h"
#include "formats/url_host.h"

namespace licensus {
namespace {

struct NamedRole {
  std::string_view name;
  Role role;
};

// Names as the corpora of facts/dataset_metadata.md and common loaders have them; of one role the
// first wins.
constexpr std::array kNamedRoles = {
    NamedRole{"text", Role::kText},
    NamedRole{"content", Role::kText},
    NamedRole{"contents", Role::kText},
    NamedRole{"raw_content", Role::kText},
    NamedRole{"code", Role::kText},
    NamedRole{"body", Role::kText},
    NamedRole{"html", Role::kText},
    NamedRole{"raw_html", Role::kText},
    NamedRole{"raw_text", Role::kText},
    NamedRole{"full_text", Role::kText},
    NamedRole{"markdown", Role::kText},
    NamedRole{"wikitext", Role::kText},
    NamedRole{"document", Role::kText},
    NamedRole{"article", Role::kText},
    NamedRole{"passage", Role::kText},
    NamedRole{"page_content", Role::kText},
    NamedRole{"max_stars_repo_path", Role::kName},
    NamedRole{"path", Role::kName},
    NamedRole{"file_path", Role::kName},
    NamedRole{"filepath", Role::kName},
    NamedRole{"filename", Role::kName},
    NamedRole{"file_name", Role::kName},
    NamedRole{"name", Role::kName},
    NamedRole{"url", Role::kUrl},
    NamedRole{"uri", Role::kUrl},
    NamedRole{"source_url", Role::kUrl},
    NamedRole{"page_url", Role::kUrl},
    NamedRole{"landing_url", Role::kUrl},
    NamedRole{"originallandingurl", Role::kUrl},
    NamedRole{"flickr_url", Role::kUrl},
    NamedRole{"coco_url", Role::kUrl},
    NamedRole{"link", Role::kUrl},
    NamedRole{"date", Role::kDate},
    NamedRole{"timestamp", Role::kDate},
    NamedRole{"crawl_date", Role::kDate},
    NamedRole{"created", Role::kDate},
    NamedRole{"title", Role::kTitle},
    NamedRole{"headline", Role::kTitle},
    NamedRole{"article_title", Role::kTitle},
    NamedRole{"author", Role::kAuthor},
    NamedRole{"authors", Role::kAuthor},
    NamedRole{"author_name", Role::kAuthor},
    NamedRole{"creator", Role::kAuthor},
    NamedRole{"creators", Role::kAuthor},
    NamedRole{"byline", Role::kAuthor},
    NamedRole{"photographer", Role::kAuthor},
    NamedRole{"owner_name", Role::kAuthor},
    NamedRole{"ownername", Role::kAuthor},
    NamedRole{"user_nickname", Role::kAuthor},
};
constexpr size_t kMaxKnown = 4096;

const NamedRole* named(std::string_view path) {
  const std::string lower = ascii_lower(path);
  const auto found = std::find_if(kNamedRoles.begin(), kNamedRoles.end(),
                                  [&](const NamedRole& entry) { return entry.name == lower; });
  return found == kNamedRoles.end() ? nullptr : &*found;
}

}  // namespace

size_t ColumnRoles::rank(std::string_view path) {
  const NamedRole* entry = named(path);
  return entry == nullptr ? kNamedRoles.size() : static_cast<size_t>(entry - kNamedRoles.data());
}

Role ColumnRoles::find(std::string_view path) const {
  const auto& fields = options_.text_fields;
  if (std::find(fields.begin(), fields.end(), path) != fields.end()) return Role::kText;
  if (options_.is_license_field && options_.is_license_field(path)) return Role::kLicense;
  const NamedRole* entry = named(path);
  if (entry == nullptr) {
    // What describes the record often lies one level down, as in Common Pile's "metadata.author".
    const size_t dot = path.find('.');
    const std::string_view above = path.substr(0, dot);
    if (dot == path.npos || (above != "metadata" && above != "meta")) return Role::kOther;
    entry = named(path.substr(dot + 1));
    return entry != nullptr && is_other(entry->role) ? entry->role : Role::kOther;
  }
  return entry->role == Role::kText && only_named_text() ? Role::kOther : entry->role;
}

Role ColumnRoles::of(std::string_view path) {
  key_.assign(path);
  const auto known = known_.find(key_);
  if (known != known_.end()) return known->second;
  const Role role = find(path);
  if (known_.size() < kMaxKnown) known_.emplace(key_, role);
  return role;
}

void Row::clear() {
  columns_.clear();
  has_text_ = false;
  all_strings_ = false;
}

void Row::add(std::string_view path, std::string_view value) { add(path, value, roles_.of(path)); }

void Row::add(std::string_view path, std::string_view value, Role role) {
  has_text_ |= role == Role::kText;
  columns_.push_back({path, value, role});
}

void Row::add_silent(std::string_view path, size_t bytes, Role role) {
  has_text_ |= role == Role::kText;
  columns_.push_back({path, {}, role, bytes});
}

void Row::add_other(std::string_view path, std::string_view value_as_text) {
  const Role role = roles_.of(path);
  if (role == Role::kLicense) columns_.push_back({path, value_as_text, role});
}

bool Row::states_license() const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [](const Column& column) { return column.role == Role::kLicense; });
}

std::string_view Row::best(Role role) const {
  const Column* best = nullptr;
  for (const Column& column : columns_) {
    if (column.role != role || column.value.empty()) continue;
    if (best == nullptr || ColumnRoles::rank(column.path) < ColumnRoles::rank(best->path))
      best = &column;
  }
  return best == nullptr ? std::string_view() : best->value;
}

// All of the best column: lists of authors are one value an author.
std::string_view Row::authors() {
  constexpr size_t kMaxBytes = 1000;
  const std::string_view first = best(Role::kAuthor);
  if (first.empty()) return {};
  authors_.clear();
  size_t rank = SIZE_MAX;
  for (const Column& column : columns_) {
    if (column.role == Role::kAuthor && column.value.data() == first.data()) {
      rank = ColumnRoles::rank(column.path);
    }
  }
  for (const Column& column : columns_) {
    if (column.role != Role::kAuthor || column.value.empty()) continue;
    if (ColumnRoles::rank(column.path) != rank) continue;
    if (authors_.size() + column.value.size() > kMaxBytes) break;
    authors_.append(authors_.empty() ? "" : ", ").append(column.value);
  }
  return authors_.empty() ? first : authors_;
}

std::string Row::id_of(const Stored& stored, uint64_t number) {
  std::string id(stored.prefix);
  id += kRowId;
  if (stored.is_nested()) id += std::to_string(number);
  return id;
}

void Row::hand_out(const Stored& stored, uint64_t number, Where where, bool truncated,
                   std::string_view form, DocumentSink& sink) {
  hand_out(id_of(stored, number), where, truncated, form, sink);
}

void Row::hand_out(std::string_view id, Where where, bool truncated, std::string_view form,
                   DocumentSink& sink) {
  const std::string_view url = best(Role::kUrl);
  take_host(url, host_);
  DocumentHead head;
  head.id = id;
  head.name = best(Role::kName);
  head.media_type = media_type_of(head.name);
  if (head.name.empty()) head.name = url;
  head.host = host_;
  head.date = best(Role::kDate);
  head.title = best(Role::kTitle);
  head.author = authors();
  head.charset = "utf-8";
  head.form = form;
  head.offset = where.offset;
  sink.begin_document(head);
  const bool all_strings = all_strings_ || (!has_text_ && !roles_.only_named_text());
  for (const Column& column : columns_) {
    if (column.role == Role::kLicense) sink.field(column.path, column.value);
    if (column.role != Role::kText && !(all_strings && is_other(column.role))) continue;
    if (column.silent_bytes > 0) {
      sink.skip_column(column.path, column.silent_bytes);
      continue;
    }
    sink.begin_column(column.path);
    for (std::string_view rest = column.value; !rest.empty();) {
      const std::string_view piece = rest.substr(0, DocumentSink::kMaxPieceBytes);
      sink.body(piece);
      rest.remove_prefix(piece.size());
    }
  }
  sink.end_document({where.length, truncated});
}

}  // namespace licensus
