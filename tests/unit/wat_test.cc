// WAT records and what they must say, side by side.
#include "detect/wat.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "detect/verdict.h"
#include "real_rules.h"

namespace licensus {
namespace {

std::string read_json(const std::string& json) {
  RealRules& rules = real_rules();
  std::vector<Finding> findings;
  std::vector<Signal> signals;
  if (!read_wat(json, rules.matcher, rules.scratch, findings, signals)) return "no envelope";
  const Verdict verdict = decide(findings, true, rules.licenses);
  std::string out = verdict.license + '\n';
  for (const Finding& f : findings) {
    EXPECT_EQ(-1, f.start);
    EXPECT_EQ(-1, f.end);
    out += (f.main ? "* " : "  ") + f.license + ' ' + std::string(to_string(f.kind)) + ' ' +
           std::string(to_string(f.scope)) + ' ' + std::string(to_string(f.element)) + ' ' +
           std::string(to_string(f.where)) + ' ' + f.field + '\n';
  }
  for (const Signal& s : signals) out += "! " + s.signal + '=' + s.value + '\n';
  return out;
}

// A record whose response is `response`.
std::string read(const std::string& response) {
  return read_json(R"({"Container":{"Offset":"12"},"Envelope":{"Payload-Metadata":{)"
                   R"("Actual-Content-Type":"application/http; msgtype=response",)"
                   R"("HTTP-Response-Metadata":)" +
                   response + "}}}");
}

TEST(Wat, Envelopes) {
  EXPECT_EQ("no envelope", read_json(""));
  EXPECT_EQ("no envelope", read_json("<html>"));
  EXPECT_EQ("no envelope", read_json("[1]"));
  EXPECT_EQ("no envelope", read_json(R"({"Envelope":3})"));
  EXPECT_EQ("no envelope", read_json(R"({"Envelope":{"Payload-Metadata")"));
  EXPECT_EQ("NONE\n", read_json(R"({"Envelope":{"Payload-Metadata":{}}})"));
  EXPECT_EQ("NONE\n", read_json(R"({"Envelope":{"Payload-Metadata":7}})"));
  EXPECT_EQ("NONE\n", read_json(R"({"Envelope":{"Payload-Metadata":)"
                                R"({"HTTP-Request-Metadata":{"Headers":{"Host":"x"}}}}})"));
  EXPECT_EQ("NONE\n", read(R"({"Headers":[],"HTML-Metadata":{"Head":[],"Links":{}}})"));
}

TEST(Wat, Headers) {
  EXPECT_EQ("CC-BY-4.0\n* CC-BY-4.0 link document http-header  Headers.Link\n! noai=*\n",
            read(R"({"Headers":{"Link":"<https://creativecommons.org/licenses/by/4.0/>; )"
                 R"(rel=\"license\"","X-Robots-Tag":"noai","Server":"x"}})"));
  EXPECT_EQ("CC-BY-4.0\n* CC-BY-4.0 link document http-header  Headers.link\n",
            read(R"({"Headers":{"link":["</x>; rel=next",)"
                 R"("<https://creativecommons.org/licenses/by/4.0/>; rel=license"]}})"));
}

TEST(Wat, Head) {
  EXPECT_EQ(
      "CC-BY-4.0\n"
      "  CC-BY-SA-4.0 clue document meta head HTML-Metadata.Head.Metas[2].content\n"
      "  CC-BY-ND-4.0 link document link head HTML-Metadata.Head.Link[1].url\n"
      "* CC-BY-4.0 link document meta head HTML-Metadata.Head.Metas[1].content\n"
      "  CC0-1.0 clue document  head HTML-Metadata.Head.Title\n"
      "! noai=*\n! tdm-reservation=1\n! rsl=https://x.org/rsl.xml\n",
      read(R"({"HTML-Metadata":{"Head":{"Title":"What CC0 1.0 means","Metas":[)"
           R"({"name":"robots","content":"noai"},)"
           R"({"name":"DC.rights","content":"https://creativecommons.org/licenses/by/4.0/"},)"
           R"({"name":"description","content":"about CC BY-SA 4.0"},)"
           R"({"name":"tdm-reservation","content":"1"}],)"
           R"("Link":[{"path":"LINK@/href","url":"/a.css","rel":"stylesheet"},)"
           R"({"path":"LINK@/href","url":"https://creativecommons.org/licenses/by-nd/4.0/",)"
           R"("rel":"license"},)"
           R"({"path":"LINK@/href","url":"https://x.org/rsl.xml","rel":"license",)"
           R"("type":"application/rsl+xml"}]}}})"));
}

TEST(Wat, Links) {
  EXPECT_EQ(
      "CC-BY-4.0\n"
      "  CC-BY-2.0 link embedded a body HTML-Metadata.Links[1].url\n"
      "* CC-BY-4.0 link document a body HTML-Metadata.Links[3].url\n",
      read(R"({"HTML-Metadata":{"Links":[)"
           R"({"path":"A@/href","url":"https://flickr.com/x","text":"Photo by Ann"},)"
           R"({"path":"A@/href","url":"https://creativecommons.org/licenses/by/2.0/"},)"
           R"({"path":"IMG@/src","url":"/x.jpg","alt":"a tree"},)"
           R"({"path":"A@/href","url":"https://creativecommons.org/licenses/by/4.0/",)"
           R"("rel":"license","text":"Terms"}]}})"));
}

TEST(Wat, UnknownAndLists) {
  EXPECT_EQ("NOASSERTION\n* NOASSERTION link document a body HTML-Metadata.Links[0].url\n",
            read(R"({"HTML-Metadata":{"Links":[{"path":"A@/href","url":"/t","rel":"license"}]}})"));
  std::string links;
  for (const char* code : {"by", "by-sa", "by-nc", "by-nd"}) {
    links += (links.empty() ? "" : ",") + std::string(R"({"path":"A@/href","url":)") +
             R"("https://creativecommons.org/licenses/)" + code + R"(/4.0/"})";
  }
  EXPECT_TRUE(read(R"({"HTML-Metadata":{"Links":[)" + links + "]}}").starts_with("NONE\n"));
}

TEST(Wat, CutAnywhere) {
  const std::string json =
      R"({"Envelope":{"Payload-Metadata":{"HTTP-Response-Metadata":{"Headers":{"Link":)"
      R"("<https://creativecommons.org/licenses/by/4.0/>; rel=license"},"HTML-Metadata":{"Links":[)"
      R"({"path":"A@/href","url":"/t","rel":"license"}]}}}}})";
  for (size_t length = 0; length < json.size(); ++length) {
    EXPECT_EQ("no envelope", read_json(json.substr(0, length))) << length;
  }
  EXPECT_TRUE(read_json(json).starts_with("CC-BY-4.0\n"));
}

}  // namespace
}  // namespace licensus
