#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/known_datasets.h"
#include "cli/say.h"
#include "detect/fields.h"
#include "detect/metadata.h"
#include "detect/text/text_index.h"

namespace licensus::cli {
namespace {

struct RulesCommand {
  std::string id;
  bool credits = false;
  RuleOptions rules;
};

void show_rule(const Rule& rule) {
  say("{}\n  kind {}, scope {}, score {}, license {}\n  {}:{}\n  pattern {}\n", rule.id,
      to_string(rule.kind), to_string(rule.scope), rule.score, rule.license, rule.file, rule.line,
      rule.pattern);
  for (const Rule::Example& example : rule.examples) {
    say("  example    {}{}\n", example.text,
        example.license.empty() ? "" : "  -> " + example.license);
  }
  for (const std::string& text : rule.near_misses) say("  near miss  {}\n", text);
}

void show_field_rule(const std::string& rule, const FieldRules& rules) {
  say("{}\n  kind field, scope document, score 100, license as the field says\n  fields:", rule);
  for (const auto& [name, of] : rules.rule_by_name) {
    if (of == rule) say(" {}", name);
  }
  say("\n");
  for (const FieldRules::Example& example : rules.examples.at(rule)) {
    say("  {}  {} = {}{}\n", example.license.empty() ? "near miss" : "example  ", example.path,
        example.value, example.license.empty() ? "" : "  -> " + example.license);
  }
}

void show_standard(const MetadataStandard& standard) {
  say("{}\n  kind field, scope as the field has it, score 100, license as the field says\n  files: "
      "{}{}\n  fields:",
      standard.rule, fmt::join(standard.names, " "),
      standard.mark.empty() ? "" : " that hold " + standard.mark);
  for (const MetadataStandard::Field& field : standard.fields) {
    say(" {} ({})", field.path, to_string(field.scope));
  }
  say("\n");
  for (const MetadataStandard::Example& example : standard.examples) {
    say("  {}  {}{}\n", example.license.empty() ? "near miss" : "example  ", example.text,
        example.license.empty() ? "" : "  -> " + example.license);
  }
}

void show_license(const LicenseInfo& info, const Terms& terms) {
  say("{}{}\n  {}\n", info.id, info.deprecated ? " (deprecated)" : "", info.name);
  if (!info.url.empty()) say("  {}\n", info.url);
  say("  commercial use {}, derivatives {}, redistribution {}, model training {}\n",
      to_string(terms.commercial_use), to_string(terms.derivatives),
      to_string(terms.redistribution), to_string(terms.model_training));
  say("  attribution {}, notice {}, share-alike {}, purpose {}{}{}\n", to_string(terms.attribution),
      to_string(terms.notice), to_string(terms.share_alike), to_string(terms.purpose),
      terms.conditions.empty() ? "" : "; conditions: ", fmt::join(terms.conditions, ", "));
  for (const TermSource& source : info.sources) {
    say("  {:<16} {:<12} {}\n", source.term, source.value, source.clause);
  }
  if (!info.read_on.empty()) say("  read on {}\n", info.read_on);
  if (!info.aliases.empty()) say("  aliases: {}\n", fmt::join(info.aliases, ", "));
}

int list_all(const Detector& detector) {
  for (const Rule& rule : detector.rules().rules) {
    say("{:<36} {:<10} {}\n", rule.id, to_string(rule.kind), rule.license);
  }
  for (const auto& [rule, examples] : detector.rules().field_rules.examples) {
    say("{:<36} {:<10} {}\n", rule, to_string(Kind::kField), "as the field says");
  }
  for (const MetadataStandard& standard : detector.rules().metadata_rules.standards) {
    say("{:<36} {:<10} {}\n", standard.rule, to_string(Kind::kField), "as the file says");
  }
  for (const DatasetRule& dataset : detector.rules().dataset_rules.datasets) {
    say("{:<36} {:<10} {}\n", dataset.rule, to_string(Kind::kDataset), dataset.name);
  }
  say("\nLicenses with terms (licensus rules ID shows them, clause by clause):\n");
  for (const std::string& id : detector.licenses().ids_with_terms()) say("{}\n", id);
  return kDone;
}

int show_one(const Detector& detector, const std::string& id) {
  for (const Rule& rule : detector.rules().rules) {
    if (rule.id != id) continue;
    show_rule(rule);
    return kDone;
  }
  if (detector.rules().field_rules.examples.contains(id)) {
    show_field_rule(id, detector.rules().field_rules);
    return kDone;
  }
  for (const MetadataStandard& standard : detector.rules().metadata_rules.standards) {
    if (standard.rule != id) continue;
    show_standard(standard);
    return kDone;
  }
  for (const DatasetRule& dataset : detector.rules().dataset_rules.datasets) {
    if (dataset.rule != id) continue;
    say("{}", dataset_text(dataset));
    return kDone;
  }
  const auto canonical = detector.licenses().canonical_id(id);
  const LicenseInfo* info = canonical ? detector.licenses().info(*canonical) : nullptr;
  if (info == nullptr) {
    return complain("no rule and no license is called " + id + "; `licensus rules` lists all");
  }
  show_license(*info, detector.licenses().terms(info->id));
  return kDone;
}

int test_rules(const Detector& detector) {
  auto failures = detector.matcher().test_examples();
  for (auto* test : {test_field_examples, test_metadata_examples}) {
    for (RuleTestFailure& failure :
         test(detector.rules(), detector.licenses(), detector.matcher())) {
      failures.push_back(std::move(failure));
    }
  }
  const DatasetRules& datasets = detector.rules().dataset_rules;
  for (std::string& failure : datasets.failed_examples()) {
    failures.push_back({"dataset", std::move(failure)});
  }
  for (const RuleTestFailure& failure : failures) {
    say("FAIL {}: {}\n", failure.rule, failure.message);
  }
  size_t examples = 0;
  for (const Rule& rule : detector.rules().rules) {
    examples += rule.examples.size() + rule.near_misses.size();
  }
  const auto& of_fields = detector.rules().field_rules.examples;
  for (const auto& [rule, its] : of_fields) examples += its.size();
  const auto& standards = detector.rules().metadata_rules.standards;
  for (const MetadataStandard& standard : standards) examples += standard.examples.size();
  for (const DatasetRule& dataset : datasets.datasets) {
    examples += dataset.examples.size() + dataset.near_misses.size();
  }
  say("{} rules, {} examples and near misses, {} failed\n",
      detector.rules().rules.size() + of_fields.size() + standards.size() +
          datasets.datasets.size(),
      examples, failures.size());
  return failures.empty() ? kDone : kTestFailed;
}

int show_rules(const RulesCommand& command) {
  if (command.credits) {
    if (!command.id.empty()) return complain("--credits goes without " + command.id);
    say("{}\n", kScanCodeCredits);
    return kDone;
  }
  auto detector = make_detector(command.rules);
  if (!detector) return complain(detector.error().message);
  if (command.id == "test") return test_rules(**detector);
  return command.id.empty() ? list_all(**detector) : show_one(**detector, command.id);
}

}  // namespace

void add_rules(CLI::App& app, std::function<int()>& run) {
  auto command = std::make_shared<RulesCommand>();
  CLI::App* rules =
      app.add_subcommand("rules", "List rules and terms, show one, or run the rules' examples");
  rules->footer(
      "  licensus rules                  all rules, and the licenses whose terms are known\n"
      "  licensus rules cc-url           one rule with its examples\n"
      "  licensus rules CC-BY-NC-4.0     one license with its terms, clause by clause\n"
      "  licensus rules test             run the examples and near misses of every rule\n"
      "  licensus rules --credits        who made the license texts of --depth full");
  rules->add_option("ID", command->id, "A rule, a license, or the word test")->type_name("");
  rules->add_flag("--credits", command->credits, "Say who made the license texts of --depth full");
  add_rule_options(*rules, command->rules);
  rules->callback([&run, command] { run = [command] { return show_rules(*command); }; });
}

}  // namespace licensus::cli
