#include "input/walk.h"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>

#include "input/source_list.h"
#include "temporary_directory.h"

namespace licensus {
namespace {

using Type = WalkItem::Type;

// Walks run inside the temporary directory, so that sources read as people type them.
class WalkTest : public testing::Test {
 protected:
  void SetUp() override {
    back_ = boost::filesystem::current_path();
    boost::filesystem::current_path(tree_.path());
  }
  void TearDown() override { boost::filesystem::current_path(back_); }

  // One word a step: "begin a/", "file a/ x" (shard, document), "end a/", "container a/x.warc".
  std::vector<std::string> walk(WalkOptions options) {
    std::vector<std::string> steps;
    Result<std::unique_ptr<Walk>> started = Walk::start(
        std::move(options), [](const std::string& path) { return path.ends_with(".warc"); });
    if (!started) return {"failed " + started.error().message};
    notes_ = (*started)->notes();
    for (WalkItem item; (*started)->next(item);) steps.push_back(describe(item));
    return steps;
  }
  std::vector<std::string> walk(std::vector<std::string> sources) {
    WalkOptions options;
    options.sources = std::move(sources);
    return walk(std::move(options));
  }

  static std::string describe(const WalkItem& item) {
    switch (item.type) {
      case Type::kShardBegin:
        return "begin " + item.shard;
      case Type::kFile:
        return "file " + item.shard + " " + item.document;
      case Type::kShardEnd:
        return "end " + item.shard;
      case Type::kContainer:
        return "container " + item.shard;
      case Type::kStandardInput:
        return "stdin " + item.shard;
      case Type::kError:
        return "error [" + item.shard + "] " + item.message;
    }
    return "";
  }

