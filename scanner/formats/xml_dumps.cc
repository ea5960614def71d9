#include "formats/xml_dumps.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/lines.h"
#include "formats/header_text.h"
#include "formats/record_stream.h"
#include "formats/row.h"
#include "formats/wiki_templates.h"
#include "formats/xml_cursor.h"

namespace licensus {
namespace {

constexpr size_t kMaxRecordBytes = size_t{64} << 20;
constexpr size_t kHeadBytes = 4096;  // of the file, for its declaration
using Event = RecordStream::Event;

// Makes a row of a record's XML.
class XmlRow {
 public:
  explicit XmlRow(const ReadOptions& options) : row_(options) {}
  virtual ~XmlRow() = default;
  Row& fill(std::string_view record) {
    row_.clear();
    // Views of it must stay: what is unescaped is never longer.
    unescaped_.clear();
    unescaped_.reserve(record.size());
    read(record);
    return row_;
  }

 protected:
  virtual void read(std::string_view record) = 0;
  std::string_view unescape(std::string_view text) {
    if (find_either(text, '&', '\r') == text.npos) return text;
    const size_t begin = unescaped_.size();
    append_unescaped(text, unescaped_);
    return std::string_view(unescaped_).substr(begin);
  }

  Row row_;
  std::string unescaped_;
};

class WikiPage final : public XmlRow {
 public:
  using XmlRow::XmlRow;

 private:
  void read(std::string_view record) override {
    XmlCursor cursor(record);
    XmlToken token;
    std::string_view open;  // the element whose text comes
    std::string_view text;
    std::string_view date;
    bool is_file = false;
    while (cursor.next(token)) {
      if (token.type == XmlToken::Type::kStart)
        open = token.empty ? std::string_view() : token.text;
      if (token.type == XmlToken::Type::kEnd) open = {};
      if (token.type == XmlToken::Type::kStart || token.type == XmlToken::Type::kEnd) continue;
      if (open == "title") row_.add("title", unescape(token.text), Role::kName);
      if (open == "text") text = token.text;
      if (open == "timestamp") date = token.text;
      if (open == "ns") is_file = trim_spaces(token.text) == "6";
    }
    if (!date.empty()) row_.add("timestamp", date, Role::kDate);
    if (!is_file) return row_.add("text", unescape(text), Role::kText);
    wikitext_ = unescape(text);
    templates_ = take_wiki_templates(wikitext_);
    row_.add("text", wikitext_, Role::kText);
    for (const std::string& words : templates_) {
      row_.add("wikitext.template", words, Role::kLicense);
    }
  }

  std::string wikitext_;
  std::vector<std::string> templates_;
};

class StackExchangeRow final : public XmlRow {
 public:
  using XmlRow::XmlRow;

 private:
  void read(std::string_view record) override {
    XmlCursor cursor(record);
    XmlToken token;
    if (!cursor.next(token)) return;
    std::string_view attributes = token.attributes;
    std::string_view name;
    std::string_view value;
    while (take_attribute(attributes, name, value)) {
      const bool number = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
      if (name == "CreationDate") {
        row_.add(name, value, Role::kDate);
      } else if (name == "AboutMe") {
        row_.add(name, unescape(value), Role::kText);
      } else if (number) {
        row_.add_other(name, value);
      } else {
        row_.add(name, unescape(value));
      }
    }
  }
};

class JatsArticle final : public XmlRow {
 public:
  using XmlRow::XmlRow;

 private:
  void read(std::string_view record) override {
    XmlCursor cursor(record);
    XmlToken token;
    text_.clear();
    text_.reserve(record.size());
    int licenses = 0;  // <license> elements that are open
    bool reference = false;
    while (cursor.next(token)) {
      switch (token.type) {
        case XmlToken::Type::kStart:
          if (token.text == "license" && !token.empty) ++licenses;
          reference = token.text == "license_ref" && !token.empty;
          if (token.text == "license") add_link("permissions.license.href", token.attributes);
          if (token.text == "ext-link" && licenses > 0) {
            add_link("permissions.license.ext-link", token.attributes);
          }
          break;
        case XmlToken::Type::kEnd:
          if (token.text == "license") licenses = std::max(0, licenses - 1);
          reference = false;
          // Words of neighbouring elements must not run together, but markup within a word may.
          if (ends_line(token.text)) text_ += '\n';
          break;
        case XmlToken::Type::kText:
          if (reference) row_.add("permissions.license_ref", unescape(token.text));
          append_unescaped(token.text, text_);
          break;
        case XmlToken::Type::kCdata:
          text_ += token.text;
          break;
      }
    }
    row_.add("text", text_, Role::kText);
  }

