// Files that describe a dataset or a package, as rules/metadata.toml knows them.
#include "detect/metadata.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "detect/detector.h"
#include "detect/metadata_values.h"
#include "real_rules.h"

namespace licensus {
namespace {

using Values = std::vector<std::string>;

Values values_of(Syntax syntax, std::string_view text, std::string* problem = nullptr) {
  Values values;
  const std::string why =
      for_each_value(syntax, text, [&](std::string_view path, std::string_view value, ValueSpan) {
        values.push_back(std::string(path) + "=" + std::string(value));
      });
  if (problem != nullptr) *problem = why;
  return values;
}

Detection detect(std::string_view name, std::string_view body) {
  Detector::Session session(real_detector());
  return session.detect({.name = name, .body = body});
}

std::string read_error(std::string_view bytes) {
  const auto rules = read_metadata_rules("metadata.toml", bytes, real_rules().licenses);
  return rules ? "read" : rules.error().message;
}

TEST(MetadataRules, Hold) {
  for (const RuleTestFailure& failure :
       test_metadata_examples(real_rules().rules, real_rules().licenses, real_rules().matcher)) {
    ADD_FAILURE() << failure.rule << ": " << failure.message;
  }
}

TEST(MetadataRules, AreFoundByName) {
  const MetadataRules& rules = real_rules().rules.metadata_rules;
  const auto first = [&](std::string_view name) {
    const auto found = rules.of(name);
    return found.empty() ? "" : found.front()->rule;
  };
  EXPECT_EQ(first("README.md"), "hf-card");
  EXPECT_EQ(first("https://example.org/a/readme.MD"), "hf-card");
  EXPECT_EQ(first("inner.tar!README.md"), "hf-card");
  EXPECT_EQ(first("xREADME.md"), "");
  EXPECT_EQ(first("debian/copyright"), "debian-copyright");
  EXPECT_EQ(first("a/debian/copyright"), "debian-copyright");
  EXPECT_EQ(first("copyright"), "");
  EXPECT_EQ(first("xdebian/copyright"), "");
  EXPECT_EQ(first("any.json"), "croissant");
  EXPECT_EQ(first(".zenodo.json"), "zenodo");
  EXPECT_EQ(first(""), "");
  EXPECT_EQ(first("/"), "");
}

TEST(MetadataRules, SayWhatIsWrongAndWhere) {
  const std::string begin = "[[standard]]\nrule = 'a'\nnames = ['b']\nwhy = 'x'\n";
  const std::string examples = "examples = [['x', 'MIT'], ['y', '']]\n";
  EXPECT_EQ(read_error(begin + "syntax = 'json'\nscope = 'code'\nfields = ['l']\n" + examples),
            "read");
  EXPECT_EQ(read_error(begin + "syntax = 'jsn'\nscope = 'code'\nfields = ['l']\n" + examples),
            "metadata.toml:1: unknown syntax \"jsn\": json, yaml, front-matter, toml, xml, fields, "
            "debian, ruby or sections");
  EXPECT_EQ(read_error(begin + "syntax = 'json'\nscope = 'cod'\nfields = ['l']\n" + examples),
            "metadata.toml:1: unknown scope \"cod\": dataset, metadata, code or document");
  EXPECT_EQ(read_error(begin + "syntax = 'json'\nscope = 'code'\n" + examples),
            "metadata.toml:1: the entry needs the key \"fields\", an array");
  EXPECT_EQ(read_error(begin + "syntax = 'json'\nscope = 'code'\nfields = ['l']\nfiles = ['x']\n" +
                       examples),
            "metadata.toml:8: unknown key \"files\" of [[standard]]");
}

TEST(MetadataValues, AreThoseOfTheSyntax) {
  EXPECT_EQ(values_of(Syntax::kJson, R"({"a":[{"b":"c"},"d"],"e":{"f":1,"g":null}})"),
            (Values{"a.b=c", "a=d", "e.f=1", "e.g=null"}));
  EXPECT_EQ(values_of(Syntax::kYaml, "a:\n- b: c\n- d\ne: {f: 1}\n? [x, y]\n: z\n"),
            (Values{"a.b=c", "a=d", "e.f=1", "?=x", "?=y"}));
  EXPECT_EQ(values_of(Syntax::kToml, "[a]\nb = 'c'\n[[d]]\ne = ['f', 'g']\n"),
            (Values{"a.b=c", "d.e=f", "d.e=g"}));
  EXPECT_EQ(values_of(Syntax::kToml,
                      "x.\"y z\" = \"\"\"\na\\\"b\"\"\" # c\n[t]\nn = 1_000\nd = 1979-05-27\n"
                      "i = {k = 'v', l = [ 'm', # n\n 'o', ]}\ne = \"\\t\"\n"),
            (Values{"x.y z=\na\"b", "t.i.k=v", "t.i.l=m", "t.i.l=o", "t.e=\t"}));
  EXPECT_EQ(values_of(Syntax::kXml, "<a x:b='c'><n:d xmlns:n='u'> e <f>g</f></n:d></a>"),
            (Values{"a.b=c", "a.d.n=u", "a.d.f=g", "a.d= e "}));
  EXPECT_EQ(values_of(Syntax::kFields, "A: b\n c\nd e: f\nG:\r\n h\n\nI: j"),
            (Values{"a=b\nc", "g=\nh", "i=j"}));
  const std::string name(200, 'a');
  EXPECT_EQ(values_of(Syntax::kFields, name + ": b\na" + name + ": c\n"), Values{name + "=b"});
  EXPECT_EQ(front_matter("\xEF\xBB\xBF---\r\na: b\r\n---\r\nc: d\n"), "a: b\r\n");
  EXPECT_EQ(front_matter("---\na: b\n"), "");
  EXPECT_EQ(front_matter("x\n---\na: b\n---\n"), "");
}

TEST(MetadataValues, BeforeDamageAreHandedOut) {
  std::string problem;
  EXPECT_EQ(values_of(Syntax::kYaml, "license: mit\nb: [unclosed\n", &problem),
            (Values{"license=mit", "b=unclosed"}));
  EXPECT_NE(problem, "");
  EXPECT_EQ(values_of(Syntax::kXml, "<a><b>c</b><d>", &problem), (Values{"a.b=c"}));
  EXPECT_NE(problem, "");
  EXPECT_EQ(values_of(Syntax::kJson, "{\"license\":\"mit\",", &problem), Values{});
  EXPECT_NE(problem, "");
  EXPECT_EQ(values_of(Syntax::kToml, "a = 'b'\nc = \n", &problem), (Values{"a=b"}));
  EXPECT_NE(problem, "");
}

TEST(MetadataValues, OfYamlHaveTheirPlace) {
  const std::string text = "\xEF\xBB\xBFname: 한국어 데이터\r\nlicense: \"mit\"\nb: [é, c]\n";
  Values found;
  for_each_value(Syntax::kYaml, text, [&](std::string_view, std::string_view, ValueSpan span) {
    found.push_back(
        text.substr(static_cast<size_t>(span.start), static_cast<size_t>(span.end - span.start)));
  });
  EXPECT_EQ(found, (Values{"한국어 데이터", "\"mit\"", "é", "c"}));
}

// Nothing is expanded, and nesting ends somewhere.
TEST(MetadataValues, AreBounded) {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string name = "a" + std::to_string(i);
    const std::string last = "*a" + std::to_string(i - 1);
    laughs += name + ": &" + name + " [" + last + ", " + last + ", " + last + "]\n";
  }
  EXPECT_EQ(values_of(Syntax::kYaml, laughs).size(), 9U);
  EXPECT_EQ(values_of(Syntax::kYaml, "a: &a [*a, b]\n"), (Values{"a=b"}));
  std::string problem;
  EXPECT_EQ(values_of(Syntax::kXml, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", &problem),
            Values{});
  EXPECT_EQ(problem, "it declares entities, which are not read");
  const std::string open(100'000, '[');
  for (const Syntax syntax : {Syntax::kJson, Syntax::kYaml, Syntax::kToml}) {
    EXPECT_EQ(values_of(syntax, open), Values{});
  }
  std::string tags;
  for (int i = 0; i < 100'000; ++i) tags += "<a>";
  EXPECT_EQ(values_of(Syntax::kXml, tags, &problem), Values{});
  EXPECT_EQ(problem, "elements nest too deep");
}

TEST(Metadata, DecidesTheDocument) {
  const Detection card = detect("README.md", "---\nlicense: cc-by-nc-4.0\n---\n# A dataset\n");
  EXPECT_EQ(card.verdict.license, "CC-BY-NC-4.0");
  EXPECT_EQ(card.verdict.status, Status::kStated);
  EXPECT_EQ(card.verdict.kind, Kind::kField);
  const auto field = std::find_if(card.findings.begin(), card.findings.end(),
                                  [](const Finding& f) { return f.rule == "hf-card"; });
  ASSERT_NE(field, card.findings.end());
  EXPECT_EQ(field->scope, Scope::kDataset);
  EXPECT_EQ(field->field, "license");
  EXPECT_EQ(field->text, "cc-by-nc-4.0");
  EXPECT_EQ(field->start, 13);
  EXPECT_EQ(field->end, 25);
  EXPECT_EQ(field->line, 2);
  EXPECT_TRUE(field->main);

  const Detection unknown = detect("README.md", "---\nlicense: other\n---\n");
  EXPECT_EQ(unknown.verdict.status, Status::kDeclaredUnknown);
  const Detection choice = detect("CITATION.cff", "license: [MIT, Apache-2.0]\n");
  EXPECT_EQ(choice.verdict.license, "Apache-2.0 OR MIT");
  const Detection refused = detect("package.json", R"({"license": "UNLICENSED"})");
  EXPECT_EQ(refused.verdict.status, Status::kReserved);
  // The license of the metadata is not that of the data.
  const Detection croissant =
      detect("x.json", R"({"conformsTo":"http://mlcommons.org/croissant/1.0","sdLicense":"MIT"})");
  EXPECT_EQ(croissant.verdict.status, Status::kNoneFound);
  ASSERT_FALSE(croissant.findings.empty());
}

TEST(Metadata, AndProseAreBothReported) {
  const Detection both = detect("README.md",
                                "---\nlicense: mit\n---\n### Licensing Information\n\nThe data is "
                                "under https://creativecommons.org/licenses/by-nc/4.0/\n");
  EXPECT_EQ(both.verdict.license, "CC-BY-NC-4.0 AND MIT");
  EXPECT_TRUE(both.verdict.conflict);
}

TEST(Metadata, ComesInPieces) {
  std::string card = "---\nlicense: odbl\ndescription: >\n";
  while (card.size() < (size_t{3} << 20)) card += "  words and words of nothing in particular\n";
  card += "---\n";
  Detector::Session session(real_detector());
  session.begin({.name = "README.md"});
  for (size_t at = 0; at < card.size(); at += size_t{1} << 20) {
    session.piece(std::string_view(card).substr(at, size_t{1} << 20));
  }
  EXPECT_EQ(session.finish().verdict.license, "ODbL-1.0");
  // The next document of the session is another.
  EXPECT_EQ(session.detect({.name = "README.md", .body = "---\na: b\n---\n"}).findings.size(), 0U);
}

TEST(Metadata, ThatCannotBeReadIsToldOfWhereItSpeaksOfLicenses) {
  EXPECT_NE(detect("package.json", R"({"license": "MIT")").problem, "");
  EXPECT_EQ(detect("package.json", R"({"name": "x")").problem, "");
  EXPECT_NE(detect("README.md", "---\nlicense: [mit\n---\n").problem, "");
  EXPECT_EQ(detect("README.md", "---\nA rule, and words: that: are no YAML\n---\n").problem, "");
  EXPECT_EQ(detect("other.json", R"({"license": "MIT")").problem, "");
}

TEST(Metadata, HasValuesOfAnyType) {
  std::string list = "---\nlicense:\n";
  for (int i = 0; i < 10'000; ++i) list += i % 2 == 0 ? "- mit\n" : "- our-own-agreement\n";
  const Detection many = detect("README.md", list + "---\n");
  EXPECT_EQ(std::count_if(many.findings.begin(), many.findings.end(),
                          [](const Finding& f) { return f.rule == "hf-card"; }),
            2);
  for (const char* value : {"null", "17", "true", "{}", "[]", "\"\"", "[[\"x\"]]"}) {
    const Detection odd = detect("package.json", R"({"license": )" + std::string(value) + "}");
    EXPECT_EQ(odd.problem, "") << value;
    EXPECT_NE(odd.verdict.status, Status::kStated) << value;
  }
}

}  // namespace
}  // namespace licensus
