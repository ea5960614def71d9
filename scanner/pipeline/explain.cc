#include "pipeline/explain.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "formats/reader_set.h"
#include "formats/recognise.h"
#include "pipeline/document_record.h"

namespace licensus {
namespace {

namespace fs = std::filesystem;

// Keeps the chosen document and lets the others pass.
class Chooser final : public DocumentSink {
 public:
  Chooser(const Detector& detector, const DocumentChoice& choice)
      : session_(detector), choice_(choice) {}

  void begin_document(const DocumentHead& head) override {
    const std::string id = head.id == kRowId && choice_.offset < 0
                               ? std::string(kRowId) + std::to_string(seen_)
                               : std::string(head.id);
    chosen_ = choice_.document.empty() || id == choice_.document;
    chosen_ = chosen_ && (choice_.offset < 0 || head.offset == choice_.offset);
    ++seen_;
    if (!chosen_) return;
    if (found_) {
      several_ = true;
      chosen_ = false;
      return;
    }
    found_.emplace();
    begin_record(head, seen_ - 1, found_->record);
    found_->record.document = id;
    session_.trace_texts(&found_->texts);
    session_.begin(view_of(head));
  }

  void body(std::string_view piece) override {
    if (!chosen_) return;
    if (found_->bodies.empty()) found_->bodies.emplace_back();
    if (found_->bodies.back().second.empty()) found_->bodies.back().second = piece;
    found_->record.bytes += piece.size();
    session_.piece(piece);
  }

  void skipped_body(uint64_t bytes) override {
    if (chosen_) found_->record.bytes += bytes;
  }

  void begin_column(std::string_view name) override {
    if (!chosen_) return;
    found_->bodies.emplace_back(name, "");
    session_.begin_column(name);
  }

  void field(std::string_view path, std::string_view value) override {
    if (chosen_) session_.field(path, value);
  }

  bool find_spots(std::string_view, std::vector<size_t>&) override { return false; }
  void count_row(std::string_view, uint64_t) override {}

  void end_document(const DocumentTail& tail) override {
    if (!chosen_) return;
    Detection detection = session_.finish();
    found_->record.length = tail.length;
    found_->record.truncated = tail.truncated;
    found_->record.verdict = std::move(detection.verdict);
    found_->record.findings = std::move(detection.findings);
    found_->record.signals = std::move(detection.signals);
    // An id may stand several times in a crawl; the first is shown. Without a choice, one more is
    // enough to know that a choice is needed.
    finished_ = !choice_.document.empty() || choice_.offset >= 0;
  }

  void other_record() override {}
  void error(int64_t, std::string_view, std::string) override {}
  bool stopped() const override { return finished_ || several_; }

  Result<Explained> take(const std::string& shard) {
    if (several_) {
      return fail(shard + " holds several documents: choose one with --document ID or --offset N");
    }
    if (found_) return std::move(*found_);
    if (choice_.offset >= 0) {
      return fail("no document of " + shard + " begins at offset " +
                  std::to_string(choice_.offset));
    }
    return fail("no document " + choice_.document + " in " + shard);
  }

 private:
  Detector::Session session_;
  const DocumentChoice choice_;
  std::optional<Explained> found_;
  uint64_t seen_ = 0;
  bool chosen_ = false;
  bool several_ = false;
  bool finished_ = false;
};

// The file that `document` names in a folder shard. Document names are paths below the source, and
// a shard's name does not say where its source ends, so each of the shard's ancestors may be it.
std::string file_of(const std::string& shard, const std::string& document) {
  std::error_code ignored;
  for (fs::path source = fs::path(shard).parent_path();; source = source.parent_path()) {
    if (const fs::path file = source / document; fs::is_regular_file(file, ignored)) {
      return file.string();
    }
    if (!source.has_relative_path()) return {};
  }
}

}  // namespace

Result<Explained> explain(const Detector& detector, const Reading& reading,
                          const std::string& shard, const DocumentChoice& choice) {
  const Result<const Format*> forced = forced_format(reading);
  if (!forced) return fail(forced.error().message);
  std::error_code ignored;
  std::string path = shard;
  std::string name = fs::path(shard).filename().string();
  if (fs::is_directory(shard, ignored)) {
    if (choice.document.empty()) {
      return fail(shard + " is a folder: choose a document of it with --document ID");
    }
    path = file_of(shard.ends_with('/') ? shard : shard + "/", choice.document);
    name = choice.document;
    if (path.empty()) return fail("no document " + choice.document + " in " + shard);
  }
  const Recognised recognised = recognise_file(path, *forced);
  // Of formats that are cut otherwise than by bytes of the file all is read.
  const bool seeks = recognised.format != nullptr && recognised.format->make_cutter == cut_evenly &&
                     choice.offset >= 0;
  const uint64_t begin = seeks ? static_cast<uint64_t>(choice.offset) : 0;
  auto source = open_file(path, begin);
  if (!source) return fail(source.error().message);
  Chooser chooser(detector, choice);
  ReaderSet readers(
      {.verify_digests = false, .text_fields = {}, .is_license_field = [&](std::string_view field) {
         return detector.is_license_field(field);
       }});
  if (recognised.format != nullptr) {
    const Stored stored = stored_file(**source, recognised, path);
    const uint64_t end = seeks ? begin + 1 : UINT64_MAX;
    readers.read(*recognised.format, stored, {begin, end, true}, chooser);
  } else {
    readers.read_file(**source, name, chooser);
  }
  return chooser.take(shard);
}

}  // namespace licensus