  static bool ends_line(std::string_view element) {
    static constexpr std::array<std::string_view, 9> kInline{
        "italic", "bold", "sub", "sup", "ext-link", "xref", "sc", "underline", "monospace"};
    return std::find(kInline.begin(), kInline.end(), element) == kInline.end();
  }

  void add_link(std::string_view path, std::string_view attributes) {
    std::string_view name;
    std::string_view value;
    while (take_attribute(attributes, name, value)) {
      if (name == "href") row_.add(path, unescape(value));
    }
  }

  std::string text_;
};

struct Dialect {
  std::string_view form;
  std::string_view record;    // name of a record's element
  bool is_empty_element;      // <row/>: the tag is the record
  std::string_view root_end;  // what an undamaged file has after its last record; "" for nothing
};

class XmlReader final : public FormatReader {
 public:
  XmlReader(const Dialect& dialect, std::unique_ptr<XmlRow> row)
      : dialect_(dialect),
        row_(std::move(row)),
        start_("<" + std::string(dialect.record)),
        end_("</" + std::string(dialect.record)) {}

  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    stored_ = &stored;
    sink_ = &sink;
    number_ = 0;
    end_tag_seen_ = false;
    if (!stream_.open(*stored.source, stored.codec, stored.dictionary, extent)) {
      return {extent.end, extent.end};
    }
    if (extent.begin == 0 && extent.skip == 0) check_encoding();
    // What begins with the extent's first byte is the one before's.
    if (!stream_.at_record() && wait(1)) stream_.consume(1);
    bool found = find_start();
    const Place begin = stream_.place();
    while (found && !stream_.is_beyond(stream_.place()) && !sink.stopped()) {
      read_record();
      found = find_start();
    }
    const Place end = stream_.place();
    // Who reads the last record sees what follows it.
    const bool sees_end = number_ > 0 || (extent.begin == 0 && extent.skip == 0);
    if (!found && sees_end && !end_tag_seen_ && !sink.stopped()) {
      sink.error(static_cast<int64_t>(end.offset), "",
                 "the file ends before its root element does");
    }
    if (extent.exact) return {extent.begin, end.offset, extent.skip, end.skip};
    return {begin.offset, end.offset, begin.skip, end.skip};
  }

 private:
  void check_encoding() {
    wait(kHeadBytes);
    std::string_view encoding;
    root_element(stream_.ahead().substr(0, kHeadBytes), encoding);
    const std::string lower = ascii_lower(encoding);
    if (encoding.empty() || lower == "utf-8" || lower == "utf8" || lower == "us-ascii") return;
    sink_->error(0, "", "XML declared to be in " + std::string(encoding) + ": read as UTF-8");
  }

  // Waits for `bytes` ahead. False where the stream ends or is damaged before.
  bool wait(size_t bytes) {
    while (stream_.ahead().size() < bytes) {
      event_ = stream_.more(std::max(bytes - stream_.ahead().size(), RecordStream::kStepBytes));
      if (event_ != Event::kBytes) return false;
    }
    return true;
  }

  // Where in `text` a tag begins that is `begin` and no more of a name, at or after `from`; npos
  // where none does.
  static size_t find_name(std::string_view text, std::string_view begin, size_t from) {
    for (size_t at = text.find(begin, from); at != text.npos; at = text.find(begin, at + 1)) {
      if (at + begin.size() == text.size()) return text.npos;
      if (std::string_view(" \t\r\n/>").find(text[at + begin.size()]) != std::string_view::npos) {
        return at;
      }
    }
    return text.npos;
  }

  // Moves to the next record. False at the end of the stream.
  bool find_start() {
    for (;;) {
      const std::string_view ahead = stream_.ahead();
      const size_t hit = find_name(ahead, start_, 0);
      const size_t kept = std::min(ahead.size(), std::max(start_.size(), dialect_.root_end.size()));
      const size_t passed = hit == ahead.npos ? ahead.size() - kept : hit;
      end_tag_seen_ =
          hit == ahead.npos && (end_tag_seen_ || ahead.find(dialect_.root_end) != ahead.npos);
      stream_.consume(passed);
      if (hit != ahead.npos) return true;
      event_ = stream_.more();
      if (event_ == Event::kEnd) {
        stream_.consume(stream_.ahead().size());
        return false;
      }
      if (event_ == Event::kDamaged && !leave_damage()) return false;
    }
  }

