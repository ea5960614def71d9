#include "pipeline/site_table.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <tuple>
#include <utility>

#include "base/spool.h"
#include "detect/site_files.h"
#include "formats/document_sink.h"
#include "formats/reader_set.h"
#include "formats/recognise.h"

namespace licensus {
namespace {

constexpr size_t kMaxErrors = 1000;

uint64_t hash_of(std::string_view host) { return XXH3_64bits(host.data(), host.size()); }

}  // namespace

struct SiteTable::Entry {
  uint64_t hash;
  uint64_t offset;  // in the data
  bool operator<(const Entry& other) const {
    return std::tie(hash, offset) < std::tie(other.hash, other.offset);
  }
};

// As it lies in the data: lengths, then the bytes one after another.
struct SiteTable::File {
  SiteFile kind = SiteFile::kNone;
  std::string_view host, date, text;
};

// Takes the sites' files out of what readers hand out.
struct SiteTable::Builder final : DocumentSink {
  Spool data, index;
  StopSignal stop;
  std::vector<std::string>& errors;
  std::string source;  // the one being read, for errors
  SiteFile kind = SiteFile::kNone;
  std::string host, date, text;

  Builder(StopSignal signal, std::vector<std::string>& lines) : stop(signal), errors(lines) {}

  void begin_document(const DocumentHead& head) override {
    const bool there = head.status == -1 || head.status == 200;
    kind = there && !head.host.empty() ? site_file_of(head.address()) : SiteFile::kNone;
    if (kind == SiteFile::kNone) return;
    host = head.host;
    date = head.date;
    text.clear();
  }
  void body(std::string_view piece) override {
    if (kind == SiteFile::kNone) return;
    text += piece.substr(0, kMaxSiteFileBytes - std::min(kMaxSiteFileBytes, text.size()));
  }
  void end_document(const DocumentTail&) override {
    if (kind == SiteFile::kNone) return;
    const std::string statement = site_statement(kind, text);
    if (!statement.empty()) keep(statement);
  }
  void keep(const std::string& statement) {
    const Entry entry{hash_of(host), data.size()};
    index.append({reinterpret_cast<const char*>(&entry), sizeof entry});
    const std::array<uint32_t, 4> lengths{
        static_cast<uint32_t>(kind), static_cast<uint32_t>(host.size()),
        static_cast<uint32_t>(date.size()), static_cast<uint32_t>(statement.size())};
    data.append({reinterpret_cast<const char*>(lengths.data()), sizeof lengths});
    for (const std::string* part : {&std::as_const(host), &std::as_const(date), &statement}) {
      data.append(*part);
    }
  }
  void other_record() override {}
  void error(int64_t offset, std::string_view, std::string message) override {
    if (errors.size() >= kMaxErrors) return;
    errors.push_back(source + (offset >= 0 ? " @" + std::to_string(offset) : "") + ": " + message);
  }
  bool stopped() const override { return stop.is_set() || !data.good() || !index.good(); }

  void read(const WalkItem& item, const Format* forced, ReaderSet& readers) {
    source = item.path;
    auto opened = open_file(item.path, 0);
    if (!opened) return error(-1, "", opened.error().message);
    if (item.type == WalkItem::Type::kFile) {
      return readers.read_file(**opened, item.document, *this);
    }
    const Recognised recognised = recognise_file(item.path, forced);
    if (recognised.format == nullptr) return;
    const Stored stored = stored_file(**opened, recognised, item.path);
    readers.read(*recognised.format, stored, {0, UINT64_MAX, true}, *this);
  }
};

Result<std::unique_ptr<SiteTable>> SiteTable::build(const std::vector<std::string>& sources,
                                                    const Reading& reading, StopSignal stop,
                                                    std::vector<std::string>& errors) {
  const Result<const Format*> forced = forced_format(reading);
  if (!forced) return fail(forced.error().message);
  WalkOptions options;
  options.sources = sources;
  auto walk = Walk::start(std::move(options), [&](const std::string& path) {
    return recognise_file(path, *forced).format != nullptr;
  });
  if (!walk) return fail(walk.error().message);
  Builder builder(stop, errors);
  ReaderSet readers(reading.options);
  for (WalkItem item; !builder.stopped() && (*walk)->next(item);) {
    if (item.type == WalkItem::Type::kError) errors.push_back(item.message);
    const bool file = item.type == WalkItem::Type::kFile;
    if (file || item.type == WalkItem::Type::kContainer) builder.read(item, *forced, readers);
  }
  std::unique_ptr<SiteTable> table(new SiteTable);
  table->count_ = builder.index.size() / sizeof(Entry);
  table->spools_ = {std::move(builder.data), std::move(builder.index)};
  const std::span<char> data = table->spools_[0].map();
  const std::span<char> index = table->spools_[1].map();
  if (!table->spools_[0].good() || !table->spools_[1].good()) {
    return fail(std::string("what sites say could not be kept in a temporary file: ") +
                std::strerror(errno));
  }
  table->data_ = {data.data(), data.size()};
  table->index_ = reinterpret_cast<Entry*>(index.data());
  std::sort(table->index_, table->index_ + table->count_);
  return table;
}

SiteTable::~SiteTable() = default;

SiteTable::File SiteTable::file_at(uint64_t offset) const {
  std::array<uint32_t, 4> lengths{};
  std::string_view rest = data_.substr(offset);
  std::memcpy(lengths.data(), rest.data(), sizeof lengths);
  rest.remove_prefix(sizeof lengths);
  const auto take = [&](uint32_t bytes) {
    const std::string_view part = rest.substr(0, bytes);
    rest.remove_prefix(bytes);
    return part;
  };
  File file;
  file.kind = static_cast<SiteFile>(lengths[0]);
  file.host = take(lengths[1]);
  file.date = take(lengths[2]);
  file.text = take(lengths[3]);
  return file;
}

void SiteTable::add_signals(std::string_view host, std::string_view url,
                            std::vector<Signal>& signals) const {
  if (host.empty() || count_ == 0) return;
  std::array<std::optional<File>, 4> latest;
  const Entry wanted{hash_of(host), 0};
  for (const Entry* at = std::lower_bound(index_, index_ + count_, wanted);
       at != index_ + count_ && at->hash == wanted.hash; ++at) {
    const File file = file_at(at->offset);
    if (file.host != host) continue;
    auto& best = latest.at(static_cast<size_t>(file.kind));
    if (!best || std::tie(file.date, file.text) > std::tie(best->date, best->text)) best = file;
  }
  const bool reserved = std::any_of(signals.begin(), signals.end(), [](const Signal& signal) {
    return signal.signal == "tdm-reservation";
  });
  const std::string_view path = url_path(url);
  for (const auto& file : latest) {
    if (!file || (reserved && file->kind == SiteFile::kTdmRep)) continue;
    read_site_file(file->kind, file->text, path, signals);
  }
  std::sort(signals.begin(), signals.end());
  signals.erase(std::unique(signals.begin(), signals.end()), signals.end());
}

}  // namespace licensus
