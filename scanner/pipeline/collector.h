// Documents of an extent in, detections counted and kept out.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/text_map.h"
#include "detect/detector.h"
#include "formats/document_sink.h"
#include "pipeline/extent_result.h"
#include "pipeline/site_table.h"
#include "pipeline/stop_signal.h"

namespace licensus {

// The sink of one worker thread. `start` and `take` bracket an extent.
class Collector final : public DocumentSink {
 public:
  // Called when `kFlushBytes` of records are held: true if it has taken (emptied) the result,
  // because all before it is written.
  using Flush = std::function<bool(ExtentResult&)>;
  static constexpr size_t kFlushBytes = size_t{1} << 20;
  static constexpr size_t kMaxHeldBytes = size_t{8} << 20;

  // `sites`: what sites say of their pages, null for nothing; it must outlive the collector.
  Collector(const Detector& detector, bool all_documents, const SiteTable* sites, StopSignal stop);

  // `datasets`: known ones that all documents belong to (places in DatasetRules); `states`: what is
  // known of them is said with the extent's first document.
  void start(Flush flush, const std::vector<size_t>& datasets, bool states);
  // The next documents are loose files. `folder`: what stands before their ids in their paths, by
  // which they may be of a known dataset; `below`: their folder below that of the shard.
  void set_folder(std::string_view folder, std::string_view below) {
    folder_ = folder;
    below_ = below;
  }
  // What standard input turned out to be, where no document says.
  void set_format(std::string_view format);
  ExtentResult take(ExtentSpan span);

  void begin_document(const DocumentHead& head) override;
  void body(std::string_view piece) override;
  void skipped_body(uint64_t bytes) override { record_.bytes += bytes; }
  void begin_column(std::string_view name) override;
  void skip_column(std::string_view name, uint64_t bytes) override;
  void field(std::string_view path, std::string_view value) override;
  void end_document(const DocumentTail& tail) override;
  bool find_spots(std::string_view raw, std::vector<size_t>& spots) override;
  void count_row(std::string_view media_type, uint64_t bytes) override;
  void other_record() override;
  void error(int64_t offset, std::string_view document, std::string message) override;
  bool stopped() const override;

 private:
  // Documents that the census counts alike. Counted together once an extent, because some twenty
  // look-ups a page would cost more than finding nothing on it.
  struct Group {
    std::string license;
    Status status = Status::kNoneFound;
    Terms terms;
    std::string media_type;
    std::set<std::string_view> kinds, scopes;
    std::set<std::string> signals;
    size_t dataset = DatasetRules::npos;
    std::vector<std::string> statements;
    Count count;
  };

  void count(const DocumentRecord& record, const Detection& detection);
  void count_in_group(const DocumentRecord& record, const Detection& detection, const Count& count);
  void make_key(const DocumentRecord& record, const Detection& detection);
  void settle_groups();
  void settle_rows();
  void keep(Detection&& detection);
  void find_dataset();
  bool is_of_known_code() const;
  void find_statements(const DocumentRecord& record, const Detection& detection);
  void cover(const DocumentRecord& record, const Detection& detection, const Count& count);
  void settle_silent();

  const DatasetRules& known_;
  Detector::Session session_;
  const bool all_documents_;
  const SiteTable* const sites_;
  const StopSignal stop_;
  Flush flush_;
  ExtentResult result_;
  DocumentRecord record_;
  // Rows counted without a look, of one media type in a row; settled with the groups.
  std::string row_media_type_;
  Count rows_;
  std::vector<size_t> datasets_;
  bool states_ = false;
  std::string folder_;
  std::optional<std::string> below_;  // of what lies in a container the ids say it
  std::string path_;
  bool is_page_ = false;                 // the document in hand, by its id
  size_t dataset_ = DatasetRules::npos;  // of the document in hand, by its path
  std::vector<std::string> statements_;  // likewise: who states a license of the dataset, and which
  TextMap<Count> silent_;                // documents that state nothing, by folder
  std::unordered_map<std::string, Group> groups_;
  std::string key_;
  // The group counted last, and its key: most documents are as the one before.
  Group* last_group_ = nullptr;
  std::string last_key_;
};

}  // namespace licensus