  bool leave_damage() {
    sink_->error(static_cast<int64_t>(stream_.damage_offset()), "", stream_.message());
    end_tag_seen_ = true;  // nothing is known of how it ends
    return stream_.resume();
  }

  // Bytes of the record that stands ahead, once all of it is in memory; 0 where it has no end.
  size_t find_end() {
    event_ = Event::kBytes;
    size_t searched = start_.size();
    for (;;) {
      const std::string_view ahead = stream_.ahead();
      if (dialect_.is_empty_element) {
        const size_t length = tag_length(ahead);
        if (length != ahead.npos) return length;
      } else {
        const size_t hit = find_name(ahead, end_, searched);
        const size_t next = find_name(ahead.substr(0, hit), start_, searched);
        if (next != ahead.npos) return 0;
        const size_t close = hit == ahead.npos ? hit : ahead.find('>', hit);
        if (close != ahead.npos) return close + 1;
        searched = std::min(hit, ahead.size() - std::min(ahead.size(), end_.size()));
        searched = std::max(searched, start_.size());
      }
      if (ahead.size() > kMaxRecordBytes) return 0;
      event_ = stream_.more(std::max(ahead.size(), RecordStream::kStepBytes));
      if (event_ != Event::kBytes) return 0;
    }
  }

  void read_record() {
    const Place place = stream_.place();
    const size_t length = find_end();
    if (length == 0) {
      lose_record(place);
      return;
    }
    const int64_t offset = place.skip == 0 ? static_cast<int64_t>(place.offset) : -1;
    const int64_t stored_length = stream_.is_plain() ? static_cast<int64_t>(length) : -1;
    Row& row = row_->fill(stream_.ahead().substr(0, length));
    row.hand_out(*stored_, number_++, {offset, stored_length}, false, dialect_.form, *sink_);
    stream_.consume(length);
  }

  void lose_record(Place place) {
    const bool large = stream_.ahead().size() > kMaxRecordBytes;
    const auto offset = static_cast<int64_t>(place.offset);
    if (event_ == Event::kDamaged && !large) {
      leave_damage();
      return;
    }
    end_tag_seen_ = event_ == Event::kEnd;  // of that is told here
    sink_->error(offset, "",
                 large                   ? "a record larger than 64 MiB: not read"
                 : event_ == Event::kEnd ? "the file ends within a record"
                                         : "a record without end");
    stream_.consume(std::min(stream_.ahead().size(), start_.size()));
  }

  const Dialect dialect_;
  const std::unique_ptr<XmlRow> row_;
  const std::string start_, end_;
  RecordStream stream_;
  const Stored* stored_ = nullptr;
  DocumentSink* sink_ = nullptr;
  Event event_ = Event::kBytes;
  uint64_t number_ = 0;
  bool end_tag_seen_ = false;  // since the last record
};

std::string_view root_of(const Look& look) {
  std::string_view encoding;
  return root_element(look.decoded.substr(0, kHeadBytes), encoding);
}

}  // namespace

bool is_mediawiki(const Look& look) { return root_of(look) == "mediawiki"; }

bool is_stack_exchange(const Look& look) {
  static constexpr std::array<std::string_view, 8> kTables{
      "posts", "comments", "users", "badges", "tags", "votes", "posthistory", "postlinks"};
  const std::string_view root = root_of(look);
  return std::find(kTables.begin(), kTables.end(), root) != kTables.end() &&
         look.decoded.find("<row ") != look.decoded.npos;
}

bool is_jats(const Look& look) {
  const std::string_view root = root_of(look);
  if (root == "pmc-articleset") return true;
  return root == "article" && (look.decoded.find("JATS") != look.decoded.npos ||
                               look.decoded.find("article-type=") != look.decoded.npos);
}

std::unique_ptr<FormatReader> make_mediawiki_reader(const ReadOptions& options, ReaderSet&) {
  return std::make_unique<XmlReader>(Dialect{"mediawiki", "page", false, "</mediawiki"},
                                     std::make_unique<WikiPage>(options));
}

std::unique_ptr<FormatReader> make_stack_exchange_reader(const ReadOptions& options, ReaderSet&) {
  return std::make_unique<XmlReader>(Dialect{"stackexchange", "row", true, "</"},
                                     std::make_unique<StackExchangeRow>(options));
}

std::unique_ptr<FormatReader> make_jats_reader(const ReadOptions& options, ReaderSet&) {
  return std::make_unique<XmlReader>(Dialect{"jats", "article", false, ""},
                                     std::make_unique<JatsArticle>(options));
}

}  // namespace licensus
