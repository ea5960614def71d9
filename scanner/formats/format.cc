#include "formats/format.h"

#include <algorithm>
#include <array>

#include "formats/archive.h"
#include "formats/csv.h"
#include "formats/csv_dialect.h"
#include "formats/json_lines.h"
#include "formats/json_records.h"
#include "formats/parquet.h"
#include "formats/tar.h"
#include "formats/url_list.h"
#include "formats/warc.h"
#include "formats/xml_dumps.h"
#include "formats/zip.h"

namespace licensus {
namespace {

class EvenCutter final : public Cutter {
 public:
  EvenCutter(uint64_t size, uint64_t extent_bytes) : size_(size), extent_bytes_(extent_bytes) {}

  bool next(Extent& extent) override {
    if (done_) return false;
    done_ = size_ - begin_ <= extent_bytes_;
    extent = {begin_, done_ ? UINT64_MAX : begin_ + extent_bytes_, begin_ == 0};
    begin_ += extent_bytes_;
    return true;
  }

 private:
  const uint64_t size_;
  const uint64_t extent_bytes_;
  uint64_t begin_ = 0;
  bool done_ = false;
};

class WarcFormat final : public FormatReader {
 public:
  explicit WarcFormat(const ReadOptions& options) : verify_digests_(options.verify_digests) {}
  ExtentSpan read(const Stored& stored, const Extent& extent, DocumentSink& sink) override {
    return reader_.read(*stored.source, stored.codec, extent, {verify_digests_, stored.dictionary},
                        sink);
  }

 private:
  const bool verify_digests_;
  WarcReader reader_;
};

template <class Reader>
std::unique_ptr<FormatReader> make(const ReadOptions& options, ReaderSet&) {
  return std::make_unique<Reader>(options);
}

constexpr std::array kFormats = {
    Format{"warc", "WARC 1.0/1.1, ARC, WET, WAT", "records, gzip members, zstd or LZ4 frames",
           [](const Look& look) { return looks_like_warc(look.decoded); }, make<WarcFormat>,
           cut_evenly},
    Format{"tar", "tar: v7, ustar, pax, GNU, sparse files, samples of a WebDataset",
           "members where it is not compressed", is_tar, make_tar_reader, cut_tar},
    Format{"zip", "zip and zip64: stored, deflate, bzip2, zstd, xz", "members", is_zip,
           make_zip_reader, cut_zip},
    Format{"archive", "7z, RAR, cpio, ar (.deb), XAR, CAB, LHA, ISO 9660, by libarchive", "",
           is_archive, make_archive_reader, cut_nowhere},
    Format{"parquet", "Parquet, by a plug-in (scripts/setup --parquet)", "row groups", is_parquet,
           make_parquet_reader, cut_row_groups},
    Format{"arrow", "Arrow IPC files, Feather 2, by the same plug-in", "record batches", is_arrow,
           make_arrow_reader, cut_row_groups},
    Format{"mediawiki", "MediaWiki's XML export, also multistream bzip2", "pages, bzip2 streams",
           is_mediawiki, make_mediawiki_reader, cut_evenly},
    Format{"stackexchange", "tables of Stack Exchange's XML dump", "rows", is_stack_exchange,
           make_stack_exchange_reader, cut_evenly},
    Format{"jats", "articles in JATS, as PubMed Central has them", "articles", is_jats,
           make_jats_reader, cut_evenly},
    Format{"jsonl", "JSON Lines", "lines", is_json_lines,
           [](const ReadOptions& options, ReaderSet&) { return make_json_lines_reader(options); },
           cut_evenly},
    Format{"json", "large JSON: an array of objects, or an object that holds some (COCO, SQuAD)",
           "", is_json_records,
           [](const ReadOptions& options, ReaderSet&) { return make_json_records_reader(options); },
           cut_nowhere},
    Format{"csv", "CSV: , ; or | between cells, any quoting, header or none", "records",
           [](const Look& look) {
             const char delimiter = csv_delimiter(look);
             return delimiter != '\0' && delimiter != '\t';
           },
           [](const ReadOptions& options, ReaderSet&) { return make_csv_reader(options, "csv"); },
           cut_evenly},
    Format{"tsv", "TSV: tabs between cells", "records",
           [](const Look& look) { return csv_delimiter(look) == '\t'; },
           [](const ReadOptions& options, ReaderSet&) { return make_csv_reader(options, "tsv"); },
           cut_evenly},
    Format{"urls", "lists of URLs, one a line", "lines", is_url_list,
           [](const ReadOptions& options, ReaderSet&) { return make_csv_reader(options, "urls"); },
           cut_evenly},
};

}  // namespace

std::span<const Format> formats() { return kFormats; }

const Format* find_format(std::string_view name) {
  static constexpr Format kFile{"file", "any other file: one document", "", nullptr, nullptr,
                                nullptr};
  if (name == kFile.name) return &kFile;
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [&](const Format& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

std::unique_ptr<Cutter> cut_evenly(const CutFile& file) {
  return std::make_unique<EvenCutter>(file.size, file.extent_bytes);
}

std::unique_ptr<Cutter> cut_nowhere(const CutFile& file) {
  return std::make_unique<EvenCutter>(file.size, UINT64_MAX);
}

}  // namespace licensus
