#include "pipeline/run_outputs.h"

#include <utility>

#include "output/timestamp.h"

namespace licensus {
namespace {

// A shard's way to the run's folder and to the two streams, as far as they were asked for.
class Output final : public ShardOutput {
 public:
  Output(std::string shard, Result<std::unique_ptr<PartWriter>> part, OrderedStream* documents,
         OrderedStream* findings, uint64_t lane)
      : shard_(std::move(shard)),
        part_(std::move(part)),
        documents_(documents),
        findings_(findings),
        lane_(lane) {}

  Result<void> write(const std::vector<DocumentRecord>& records) override {
    if (!part_) return fail(part_.error().message);
    for (const DocumentRecord& record : records) {
      if (*part_) (*part_)->add(record);
      if (documents_ != nullptr) append_document_line(shard_, record, document_lines_);
      if (findings_ != nullptr) append_finding_lines(shard_, record, finding_lines_);
    }
    if (auto written = put(documents_, document_lines_); !written) return written;
    return put(findings_, finding_lines_);
  }

  Result<void> finish(const ShardRecord& record, const Census& census,
                      const std::vector<ErrorRecord>& errors) override {
    if (!part_) return fail(part_.error().message);
    for (OrderedStream* stream : {documents_, findings_}) {
      if (stream == nullptr) continue;
      if (auto closed = stream->close_lane(lane_); !closed) return closed;
    }
    return *part_ ? (*part_)->complete(record, census, errors) : Result<void>{};
  }

 private:
  Result<void> put(OrderedStream* stream, std::string& lines) const {
    if (stream == nullptr) return {};
    auto written = stream->write(lane_, lines);
    lines.clear();
    return written;
  }

  const std::string shard_;
  Result<std::unique_ptr<PartWriter>> part_;
  OrderedStream* const documents_;
  OrderedStream* const findings_;
  const uint64_t lane_;
  std::string document_lines_, finding_lines_;
};

RunWriterOptions folder_options(const Detector& detector, const ScanOptions& options) {
  RunWriterOptions run;
  run.directory = options.output_folder;
  run.all_documents = options.all_documents;
  run.fingerprint = options.version + " " + detector.fingerprint() +
                    (options.all_documents ? " all-documents" : "") +
                    (options.reading.options.verify_digests ? " verify-digests" : "") +
                    (options.reading.format.empty() ? "" : " format " + options.reading.format);
  for (const std::string& field : options.reading.options.text_fields) {
    run.fingerprint += " text-field " + field;
  }
  for (const std::string& source : options.robots) run.fingerprint += " robots " + source;
  if (options.resume) run.mode = RunWriterOptions::Mode::kResume;
  if (options.overwrite) run.mode = RunWriterOptions::Mode::kOverwrite;
  return run;
}

}  // namespace

std::string RunOutputs::refusal(const Detector& detector, const ScanOptions& options) {
  if (options.output_folder.empty()) return {};
  return RunWriter::refusal(folder_options(detector, options));
}

Result<std::unique_ptr<RunOutputs>> RunOutputs::create(
    const Detector& detector, const ScanOptions& options,
    const std::function<void()>& on_reader_gone) {
  std::unique_ptr<RunOutputs> outputs(new RunOutputs);
  if (!options.output_folder.empty()) {
    auto run = RunWriter::create(folder_options(detector, options));
    if (!run) return fail(run.error().message);
    outputs->run_ = std::move(*run);
  }
  for (const auto& [path, stream] : {std::pair{&options.documents, &outputs->documents_},
                                     std::pair{&options.findings, &outputs->findings_}}) {
    if (path->empty()) continue;
    auto opened = OrderedStream::open(*path, on_reader_gone);
    if (!opened) return fail(opened.error().message);
    *stream = std::move(*opened);
  }
  return outputs;
}

std::unique_ptr<ShardOutput> RunOutputs::open_shard(const std::string& shard) {
  Result<std::unique_ptr<PartWriter>> part = nullptr;
  if (run_) part = run_->open(shard);
  return std::make_unique<Output>(shard, std::move(part), documents_.get(), findings_.get(),
                                  lanes_++);
}

bool RunOutputs::is_done(const std::string& shard, uint64_t stored_bytes, int64_t modified_s) {
  return run_ && run_->is_complete(shard, stored_bytes, timestamp(modified_s));
}

void RunOutputs::add_error(const std::string& message) {
  if (run_) run_->add_error({"", -1, message});
}

Result<void> RunOutputs::finish(const RunInfo& info, ScanReport& report) {
  if (!run_) return {};
  auto totals = run_->finish(info);
  if (!totals) return fail(totals.error().message);
  report.totals = std::move(*totals);
  return {};
}

}  // namespace licensus
