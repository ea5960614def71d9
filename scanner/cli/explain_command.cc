#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/explain_texts.h"
#include "cli/say.h"
#include "output/summary.h"
#include "pipeline/explain.h"
#include "pipeline/inherited_licenses.h"
#include "pipeline/site_table.h"

namespace licensus::cli {
namespace {

constexpr size_t kContextBytes = 60;

struct ExplainCommand {
  std::string shard;
  DocumentChoice choice;
  RuleOptions rules;
  DepthOptions depth;
  Reading reading;
  std::vector<std::string> robots;
  std::string run;  // folder of a finished scan; "" for none
};

// One line, control characters and runs of white space as one space, cut characters dropped.
std::string on_one_line(std::string_view text) {
  while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0) == 0x80) {
    text.remove_prefix(1);
  }
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= ' ';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out.push_back(blank ? ' ' : c);
  }
  size_t last = out.size();
  while (last > 0 && (static_cast<unsigned char>(out[last - 1]) & 0xC0) == 0x80) --last;
  if (last > 0 && utf8_length(std::string_view(out).substr(last - 1)) == 0) out.resize(last - 1);
  return out;
}

// The text that the finding's place counts in.
std::string_view body_of(const Explained& explained, const Finding& finding) {
  for (const auto& [column, body] : explained.bodies) {
    if (column.empty() || finding.field == column || finding.field.starts_with(column + ".")) {
      return body;
    }
  }
  return {};
}

std::string context(const Explained& explained, const Finding& finding) {
  const std::string_view body = body_of(explained, finding);
  const auto start = static_cast<size_t>(finding.start);
  const auto end = static_cast<size_t>(finding.end);
  if (finding.start < 0 || end > body.size() || end - start > Finding::kMaxTextBytes ||
      body.compare(start, end - start, finding.text) != 0) {
    return "\"" + on_one_line(finding.text) + "\"";
  }
  const size_t from = start > kContextBytes ? start - kContextBytes : 0;
  return fmt::format("{}>>>{}<<<{}", on_one_line({body.data() + from, start - from}),
                     on_one_line(finding.text),
                     on_one_line({body.data() + end, std::min(kContextBytes, body.size() - end)}));
}

std::string place(const Finding& finding) {
  std::string text(to_string(finding.kind));
  if (finding.element != Element::kNone) text += fmt::format(" in {}", to_string(finding.element));
  if (!finding.field.empty()) text += fmt::format(" {}", finding.field);
  if (finding.where != Where::kNone) text += fmt::format(", {}", to_string(finding.where));
  if (finding.scope != Scope::kDocument)
    text += fmt::format(", scope {}", to_string(finding.scope));
  if (finding.start >= 0) {
    if (finding.line >= 0) text += fmt::format(", line {}", finding.line);
    text += fmt::format(", bytes {}-{}", finding.start, finding.end);
  }
  return text;
}

std::string standing(const Finding& finding) {
  if (finding.main && finding.lost_to.empty()) return "decides";
  if (!finding.lost_to.empty()) return "lost to " + finding.lost_to + ", which is better placed";
  if (finding.scope != Scope::kDocument) {
    return fmt::format("does not speak for the document: scope {}", to_string(finding.scope));
  }
  return fmt::format("does not decide: a {} is no statement", to_string(finding.kind));
}

void show_finding(const Explained& explained, const Finding& finding, size_t number) {
  say("\n{}. {}{}\n", number, finding.license.empty() ? "all rights reserved" : finding.license,
      finding.port.empty() ? "" : fmt::format(" (port {})", finding.port));
  say("   {}\n   rule {}, score {}: {}\n   {}\n", place(finding), finding.rule, finding.score,
      standing(finding), context(explained, finding));
}

