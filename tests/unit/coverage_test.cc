#include "census/coverage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "detect/text_kind.h"
#include "output/inheritance.h"

namespace licensus {
namespace {

std::map<std::string, uint64_t> documents_of(const Census& census, Dimension dimension) {
  std::map<std::string, uint64_t> documents;
  for (const auto& [value, count] : census.values(dimension)) documents[value] = count.documents;
  return documents;
}

std::map<std::string, uint64_t> inherited(const Coverage& coverage) {
  Census census;
  coverage.settle(census);
  return documents_of(census, Dimension::kInherited);
}

using Counts = std::map<std::string, uint64_t>;

TEST(Coverage, FolderOfAPathAndOfAFolder) {
  EXPECT_EQ(folder_of("a/b/c.txt"), "a/b/");
  EXPECT_EQ(folder_of("a/b/"), "a/");
  EXPECT_EQ(folder_of("c.txt"), "");
  EXPECT_EQ(folder_of("x/inner.tar!a.txt"), "x/inner.tar!");
  EXPECT_EQ(folder_of("x/inner.tar!"), "x/");
  EXPECT_EQ(folder_of(""), "");
}

TEST(Coverage, TheNearestStatementCoversWhateverComesFirst) {
  Coverage coverage;
  coverage.add_silent("a/", {2, 20});
  coverage.add_silent("a/deep/er/", {3, 30});
  coverage.add_silent("b/", {5, 50});
  coverage.add_silent("a/inner.tar!", {7, 70});
  coverage.add_silent("ab/", {11, 0});
  EXPECT_EQ(inherited(coverage), (Counts{{"NONE", 28}}));
  coverage.state("a/deep/", "MIT");
  EXPECT_EQ(inherited(coverage), (Counts{{"MIT", 3}, {"NONE", 25}}));
  coverage.state("a/", "CC-BY-4.0");
  EXPECT_EQ(inherited(coverage), (Counts{{"CC-BY-4.0", 9}, {"MIT", 3}, {"NONE", 16}}));
  coverage.state("./", "CC0-1.0");
  EXPECT_EQ(inherited(coverage), (Counts{{"CC-BY-4.0", 9}, {"CC0-1.0", 16}, {"MIT", 3}}));
}

TEST(Coverage, SeveralStatementsOfOneFolderHoldTogetherANoticeOnlyAlone) {
  Coverage coverage;
  coverage.state("", "MIT", Coverage::Voice::kNotice);
  EXPECT_EQ(coverage.license_of("x/"), "MIT");
  coverage.state("", "NOASSERTION");
  EXPECT_EQ(coverage.license_of("x/"), "NOASSERTION");
  coverage.state("", "CC-BY-4.0");
  coverage.state("", "Apache-2.0 OR MIT");
  coverage.state("", Coverage::kReserved);
  EXPECT_EQ(coverage.license_of("x/"), "(Apache-2.0 OR MIT) AND CC-BY-4.0");
  Coverage reserved;
  reserved.state("", Coverage::kReserved);
  EXPECT_EQ(reserved.license_of("x/"), "reserved");
}

TEST(Coverage, AFolderOfTooManyLicensesCoversNothing) {
  Coverage coverage;
  coverage.state("", "CC-BY-4.0");
  for (size_t i = 0; i < Coverage::kMaxLicenses; ++i) {
    coverage.state("a/", "LicenseRef-" + std::to_string(i));
  }
  EXPECT_NE(coverage.license_of("a/"), "NONE");
  coverage.state("a/", "LicenseRef-more");
  EXPECT_EQ(coverage.license_of("a/"), "NONE");
  EXPECT_EQ(coverage.license_of("b/"), "CC-BY-4.0");
}

// The plain way: every folder kept, every ancestor looked at.
TEST(Coverage, AgreesWithAPlainOneInAnyOrderAndGrouping) {
  std::mt19937 random(5);
  const auto folder = [&] {
    std::string path;
    for (uint32_t depth = random() % 4; depth > 0; --depth) {
      path +=
          std::string(1, static_cast<char>('a' + random() % 3)) + (random() % 5 == 0 ? '!' : '/');
    }
    return path;
  };
  for (int round = 0; round < 200; ++round) {
    std::map<std::string, std::string> stated;
    std::vector<std::pair<std::string, uint64_t>> silent;
    for (uint32_t i = random() % 6; i > 0; --i) {
      stated.emplace(folder(), "LicenseRef-" + std::to_string(i));
    }
    for (int i = 0; i < 12; ++i) silent.emplace_back(folder(), random() % 9 + 1);
    Counts expected;
    for (const auto& [path, documents] : silent) {
      std::string license = "NONE";
      size_t nearest = 0;
      for (const auto& [above, what] : stated) {
        if (path.starts_with(above) && (license == "NONE" || above.size() >= nearest)) {
          license = what;
          nearest = above.size();
        }
      }
      expected[license] += documents;
    }
    std::shuffle(silent.begin(), silent.end(), random);
    Coverage parts[3];
    for (const auto& [path, documents] : silent) parts[random() % 3].add_silent(path, {documents});
    for (const auto& [path, license] : stated) parts[random() % 3].state(path, license);
    Coverage all;
    for (const Coverage& part : parts) all.merge(part);
    EXPECT_EQ(inherited(all), expected);
  }
}

TEST(Coverage, FoldersBeyondTheLimitInheritNothingInAnyOrder) {
  std::vector<std::string> folders;
  for (size_t i = 0; i < Coverage::kMaxFolders + 1000; ++i) {
    folders.push_back(std::to_string(i) + '/');
  }
  std::mt19937 random(8);
  Counts first;
  for (int round = 0; round < 3; ++round) {
    std::shuffle(folders.begin(), folders.end(), random);
    Coverage parts[2];
    for (size_t i = 0; i < folders.size(); ++i) {
      parts[i % 2].state(folders[i], "MIT");
      parts[i % 2].add_silent(folders[i] + "x/", {1});
    }
    parts[0].state("", "CC0-1.0");
    parts[1].merge(parts[0]);
    EXPECT_EQ(parts[1].license_of("99999999/"), "NONE");
    const Counts now = inherited(parts[1]);
    EXPECT_FALSE(now.contains("CC0-1.0"));
    if (round == 0) first = now;
    EXPECT_EQ(now, first);
  }
  EXPECT_LE(first["MIT"] + first["NONE"], Coverage::kMaxFolders);
  EXPECT_GE(first["MIT"], Coverage::kMaxFolders - 1);
}

TEST(Coverage, LongNamesInheritNothingAndLongLicensesAreNotKnown) {
  Coverage coverage;
  coverage.state("", "MIT");
  coverage.state("b/", std::string(Coverage::kMaxLicenseBytes + 1, 'x'));
  coverage.add_silent(std::string(Coverage::kMaxFolderBytes, 'a') + '/', {1});
  coverage.add_silent("b/", {2});
  EXPECT_EQ(inherited(coverage), (Counts{{"NOASSERTION", 2}}));
  EXPECT_EQ(coverage.license_of(std::string(Coverage::kMaxFolderBytes, 'a') + '/'), "NONE");
}

TEST(Coverage, StatementsGoIntoACensusAndBack) {
  Coverage coverage;
  coverage.state("", "Apache-2.0 OR MIT");
  coverage.state("my data/in ner.tar!", "CC-BY-4.0 AND MIT");
  coverage.state("noted/", "ISC", Coverage::Voice::kNotice);
  Census census;
  coverage.settle(census);
  EXPECT_EQ(documents_of(census, Dimension::kCovers),
            (Counts{{"./ Apache-2.0 OR MIT", 1},
                    {"./my data/in ner.tar! CC-BY-4.0 AND MIT", 1},
                    {"./noted/ ISC (notice)", 1}}));
  Coverage back;
  back.take_statements(census, "top/");
  EXPECT_EQ(back.license_of("top/x/"), "Apache-2.0 OR MIT");
  EXPECT_EQ(back.license_of("top/my data/in ner.tar!y/"), "CC-BY-4.0 AND MIT");
  EXPECT_EQ(back.license_of("other/"), "NONE");
  EXPECT_EQ(back.license_of("top/noted/"), "ISC");
  back.state("top/noted/", "MIT");
  EXPECT_EQ(back.license_of("top/noted/"), "MIT");
}

TEST(Coverage, ACensusThatCouldNotHoldAllFoldersCoversNothing) {
  Coverage coverage;
  coverage.state("", "MIT");
  for (size_t i = 0; i < Census::kMaxValues; ++i) coverage.state(std::to_string(i) + '/', "ISC");
  Census census;
  coverage.settle(census);
  Coverage back;
  back.state("", "CC0-1.0");
  back.take_statements(census, "top/");
  EXPECT_EQ(back.license_of("top/1/"), "NONE");
  EXPECT_EQ(back.license_of("elsewhere/"), "CC0-1.0");
}

ShardRecord shard_of(const std::string& name, const std::string& format) {
  ShardRecord record;
  record.shard = name;
  record.format = format;
  return record;
}

TEST(Inheritance, ShardsInheritFromFoldersOfLooseFilesAboveThem) {
  Census folder, tar, other_tar, inner;
  folder.add(Dimension::kCovers, "./ CC-BY-4.0", {1, 0});
  folder.add(Dimension::kInherited, "CC-BY-4.0", {2, 5});
  tar.add(Dimension::kInherited, "NONE", {10, 100});
  tar.add(Dimension::kInherited, "MIT", {1, 1});
  other_tar.add(Dimension::kInherited, "NONE", {4, 4});
  inner.add(Dimension::kCovers, "./ GPL-3.0-only",
            {1, 0});  // of what it holds, not of what is beside
  Inheritance inheritance;
  inheritance.add(shard_of("set/data/a.tar", "tar"), tar);
  inheritance.add(shard_of("set/data/b.tar", "tar"), inner);
  inheritance.add(shard_of("set/", "files"), folder);
  inheritance.add(shard_of("elsewhere/a.tar", "tar"), other_tar);
  Census sum;
  for (const Census* census : {&folder, &tar, &other_tar, &inner}) sum.merge(*census);
  inheritance.settle(shard_of("set/data/a.tar", "tar"), tar);
  EXPECT_EQ(documents_of(tar, Dimension::kInherited), (Counts{{"CC-BY-4.0", 10}, {"MIT", 1}}));
  inheritance.settle(shard_of("elsewhere/a.tar", "tar"), other_tar);
  EXPECT_EQ(documents_of(other_tar, Dimension::kInherited), (Counts{{"NONE", 4}}));
  inheritance.settle(sum);
  EXPECT_EQ(documents_of(sum, Dimension::kInherited),
            (Counts{{"CC-BY-4.0", 12}, {"MIT", 1}, {"NONE", 4}}));
}

TEST(Inheritance, FilesThatSpeakForTheirFolder) {
  for (const char* name :
       {"LICENSE", "a/LICENSE.txt", "in.tar!COPYING.LESSER", "LICENSE-MIT", "MIT-LICENSE.txt",
        "data_license.md", "LICENCES", "UNLICENSE", "라이선스.txt", "License 2.0.html"}) {
    EXPECT_EQ(folder_file_of(name), FolderFile::kLicense) << name;
  }
  for (const char* name : {"NOTICE", "NOTICE.txt", "a/COPYRIGHT", "Copyright.md"}) {
    EXPECT_EQ(folder_file_of(name), FolderFile::kNotice) << name;
  }
  for (const char* name : {"README.md", "a/readme", "README.rst"}) {
    EXPECT_EQ(folder_file_of(name), FolderFile::kDescription) << name;
  }
  for (const char* name :
       {"license_check.py", "license.json", "THIRD-PARTY-LICENSES", "third_party_license.txt",
        "licensed_images.txt", "a.txt.license", "LICENSE/a.txt", "noticeable.txt", "sublicense.txt",
        "legalese.csv", "", "license.go", "README.md.bak"}) {
    EXPECT_EQ(folder_file_of(name), FolderFile::kNone) << name;
  }
}

}  // namespace
}  // namespace licensus
