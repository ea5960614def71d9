#include "detect/rule_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "detect/detector.h"
#include "real_rules.h"
#include "temporary_directory.h"

namespace licensus {
namespace {

namespace fs = std::filesystem;

// A copy of the project's share, without what the build stored there.
class Store : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* folder : {"rules", "spdx"}) {
      fs::copy(fs::path(LICENSUS_SHARE) / folder, share() / folder, fs::copy_options::recursive);
    }
  }
  fs::path share() const { return directory_.path(); }
  fs::path stored() const { return share() / "compiled/rules.bin"; }

  void put(const std::string& bytes) const {
    std::ofstream(stored(), std::ios::binary | std::ios::trunc) << bytes;
  }
  bool is_read() const { return read_rule_store(share(), share_fingerprint(share())).has_value(); }

 private:
  TemporaryDirectory directory_;
};

std::string shown(const Rule& rule) {
  std::string text = rule.id + '\n' + std::string(to_string(rule.kind)) + rule.license +
                     rule.pattern + std::to_string(rule.case_sensitive) +
                     std::string(to_string(rule.scope)) + std::to_string(rule.score) +
                     std::to_string(rule.page_only) + rule.file + std::to_string(rule.line);
  const auto add = [&](const std::string& part) { text += '\n' + part; };
  for (const auto& list : {rule.stems, rule.needs, rule.near_misses}) {
    for (const std::string& part : list) add(part);
  }
  for (const Rule::Example& example : rule.examples) add(example.text + " -> " + example.license);
  for (const auto& [group, values] : rule.values) {
    for (const auto& [from, to] : values) add(group + ": " + from + " -> " + to);
  }
  return text;
}

std::string shown(const LicenseTable& table) {
  std::string text;
  for (const std::string& id : table.ids_with_terms()) {
    const Terms terms = table.terms(id);
    text += id + ' ' + std::string(to_string(terms.commercial_use)) +
            std::string(to_string(terms.derivatives)) +
            std::string(to_string(terms.redistribution)) +
            std::string(to_string(terms.model_training)) +
            std::string(to_string(terms.attribution)) + std::string(to_string(terms.notice)) +
            std::string(to_string(terms.share_alike)) + std::string(to_string(terms.purpose));
    for (const std::string& condition : terms.conditions) text += ' ' + condition;
    const LicenseInfo* info = table.info(id);
    if (info == nullptr) continue;
    text += info->name + info->url + info->meaning + info->family + info->read_on;
    for (const std::string& alias : info->aliases) text += '\n' + alias;
    for (const TermSource& s : info->sources) text += '\n' + s.term + s.value + s.clause;
  }
  return text;
}

std::string shown(const TextRules& rules) {
  std::string text;
  for (const auto* names : {&rules.aliases, &rules.corrections}) {
    for (const auto& [key, name] : *names) {
      text += key + " is " + name.license + ' ' + std::to_string(name.likeness) + '\n';
    }
  }
  for (const auto& [key, none] : rules.no_license) {
    text += key + ' ' + std::to_string(static_cast<int>(none.beside)) +
            std::to_string(none.on_pages_only) + '\n';
  }
  for (const auto& [license, drop] : rules.inside) {
    text += license + ':';
    for (const std::string& other : drop) text += ' ' + other;
  }
  return text;
}

TEST_F(Store, GivesWhatTheFilesGive) {
  ASSERT_FALSE(is_read());
  const LicenseTable licenses = loaded(LicenseTable::load(share(), ""));
  const RuleSet rules = loaded(RuleSet::load(share(), "", licenses));
  ASSERT_TRUE(write_rule_store(share()));
  std::optional<RuleStore> store = read_rule_store(share(), share_fingerprint(share()));
  ASSERT_TRUE(store);
  ASSERT_EQ(store->rules.rules.size(), rules.rules.size());
  for (size_t i = 0; i < rules.rules.size(); ++i) {
    EXPECT_EQ(shown(store->rules.rules[i]), shown(rules.rules[i]));
  }
  EXPECT_EQ(store->rules.stems, rules.stems);
  EXPECT_EQ(store->rules.prints, rules.prints);
  EXPECT_EQ(store->rules.page_marks, rules.page_marks);
  EXPECT_EQ(store->rules.macros, rules.macros);
  EXPECT_EQ(shown(store->rules.text_rules), shown(rules.text_rules));
  EXPECT_FALSE(store->rules.literals_database.empty());
  const LicenseTable restored(std::move(store->licenses));
  EXPECT_EQ(shown(restored), shown(licenses));
  EXPECT_EQ(restored.canonical_id("GPL v2 or later"), licenses.canonical_id("GPL v2 or later"));
  EXPECT_EQ(restored.canonical_addition("classpath exception 2.0"),
            licenses.canonical_addition("classpath exception 2.0"));
}

TEST_F(Store, StandsForTheFilesAsTheyAre) {
  ASSERT_TRUE(write_rule_store(share()));
  const std::string fingerprint = share_fingerprint(share());
  EXPECT_TRUE(is_read());
  std::ofstream(share() / "rules/stems.toml", std::ios::app) << "# a word more\n";
  EXPECT_NE(share_fingerprint(share()), fingerprint);
  EXPECT_FALSE(is_read());
}

TEST_F(Store, IsPassedOverWhereDamaged) {
  ASSERT_TRUE(write_rule_store(share()));
  const std::string whole = read_file(stored());
  for (size_t size = 0; size < whole.size(); size += 1 + whole.size() / 40) {
    put(whole.substr(0, size));
    EXPECT_FALSE(is_read()) << size;
  }
  for (size_t at = 0; at < whole.size(); at += at < 80 ? 1 : whole.size() / 40) {
    std::string changed = whole;
    changed[at] ^= 1;
    put(changed);
    EXPECT_FALSE(is_read()) << at;
  }
  put(whole);
  EXPECT_TRUE(is_read());
}

TEST_F(Store, IsNotLeftWhereARuleIsBad) {
  ASSERT_TRUE(write_rule_store(share()));
  std::ofstream(share() / "rules/patterns/bad.toml")
      << "[[rule]]\nid = \"bad\"\nkind = \"notice\"\nlicense = \"MIT\"\npattern = \"mit|expat\"\n"
         "stems = [\"licen\"]\n";
  const Result<void> written = write_rule_store(share());
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("bad.toml:1"), std::string::npos);
  EXPECT_FALSE(fs::exists(stored()));
}

// The rules of a user are checked and added to what was stored.
TEST_F(Store, TakesTheRulesOfAUserToo) {
  ASSERT_TRUE(write_rule_store(share()));
  const fs::path own = share() / "own.toml";
  std::ofstream(own) << "[[rule]]\nid = \"own\"\nkind = \"notice\"\nlicense = \"MIT\"\n"
                        "pattern = \"freely{{sp}}licensed\"\nstems = [\"licen\"]\n";
  const auto detector = Detector::create({.share = share(), .user_rules = own});
  ASSERT_TRUE(detector) << detector.error().message;
  Detector::Session session(**detector);
  const Detection detection = session.detect({.body = "This is freely licensed."});
  ASSERT_EQ(detection.findings.size(), 1U);
  EXPECT_EQ(detection.findings[0].rule, "own");
  std::ofstream(own, std::ios::app) << "[[rule]]\nid = \"cc-url\"\n";
  EXPECT_FALSE(Detector::create({.share = share(), .user_rules = own}));
}

}  // namespace
}  // namespace licensus
