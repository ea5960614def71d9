#include "output/records.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "base/utf8.h"
#include "output/json.h"
#include "output/timestamp.h"

namespace licensus {
namespace {

// Arrays are never empty: of an empty one DuckDB and Polars learn no element type from the lines
// they sample, and Polars then reads every later element as null.
std::vector<std::string> or_else(const std::vector<std::string>& values, std::string_view empty) {
  return values.empty() ? std::vector<std::string>{std::string(empty)} : values;
}

void add_terms(const Terms& terms, JsonObject& line) {
  line.add("commercial_use", to_string(terms.commercial_use))
      .add("derivatives", to_string(terms.derivatives))
      .add("redistribution", to_string(terms.redistribution))
      .add("model_training", to_string(terms.model_training))
      .add("attribution", to_string(terms.attribution))
      .add("notice", to_string(terms.notice))
      .add("share_alike", to_string(terms.share_alike))
      .add("purpose", to_string(terms.purpose))
      .add("conditions", or_else(terms.conditions, ""));
}

void add_place(std::string_view shard, const DocumentRecord& record, JsonObject& line) {
  line.add("shard", shard).add("index", record.index).add("document", record.document);
}

void end_line(JsonObject& line, std::string& out) {
  line.end();
  out.push_back('\n');
}

}  // namespace

void append_document_line(std::string_view shard, const DocumentRecord& record, std::string& out) {
  const Verdict& verdict = record.verdict;
  const bool decided = verdict.states_something();
  JsonObject line(out);
  add_place(shard, record, line);
  line.add("name", record.name)
      .add("host", record.host)
      .add("date", normal_timestamp(record.date))
      .add("offset", record.offset)
      .add("length", record.length)
      .add("status", record.status)
      .add("media_type", record.media_type)
      .add("bytes", record.bytes)
      .add("digest", record.digest)
      .add("license", verdict.license)
      .add("license_status", to_string(verdict.status))
      .add("kind", decided ? to_string(verdict.kind) : "")
      .add("element", decided ? to_string(verdict.element) : "")
      .add("where", decided ? to_string(verdict.where) : "")
      .add("score", decided ? verdict.score : -1)
      .add("conflict", verdict.conflict)
      .add("licenses", or_else(verdict.licenses, "NONE"))
      .add("findings", record.findings.size())
      .add("signals", record.signals.size());
  add_terms(verdict.terms, line);
  line.add("truncated", record.truncated).add("title", record.title).add("author", record.author);
  end_line(line, out);
}

void append_finding_lines(std::string_view shard, const DocumentRecord& record, std::string& out) {
  for (const Finding& finding : record.findings) {
    JsonObject line(out);
    add_place(shard, record, line);
    line.add("license", finding.license)
        .add("kind", to_string(finding.kind))
        .add("rule", finding.rule)
        .add("scope", to_string(finding.scope))
        .add("element", to_string(finding.element))
        .add("where", to_string(finding.where))
        .add("field", finding.field)
        .add("port", finding.port)
        .add("start", finding.start)
        .add("end", finding.end)
        .add("line", finding.line)
        .add("score", finding.score)
        .add("main", finding.main)
        .add("lost_to", finding.lost_to)
        .add("text", cut_utf8(replace_invalid(finding.text), Finding::kMaxTextBytes));
    end_line(line, out);
  }
}

void append_signal_lines(std::string_view shard, const DocumentRecord& record, std::string& out) {
  for (const Signal& signal : record.signals) {
    JsonObject line(out);
    add_place(shard, record, line);
    line.add("signal", signal.signal)
        .add("value", signal.value)
        .add("element", to_string(signal.element));
    end_line(line, out);
  }
}

void append_error_line(std::string_view shard, const ErrorRecord& record, std::string& out) {
  JsonObject line(out);
  line.add("shard", shard)
      .add("document", record.document)
      .add("offset", record.offset)
      .add("message", record.message);
  end_line(line, out);
}

void append_shard_line(const ShardRecord& record, std::string& out) {
  JsonObject line(out);
  line.add("shard", record.shard)
      .add("part", record.part)
      .add("format", record.format)
      .add("stored_bytes", record.stored_bytes)
      .add("modified", normal_timestamp(record.modified))
      .add("documents", record.documents)
      .add("text_documents", record.text_documents)
      .add("bytes", record.bytes)
      .add("other_records", record.other_records)
      .add("findings", record.findings)
      .add("errors", record.errors)
      .add("complete", record.complete);
  end_line(line, out);
}

void append_census_lines(std::string_view shard, const Census& census, std::string& out) {
  for (size_t i = 0; i < kDimensions; ++i) {
    const auto dimension = static_cast<Dimension>(i);
    for (const auto& [value, count] : census.values(dimension)) {
      JsonObject line(out);
      line.add("shard", shard)
          .add("dimension", to_string(dimension))
          .add("value", value)
          .add("documents", count.documents)
          .add("bytes", count.bytes)
          .add("counted_documents", count.counted_documents)
          .add("counted_bytes", count.counted_bytes);
      end_line(line, out);
    }
  }
}

std::string part_of(std::string_view shard) {
  return fmt::format("{:016x}", XXH3_128bits(shard.data(), shard.size()).high64);
}

}  // namespace licensus