  TemporaryDirectory tree_;
  boost::filesystem::path back_;
  std::vector<std::string> notes_;
};

using Steps = std::vector<std::string>;

TEST_F(WalkTest, FilesOfADirectoryComeBeforeItsSubdirectoriesInByteOrder) {
  tree_.write("a/z", "1");
  tree_.write("a/B", "1");
  tree_.write("a/.hidden", "1");
  tree_.write("a/c/x", "1");
  tree_.write("a/b/deep/y", "1");
  boost::filesystem::create_directories(tree_ / "a/empty/also");
  EXPECT_EQ(walk({"a//./"}), (Steps{"begin a/", "file a/ .hidden", "file a/ B", "file a/ z",
                                    "end a/", "begin a/b/deep/", "file a/b/deep/ b/deep/y",
                                    "end a/b/deep/", "begin a/c/", "file a/c/ c/x", "end a/c/"}));
}

TEST_F(WalkTest, NamesOfSourcesAreKeptAsTyped) {
  tree_.write("a/x", "1");
  EXPECT_EQ(walk({"./a"}), (Steps{"begin a/", "file a/ x", "end a/"}));
  EXPECT_EQ(walk({"a/x"}), (Steps{"begin a/x", "file a/x x", "end a/x"}));
  EXPECT_EQ(walk({"."}), (Steps{"begin ./a/", "file ./a/ a/x", "end ./a/"}));
  const std::string full = tree_ / "a";
  EXPECT_EQ(walk({full}),
            (Steps{"begin " + full + "/", "file " + full + "/ x", "end " + full + "/"}));
  EXPECT_EQ(normalise_path("//a/../b/./"), "/a/../b");
  EXPECT_EQ(normalise_path("./."), ".");
  EXPECT_EQ(normalise_path("/"), "/");
}

TEST_F(WalkTest, ItemsTellSizeAndTime) {
  tree_.write("a/x", "12345");
  Result<std::unique_ptr<Walk>> started =
      Walk::start({.sources = {"a"}}, [](const std::string&) { return false; });
  ASSERT_TRUE(started);
  WalkItem item;
  ASSERT_TRUE((*started)->next(item) && (*started)->next(item));
  EXPECT_EQ(item.path, "a/x");
  EXPECT_EQ(item.size, 5u);
  struct stat info {};
  ASSERT_EQ(::stat("a/x", &info), 0);
  EXPECT_EQ(item.modified_s, info.st_mtime);
}

TEST_F(WalkTest, ContainersAreShardsAndNeverInsideOne) {
  tree_.write("a/1.warc", "");
  tree_.write("a/2", "");
  tree_.write("a/3.warc", "");
  tree_.write("a/4", "");
  tree_.write("a/b/5.warc", "");
  EXPECT_EQ(walk({"a"}), (Steps{"container a/1.warc", "begin a/", "file a/ 2", "file a/ 4",
                                "end a/", "container a/3.warc", "container a/b/5.warc"}));
  EXPECT_EQ(walk({"a/1.warc"}), (Steps{"container a/1.warc"}));
}

TEST_F(WalkTest, DeepDirectoriesFoldIntoTheirAncestor) {
  tree_.write("a/1", "");
  tree_.write("a/b/2", "");
  tree_.write("a/b/3.warc", "");
  tree_.write("a/b/c/4", "");
  tree_.write("a/d/e/5", "");
  WalkOptions options{.sources = {"a"}};
  options.shard_depth = 0;
  EXPECT_EQ(walk(options), (Steps{"begin a/", "file a/ 1", "file a/ b/2", "file a/ b/c/4",
                                  "file a/ d/e/5", "end a/", "container a/b/3.warc"}));
  options.shard_depth = 1;
  EXPECT_EQ(walk(options), (Steps{"begin a/", "file a/ 1", "end a/", "begin a/b/", "file a/b/ b/2",
                                  "file a/b/ b/c/4", "end a/b/", "container a/b/3.warc",
                                  "begin a/d/", "file a/d/ d/e/5", "end a/d/"}));
  options.shard_depth = 9;
  const Steps deep = walk(options);
  options.shard_depth = -1;
  EXPECT_EQ(deep, walk(options));
}

TEST_F(WalkTest, VersionControlIsLeftOutUnlessNamed) {
  for (const char* name : {"a/.git/config", "a/.hg/x", "a/.svn/x", "a/.bzr/x", "a/CVS/Root",
                           "a/b/.git", "a/.gitignore", "a/b/CVS.txt"}) {
    tree_.write(name, "1");
  }
  EXPECT_EQ(walk({"a"}), (Steps{"begin a/", "file a/ .gitignore", "end a/", "begin a/b/",
                                "file a/b/ b/CVS.txt", "end a/b/"}));
  EXPECT_EQ(walk({"a/.git"}), (Steps{"begin a/.git/", "file a/.git/ config", "end a/.git/"}));
}

TEST_F(WalkTest, OddNamesAreEncodedAndOpenAsTheyAre) {
  tree_.write("a/b\xFF/x\n\xC3\xA9", "1");
  Result<std::unique_ptr<Walk>> started =
      Walk::start({.sources = {"a"}}, [](const std::string&) { return false; });
  ASSERT_TRUE(started);
  WalkItem item;
  ASSERT_TRUE((*started)->next(item) && (*started)->next(item));
  EXPECT_EQ(item.shard, "a/b%FF/");
  EXPECT_EQ(item.document, "b%FF/x\n\xC3\xA9");
  EXPECT_EQ(item.path, "a/b\xFF/x\n\xC3\xA9");
}

TEST_F(WalkTest, IncludeAndExclude) {
  for (const char* name : {"a/1.txt", "a/2.md", "a/docs/3.md", "a/docs/4.html", "a/tmp/5.md"}) {
    tree_.write(name, "1");
  }
  WalkOptions options{.sources = {"a"}};
  options.include = {"*.md", "/docs"};
  options.exclude = {"tmp/"};
  EXPECT_EQ(walk(options),
            (Steps{"begin a/", "file a/ 2.md", "end a/", "begin a/docs/", "file a/docs/ docs/3.md",
                   "file a/docs/ docs/4.html", "end a/docs/"}));
  options.sources = {"a/1.txt", "a/2.md"};
  EXPECT_EQ(walk(options), (Steps{"begin a/2.md", "file a/2.md 2.md", "end a/2.md"}));
  options.include = {"[x"};
  EXPECT_EQ(walk(options), (Steps{"failed the glob \"[x\" has a \"[\" without its \"]\""}));
}

TEST_F(WalkTest, WhatSeveralSourcesNameIsReadOnce) {
  tree_.write("a/1", "1");
  tree_.write("a/b/2", "1");
  EXPECT_EQ(walk({"a/b", "a", "./a/", "a/1"}),
            (Steps{"begin a/b/", "file a/b/ 2", "end a/b/", "begin a/1", "file a/1 1", "end a/1"}));
  EXPECT_EQ(notes_, (Steps{"a: named more than once, read once"}));
}

TEST_F(WalkTest, Globs) {
  for (const char* name :
       {"a/1/x.warc", "a/2/x.warc", "a/2/deep/y.warc", "a/.git/z.warc", "b[1]"}) {
    tree_.write(name, "1");
  }
  EXPECT_EQ(walk({"a/*/x.warc"}), (Steps{"container a/1/x.warc", "container a/2/x.warc"}));
  EXPECT_EQ(walk({"a/**/*.warc"}),
            (Steps{"container a/1/x.warc", "container a/2/x.warc", "container a/2/deep/y.warc"}));
  EXPECT_EQ(walk({tree_ / "a/[12]/?.warc"}),
            (Steps{"container " + (tree_ / "a/1/x.warc"), "container " + (tree_ / "a/2/x.warc")}));
  EXPECT_EQ(walk({"b[1]"}), (Steps{"begin b[1]", "file b[1] b[1]", "end b[1]"}));
  EXPECT_EQ(walk({"a/*.parquet"}), (Steps{"failed a/*.parquet: the glob matches nothing"}));
}

std::string gzip(std::string_view bytes) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(compressor, bytes.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor, bytes.data(), bytes.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

TEST_F(WalkTest, ListsOfSources) {
  tree_.write("data/x/1.warc", "1");
  tree_.write("data/x/2.warc", "1");
  tree_.write("plain", "# comment\r\n\r\nx/2.warc\r\nx/1.warc");
  tree_.write("packed.gz", gzip("x/1.warc\n") + gzip("x/2.warc\n" + std::string(100000, '\n')));
  WalkOptions options{.files_from = {"plain"}};
  options.prefix = "data";
  EXPECT_EQ(walk(options), (Steps{"container data/x/2.warc", "container data/x/1.warc"}));
  options.files_from = {"packed.gz"};
  EXPECT_EQ(walk(options), (Steps{"container data/x/1.warc", "container data/x/2.warc"}));

  tree_.write("gone", "\nx/1.warc\nx/3.warc\n");
  options.files_from = {"gone"};
  EXPECT_EQ(walk(options), (Steps{"failed gone:3: data/x/3.warc: No such file or directory"}));
  options.files_from = {"nowhere"};
  EXPECT_EQ(walk(options), (Steps{"failed nowhere: No such file or directory"}));
  tree_.write("damaged.gz", gzip("x/1.warc\n").substr(0, 20));
  options.files_from = {"damaged.gz"};
  EXPECT_EQ(walk(options), (Steps{"failed damaged.gz: damaged gzip"}));
}

TEST_F(WalkTest, SourcesThatAreNotThere) {
  EXPECT_EQ(walk({"nowhere"}), (Steps{"failed nowhere: No such file or directory"}));
  EXPECT_EQ(walk({""}), (Steps{"failed a source is empty; name a file, a directory or \"-\""}));
  EXPECT_EQ(walk({"-", "-"}), (Steps{"failed standard input (\"-\") can be named once only"}));
  EXPECT_EQ(walk({"-"}), (Steps{"stdin stdin"}));
  ASSERT_EQ(::mkfifo("fifo", 0600), 0);
  EXPECT_EQ(
      walk({"fifo"}),
      (Steps{"failed fifo: neither file nor directory; a pipe is read with \"-\" as the source"}));
}

TEST_F(WalkTest, LinksAreFollowedWhenNamedOrAsked) {
  tree_.write("a/x", "1");
  tree_.write("b/y", "1");
  ASSERT_EQ(::symlink("../b", "a/to_b"), 0);
  ASSERT_EQ(::symlink("../b/y", "a/to_y"), 0);
  ASSERT_EQ(::symlink("nowhere", "a/dangling"), 0);
  ASSERT_EQ(::symlink("..", "b/up"), 0);
  EXPECT_EQ(walk({"a"}), (Steps{"begin a/", "file a/ x", "end a/"}));
  EXPECT_EQ(walk({"a/to_b"}), (Steps{"begin a/to_b/", "file a/to_b/ y", "end a/to_b/"}));
  WalkOptions options{.sources = {"a"}};
  options.follow = true;
  EXPECT_EQ(walk(options),
            (Steps{"error [] a/dangling: a link that leads nowhere", "begin a/", "file a/ to_y",
                   "file a/ x", "end a/", "begin a/to_b/", "file a/to_b/ to_b/y", "end a/to_b/",
                   "error [] a/to_b/up/a: a link to a directory above it, not followed",
                   "error [] a/to_b/up/b: a link to a directory above it, not followed"}));
}

TEST_F(WalkTest, WhatIsNoFileIsReported) {
  tree_.write("a/x", "1");
  ASSERT_EQ(::mkfifo("a/fifo", 0600), 0);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy_n("a/y", 4, address.sun_path);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(walk({"a"}),
            (Steps{"error [] a/fifo: a socket, device or FIFO, not read", "begin a/", "file a/ x",
                   "error [a/] a/y: a socket, device or FIFO, not read", "end a/"}));
  ::close(socket);
}

TEST_F(WalkTest, UnreadableFoldersAreReported) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read every folder";
  tree_.write("a/closed/x", "1");
  tree_.write("a/open/y", "1");
  ASSERT_EQ(::chmod("a/closed", 0), 0);
  EXPECT_EQ(walk({"a"}), (Steps{"error [] a/closed: Permission denied", "begin a/open/",
                                "file a/open/ open/y", "end a/open/"}));
  ::chmod("a/closed", 0700);
}

}  // namespace
}  // namespace licensus
