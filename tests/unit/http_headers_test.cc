// Header lines and what they must say, side by side.
#include "detect/http_headers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "detect/signals.h"
#include "detect/structured_field.h"
#include "real_rules.h"

namespace licensus {
namespace {

std::string read(std::string_view headers) {
  RealRules& rules = real_rules();
  std::vector<Finding> findings;
  std::vector<Signal> signals;
  read_http_headers(headers, rules.matcher, rules.scratch, findings, signals);
  std::string out;
  for (const Finding& f : findings) {
    EXPECT_EQ(Element::kHttpHeader, f.element);
    EXPECT_EQ(-1, f.start);
    EXPECT_EQ(-1, f.end);
    out += f.field + ": " + f.license + "; ";
  }
  for (const Signal& s : signals) {
    EXPECT_EQ(Element::kHttpHeader, s.element);
    out += "! " + s.signal + "=" + s.value + "; ";
  }
  return out;
}

TEST(HttpHeaders, Table) {
  struct Case {
    std::string_view headers, expected;
  };
  const Case cases[] = {
      {"", ""},
      {"Content-Type: text/html\r\nServer: x\r\n", ""},
      {"Link: <https://creativecommons.org/licenses/by/4.0/>; rel=\"license\"\r\n",
       "link: CC-BY-4.0; "},
      {"LINK:<https://creativecommons.org/licenses/by/4.0/>;REL=License", "link: CC-BY-4.0; "},
      // Several links, commas and angle brackets inside quotes and targets.
      {"Link: </a,b>; rel=next; title=\"x, <y>; rel=license\", "
       "<https://creativecommons.org/licenses/by-sa/4.0/> ; rel = \"nofollow license\"",
       "link: CC-BY-SA-4.0; "},
      {"Link: <https://creativecommons.org/licenses/by/4.0/>; rel=license, "
       "<https://creativecommons.org/publicdomain/zero/1.0/>; rel=license",
       "link: CC-BY-4.0; link: CC0-1.0; "},
      {"Link: </terms>; rel=license", "link: NOASSERTION; "},
      {"Link: <>; rel=license", ""},
      // Of a parameter given twice the first counts; another context is another resource.
      {"Link: <https://creativecommons.org/licenses/by/4.0/>; rel=next; rel=license", ""},
      {"Link: <https://creativecommons.org/licenses/by/4.0/>; rel=license; anchor=\"/img\"", ""},
      {"Link: <https://creativecommons.org/licenses/by/4.0/>; title=\"a\\\"; rel=license", ""},
      {"Link: <https://creativecommons.org/licenses/by/4.0/>", ""},
      {"Link: <https://creativecommons.org/licenses/by/4.0/", ""},
      {"Link: https://creativecommons.org/licenses/by/4.0/; rel=license", ""},
      {"Link: <https://creativecommons.org/licenses/by/4.0/>;\r\n\trel=license\r\nX: y",
       "link: CC-BY-4.0; "},
      {"Link: </license.xml>; rel=\"license\"; type=\"application/rsl+xml\"",
       "! rsl=/license.xml; "},
      {"License: https://creativecommons.org/licenses/by-nc/4.0/", "license: CC-BY-NC-4.0; "},
      {"X-License: our own terms", "x-license: NOASSERTION; "},
      {"X-Licensed-To: https://creativecommons.org/licenses/by/4.0/", ""},
      {"License:", ""},
      // Signals.
      {"X-Robots-Tag: noindex, NoAI, noimageai", "! noai=*; ! noimageai=*; "},
      {"X-Robots-Tag: GPTBot: noai, noml", "! noai=GPTBot; ! noml=GPTBot; "},
      {"X-Robots-Tag: unavailable_after: 25 Jun 2030 15:00:00 PST, noai", "! noai=*; "},
      {"X-Robots-Tag: noaindex, nocache", ""},
      {"TDM-Reservation: 1\nTDM-Policy: https://x.org/p.json",
       "! tdm-reservation=1; ! tdm-policy=https://x.org/p.json; "},
      {"tdm-reservation: 0", "! tdm-reservation=0; "},
      {"tdm-reservation: true", ""},
      {"tdm-reservation: 10", ""},
      {"tdm:", ""},
      {"Content-Usage: train-ai=n, search=y", "! content-usage=train-ai=n, search=y; "},
      {"Content-Usage: ai-use=n;exceptions=cc-cr", "! content-usage=ai-use=n;exceptions=cc-cr; "},
      {"Content-Usage: Train=n", ""},
      {"Content-Usage: train-ai=n,", ""},
      {"no colon at all\n: no name\n\n\r\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(c.expected, read(c.headers)) << c.headers;
}

TEST(IsDictionary, Table) {
  for (std::string_view good :
       {"a", "a=1", "a=-1.5, b=?1", "a=\"x, y\\\"\"", "a=(1 2);q=0.5, *b=:aGk=:", "a;b;c=d",
        "  a=y ", "a=()", "a=@1659578233", "a=tok/en:x", "a=n,\tb=y", "a=%\"f%c3%bc\""}) {
    EXPECT_TRUE(is_dictionary(good)) << good;
  }
  for (std::string_view bad :
       {"", " ", "A=1", "a=", "a=,b", "a,,b", "a=1,", "a=\"x", "a=(1 2", "a=(1,2)", "a=?2", "a=:x",
        "a b", "=1", "a=1.", "a=\"\\x\"", "1=a"}) {
    EXPECT_FALSE(is_dictionary(bad)) << bad;
  }
}

TEST(HttpHeaders, LongLinesTakeLinearTime) {
  std::string many = "Link: ";
  for (int i = 0; i < 1'000'000; ++i) many += "<";
  EXPECT_EQ("", read(many));
  std::string lines;
  for (int i = 0; i < 300'000; ++i) lines += "\n ";
  EXPECT_EQ("", read(lines));
}

}  // namespace
}  // namespace licensus
