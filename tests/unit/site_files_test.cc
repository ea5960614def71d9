#include "detect/site_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "detect/site_robots.h"

namespace licensus {
namespace {

// "signal=value", in order.
std::vector<std::string> said(SiteFile file, std::string_view text, std::string_view path) {
  std::vector<Signal> signals;
  read_site_file(file, text, path, signals);
  std::vector<std::string> words;
  for (const Signal& signal : signals) words.push_back(signal.signal + "=" + signal.value);
  std::sort(words.begin(), words.end());
  return words;
}

using Words = std::vector<std::string>;

TEST(SiteFiles, PathsMatchAsRobotsTxtSays) {
  struct Case {
    const char* pattern;
    const char* path;
    bool matches;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"/", "/", true},
           {"/", "/a/b?c", true},
           {"/a", "/abc", true},
           {"/a/", "/abc", false},
           {"/a$", "/a", true},
           {"/a$", "/ab", false},
           {"/*.jpg", "/x/y.jpg?big", true},
           {"/*.jpg$", "/x/y.jpg?big", false},
           {"/*.jpg$", "/x/y.jpg.jpg", true},
           {"*.jpg", "/x/y.jpg", true},
           {"/a*b*c", "/a-c-b", false},
           {"/a*b*c", "/a-b-b-cd", true},
           {"/a*", "/a", true},
           {"/a*$", "/abc", true},
           {"/ab*ab$", "/ab", false},
           {"/ab*ab$", "/abab", true},
           {"", "/", true},
           {"a", "/a", false},
       }) {
    EXPECT_EQ(path_matches(c.pattern, c.path), c.matches) << c.pattern << ' ' << c.path;
  }
}

// Against the definition: a pattern matches where some end of its first `*` does.
bool plainly(std::string_view pattern, std::string_view path) {
  if (pattern == "$") return path.empty();
  if (pattern.empty()) return true;
  if (pattern.front() == '*') {
    for (size_t i = 0; i <= path.size(); ++i) {
      if (plainly(pattern.substr(1), path.substr(i))) return true;
    }
    return false;
  }
  return !path.empty() && path.front() == pattern.front() &&
         plainly(pattern.substr(1), path.substr(1));
}

TEST(SiteFiles, PathsMatchAsThePlainWaySays) {
  std::mt19937 random(3);
  for (int round = 0; round < 20000; ++round) {
    std::string pattern, path;
    for (uint32_t i = random() % 6; i > 0; --i) pattern += "ab*"[random() % 3];
    if (random() % 3 == 0) pattern += '$';
    for (uint32_t i = random() % 7; i > 0; --i) path += "ab"[random() % 2];
    ASSERT_EQ(path_matches(pattern, path), plainly(pattern, path)) << pattern << ' ' << path;
  }
}

TEST(SiteFiles, RobotsOfCrawlersForLearning) {
  const std::string_view robots =
      "# all\n"
      "User-agent: *\n"
      "Disallow: /private/\n"
      "\n"
      "user-agent: gptbot/1.2\r\n"
      "User-Agent: CCBot\r\n"
      "Disallow: /\r\n"
      "Allow: /open/\r\n"
      "User-agent: Googlebot\n"
      "Disallow: /\n"
      "User-agent: ClaudeBot\n"
      "Disallow:\n";
  EXPECT_EQ(said(SiteFile::kRobots, robots, "/a"),
            (Words{"robots-txt=CCBot", "robots-txt=GPTBot"}));
  EXPECT_EQ(said(SiteFile::kRobots, robots, "/open/a"), Words{});
  EXPECT_EQ(said(SiteFile::kRobots, "User-agent: *\nDisallow: /\n", "/"), Words{})
      << "what no crawler may fetch is not about learning";
}

TEST(SiteFiles, RobotsGroupsOfOneCrawlerAddUpAndTheLongestRuleDecides) {
  const std::string_view robots =
      "User-agent: GPTBot\nDisallow: /a\n"
      "User-agent: Bytespider\nDisallow: /\n"
      "User-agent: GPTBot\nAllow: /a/b\nDisallow: /a/b/*.pdf\nAllow: /c\nDisallow: /c\n";
  EXPECT_EQ(said(SiteFile::kRobots, robots, "/a/x"),
            (Words{"robots-txt=Bytespider", "robots-txt=GPTBot"}));
  EXPECT_EQ(said(SiteFile::kRobots, robots, "/a/b/x"), Words{"robots-txt=Bytespider"});
  EXPECT_EQ(said(SiteFile::kRobots, robots, "/a/b/x.pdf"),
            (Words{"robots-txt=Bytespider", "robots-txt=GPTBot"}));
  EXPECT_EQ(said(SiteFile::kRobots, robots, "/c"), Words{"robots-txt=Bytespider"})
      << "of equally long ones allow wins (RFC 9309, 2.2.2)";
}