// `inherited`: what covers a document that states nothing, as InheritedLicenses says it; "" where
// that was not asked.
void show(const std::string& shard, const Explained& explained, std::string_view inherited) {
  const DocumentRecord& record = explained.record;
  const Terms& terms = record.verdict.terms;
  const bool numbered = record.document != kRowId;  // a row that was found by its offset is not
  say("{}{}\n  shard {}", numbered ? record.document : "row",
      record.name.empty() ? "" : fmt::format(" ({})", record.name), shard);
  if (record.offset >= 0) say(", offset {}", record.offset);
  if (record.status >= 0) say(", HTTP status {}", record.status);
  if (!record.media_type.empty()) say(", {}", record.media_type);
  say(", {} bytes{}\n", record.bytes, record.truncated ? " (truncated)" : "");
  say("  license {} ({}){}\n", record.verdict.license, to_string(record.verdict.status),
      record.verdict.conflict ? ", findings disagree: terms are the strictest" : "");
  say("  commercial use {}, derivatives {}, redistribution {}, model training {}\n",
      to_string(terms.commercial_use), to_string(terms.derivatives),
      to_string(terms.redistribution), to_string(terms.model_training));
  say("  attribution {}, notice {}, share-alike {}, purpose {}\n", to_string(terms.attribution),
      to_string(terms.notice), to_string(terms.share_alike), to_string(terms.purpose));
  for (const Signal& signal : record.signals) {
    say("  signal {}: {}\n", signal.signal, signal.value);
  }
  if (record.findings.empty()) say("\nNothing was found that states a license.\n");
  if (inherited == Coverage::kNothing) {
    say("No license file or card of a folder above it covers it.\n");
  } else if (!inherited.empty()) {
    say("A license file or card of a folder above it covers it: {}.\n",
        inherited == Coverage::kReserved ? "all rights reserved" : inherited);
  }
  TextNotes notes(record.findings, explained.texts);
  for (size_t i = 0; i < record.findings.size(); ++i) {
    show_finding(explained, record.findings[i], i + 1);
    notes.show(i);
  }
  notes.show_rest();
}

// Adds what the page's site says, as a scan with --robots does. "" or why it cannot be told.
std::string add_site_signals(const ExplainCommand& command, DocumentRecord& record) {
  if (command.robots.empty()) return {};
  std::atomic<bool> never = false;
  std::vector<std::string> errors;
  const auto sites = SiteTable::build(command.robots, command.reading, {never, never}, errors);
  if (!sites) return sites.error().message;
  for (const std::string& error : errors) fmt::print(stderr, "licensus: {}\n", error);
  (*sites)->add_signals(record.host, record.address(), record.signals);
  return {};
}

// What covers the document by the run that is to be looked at; "" where that tells nothing.
Result<std::string> find_inherited(const ExplainCommand& command, const DocumentRecord& record) {
  if (command.run.empty() || record.verdict.states_something()) return std::string();
  const auto inherited = InheritedLicenses::read(command.run);
  if (!inherited) return fail(inherited.error().message);
  return inherited->of(command.shard, record.document);
}

int explain_document(const ExplainCommand& command) {
  auto detector = make_detector(command.rules, command.depth);
  if (!detector) return complain(detector.error().message);
  auto explained = explain(**detector, command.reading, command.shard, command.choice);
  if (!explained) return complain(explained.error().message);
  const std::string problem = add_site_signals(command, explained->record);
  if (!problem.empty()) return complain(problem);
  const auto inherited = find_inherited(command, explained->record);
  if (!inherited) return complain(inherited.error().message);
  show(command.shard, *explained, *inherited);
  return kDone;
}

}  // namespace

void add_explain(CLI::App& app, std::function<int()>& run) {
  auto command = std::make_shared<ExplainCommand>();
  CLI::App* explain = app.add_subcommand(
      "explain", "Show every finding of one document, its rule, and why others lost");
  explain->footer(
      "SHARD is a shard as the tables name it: a crawl file, a folder, or any file. With an index\n"
      "also the words of each license text that are missing or too many, and the matches that\n"
      "were found there and dropped, each with its reason.\n\n"
      "  licensus explain crawl/a.warc.gz --document https://example.org/x\n"
      "  licensus explain crawl/a.warc.gz --offset 1234\n"
      "  licensus explain data/rows.jsonl.zst --document row:4711\n"
      "  licensus explain data/LICENSE\n"
      "  licensus explain data/ --document train.txt --run out");
  explain->add_option("SHARD", command->shard, "The shard that holds the document")
      ->required()
      ->type_name("");
  explain->add_option("--document", command->choice.document, "The document by its id")
      ->type_name("ID");
  explain->add_option("--offset", command->choice.offset, "The document by its offset in the shard")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  explain
      ->add_option("--run", command->run,
                   "Tell what covers a document that states nothing, by the tables of a scan")
      ->check(CLI::ExistingDirectory)
      ->type_name("DIR");
  explain
      ->add_option(
          "--robots", command->robots,
          "Add what the page's host says in robots.txt, tdmrep.json and ai.txt, as scan does")
      ->type_name("SOURCE");
  add_reading_options(*explain, command->reading);
  add_depth_options(*explain, command->depth);
  add_rule_options(*explain, command->rules);
  explain->callback([&run, command] { run = [command] { return explain_document(*command); }; });
}

}  // namespace licensus::cli