TEST(SiteFiles, RobotsPreferences) {
  const std::string_view robots =
      "License: https://example.org/all.xml\n"
      "User-agent: *\n"
      "Content-Usage: train-ai=n\n"
      "Content-Usage: /open/ train-ai=y, search=y\n"
      "Content-Usage: /bad train-ai=\n"
      "Content-Signal: search=yes, ai-train=no\n"
      "Allow: /\n"
      "User-agent: Googlebot\n"
      "Content-Usage: train-ai=y\n"
      "License: https://example.org/google.xml\n";
  EXPECT_EQ(said(SiteFile::kRobots, robots, "/a"),
            (Words{"content-signal=ai-train=no", "content-signal=search=yes",
                   "content-usage=train-ai=n", "rsl=https://example.org/all.xml"}));
  EXPECT_EQ(said(SiteFile::kRobots, robots, "/open/a"),
            (Words{"content-signal=ai-train=no", "content-signal=search=yes",
                   "content-usage=train-ai=y, search=y", "rsl=https://example.org/all.xml"}));
}

TEST(SiteFiles, ALicenseOfAGroupHidesThatOfNone) {
  EXPECT_EQ(
      said(SiteFile::kRobots,
           "License: https://a.example/1\nUser-agent: *\nAllow: /\nLicense: https://a.example/2\n",
           "/"),
      Words{"rsl=https://a.example/2"});
  EXPECT_EQ(said(SiteFile::kRobots,
                 "User-agent: GPTBot\nDisallow: /x\n\nLicense: https://a.example/1\n", "/"),
            Words{"rsl=https://a.example/1"});
}

TEST(SiteFiles, WhatIsKeptOfASiteSaysTheSame) {
  std::mt19937 random(7);
  const std::vector<std::string> lines{"User-agent: *",
                                       "User-agent: GPTBot",
                                       "User-agent: ClaudeBot",
                                       "User-agent: Googlebot",
                                       "Disallow: /",
                                       "Disallow: /a*b",
                                       "Allow: /a",
                                       "Content-Usage: train-ai=n",
                                       "Content-Usage: /a train-ai=y",
                                       "Content-Signal: ai-train=no",
                                       "License: https://x.example/l",
                                       "Disallow:",
                                       "",
                                       "Sitemap: https://x.example/s",
                                       "nonsense"};
  for (int round = 0; round < 3000; ++round) {
    std::string robots;
    for (uint32_t i = random() % 12; i > 0; --i) robots += lines[random() % lines.size()] + '\n';
    const std::string kept = site_statement(SiteFile::kRobots, robots);
    for (const char* path : {"/", "/a", "/a/b", "/ab/c", "/x"}) {
      EXPECT_EQ(said(SiteFile::kRobots, kept, path), said(SiteFile::kRobots, robots, path))
          << robots << "\nkept\n"
          << kept;
    }
  }
  EXPECT_EQ(site_statement(SiteFile::kRobots, "User-agent: *\nDisallow: /\n"), "");
}

TEST(SiteFiles, TdmRep) {
  const std::string_view tdm =
      R"([{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"},
          {"location": "/open/*", "tdm-reservation": 0},
          {"location": "/open/odd", "tdm-reservation": 2}, {"tdm-reservation": 0}, 5])";
  EXPECT_EQ(said(SiteFile::kTdmRep, tdm, "/a"),
            (Words{"tdm-policy=https://a.example/p", "tdm-reservation=1"}));
  EXPECT_EQ(said(SiteFile::kTdmRep, tdm, "/open/odd"), Words{"tdm-reservation=0"});
  EXPECT_EQ(said(SiteFile::kTdmRep, R"({"location": "/a", "tdm-reservation": 1})", "/b"), Words{});
  EXPECT_EQ(said(SiteFile::kTdmRep, R"([{"location": "/", "tdm-reservation": 1)", "/b"), Words{});
  EXPECT_EQ(site_statement(SiteFile::kTdmRep, "[]"), "");
  std::string deep(1000, '[');
  EXPECT_EQ(site_statement(SiteFile::kTdmRep, deep), "");
}

TEST(SiteFiles, AiTxt) {
  const std::string_view ai = "User-Agent: *\nDisallow: *.jpg\nAllow: /free/\nDisallow: /text/\n";
  EXPECT_EQ(said(SiteFile::kAi, ai, "/a/b.jpg"), Words{"ai-txt=disallow"});
  EXPECT_EQ(said(SiteFile::kAi, ai, "/a/b.html"), Words{});
  EXPECT_EQ(said(SiteFile::kAi, site_statement(SiteFile::kAi, ai), "/text/x"),
            Words{"ai-txt=disallow"});
}

TEST(SiteFiles, NamesOfSuchFiles) {
  EXPECT_EQ(site_file_of("https://example.org/robots.txt"), SiteFile::kRobots);
  EXPECT_EQ(site_file_of("https://example.org/a/robots.txt"), SiteFile::kNone);
  EXPECT_EQ(site_file_of("http://example.org/.well-known/tdmrep.json#x"), SiteFile::kTdmRep);
  EXPECT_EQ(site_file_of("https://example.org/ai.txt"), SiteFile::kAi);
  EXPECT_EQ(site_file_of("data/robots.txt"), SiteFile::kRobots);
  EXPECT_EQ(site_file_of("data/ai.txt"), SiteFile::kNone);
  EXPECT_EQ(site_file_of("row:5"), SiteFile::kNone);
  EXPECT_EQ(url_path("https://example.org"), "/");
  EXPECT_EQ(url_path("https://example.org?a=b"), "/");
  EXPECT_EQ(url_path("https://example.org/a?b#c"), "/a?b");
  EXPECT_EQ(url_path("a/b"), "");
}

}  // namespace
}  // namespace licensus
