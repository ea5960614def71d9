// tar and zip: extents, damage at every place, names, samples; what lies in what.
#include <cstdio>
#include <random>

#include "formats/tar.h"
#include "formats/tar_header.h"
#include "table_support.h"
#include "temporary_directory.h"

namespace licensus {
namespace {

using Rows = std::vector<std::string>;

// A ustar header and its data, padded.
std::string tar_member(std::string_view name, std::string_view data, char type = '0') {
  std::string header(kTarBlockBytes, '\0');
  header.replace(0, name.size(), name);
  std::snprintf(header.data() + 124, 12, "%011zo", data.size());
  header[156] = type;
  header.replace(257, 8, std::string_view("ustar\00000", 8));
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::snprintf(header.data() + 148, 8, "%06o", sum);
  std::string padded(data);
  padded.resize((data.size() + kTarBlockBytes - 1) / kTarBlockBytes * kTarBlockBytes, '\0');
  return header + padded;
}

std::string pax(const std::string& key, const std::string& value) {
  std::string record = " " + key + "=" + value + "\n";
  size_t length = record.size() + 1;
  while (std::to_string(length).size() + record.size() != length) ++length;
  return tar_member("pax", std::to_string(length) + record, 'x');
}

std::string random_tar(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::string tar;
  for (size_t i = 0; i < count; ++i) {
    const std::string name = "d/" + std::to_string(i);
    switch (random() % 6) {
      case 0:
        tar += tar_member(name + "/", "", '5');
        break;
      case 1:
        tar += pax("path", name + std::string(random() % 300, 'n') + ".txt") +
               tar_member("cut", "long name");
        break;
      case 2:
        tar += tar_member(name + ".json", "{\"caption\":\"c\",\"license\":\"mit\"}") +
               tar_member(name + ".jpg", std::string(random() % 3000, '\xFF')) +
               tar_member(name + ".txt", "text");
        break;
      default:
        tar += tar_member(name + ".c", std::string(random() % 2000, 'c'));
    }
  }
  return tar + std::string(2 * kTarBlockBytes, '\0');
}

TableSink read_archive(std::string_view format, std::string_view stored,
                       const std::string& path = "", size_t step = SIZE_MAX) {
  return read_table(format, stored, path, {}, "", step).sink;
}

TEST(Tar, NamesOfEveryForm) {
  std::string prefixed = tar_member("base.txt", "1");
  const TableSink sink =
      read_archive("tar", tar_member("././@LongLink", std::string(150, 'l') + '\0', 'L') +
                              tar_member("x", "1") + pax("path", "p/\xED\x95\x9C.txt") +
                              tar_member("x", "2") + tar_member("./../a", "3") +
                              tar_member("/abs", "4") + tar_member("link", "", '2') + prefixed);
  EXPECT_EQ(sink.rows, (Rows{std::string(150, 'l') + "1", "p/\xED\x95\x9C.txt2", "../a3", "/abs4",
                             "base.txt1"}));
  EXPECT_EQ(sink.others, 1U);
}

TEST(Tar, MembersWithOneKeyAreASample) {
  const TableSink sink =
      read_archive("tar", tar_member("s/1.jpg", "\xFF\xD8\xFF") +
                              tar_member("s/1.json", "{\"license\":\"mit\",\"c\":\"x\"}") +
                              tar_member("s/1.txt", "t") + tar_member("s/2.jpg", "\xFF\xD8\xFF") +
                              tar_member("a.c", "1") + tar_member("a.h", "2"));
  EXPECT_EQ(sink.rows,
            (Rows{"s/1 | license = mit | c: x | txt: t", "s/2.jpg\xFF\xD8\xFF", "a.c1", "a.h2"}));
}

TEST(Tar, ExtentsGiveWhatOneReadGives) {
  const TemporaryDirectory folder;
  for (uint64_t seed = 1; seed < 6; ++seed) {
    const std::string stored = random_tar(seed, 120);
    const std::string path = folder.path() + "/x.tar";
    write_file(path, stored);
    const TableSink whole = read_archive("tar", stored, path);
    EXPECT_GT(whole.rows.size(), 80U);
    for (const uint64_t bytes : {uint64_t{1}, uint64_t{3000}, uint64_t{40000}}) {
      TableSink all;
      Extent extent;
      uint64_t reached = 0;
      const auto cutter = cut_tar({path, stored.size(), Codec::kNone, bytes});
      while (cutter->next(extent)) {
        EXPECT_EQ(extent.begin, reached);
        const TableReading reading = read_table("tar", stored, path, extent);
        reached = extent.end == UINT64_MAX ? stored.size() : reading.span.end;
        EXPECT_TRUE(extent.end == UINT64_MAX || reading.span.end == extent.end);
        all.add(reading.sink);
      }
      EXPECT_EQ(all.rows, whole.rows) << bytes;
      EXPECT_EQ(all.places, whole.places) << bytes;
      EXPECT_EQ(all.others, whole.others) << bytes;
    }
    EXPECT_EQ(read_archive("tar", gzip(stored), "", 1000).rows, whole.rows);
  }
}

TEST(Tar, DamageCostsWhatItHits) {
  std::string stored = tar_member("a", "1") + tar_member("b", "2") + tar_member("c", "3");
  stored[1024 + 10] = 'x';
  const TableSink sink = read_archive("tar", stored);
  EXPECT_EQ(sink.rows, (Rows{"a1", "c3"}));
  ASSERT_EQ(sink.errors.size(), 1U);
  EXPECT_TRUE(sink.errors[0].starts_with("1024 ")) << sink.errors[0];
  const std::string whole = random_tar(3, 8);
  for (size_t bytes = 1; bytes < whole.size(); bytes += 97) {
    read_archive("tar", std::string_view(whole).substr(0, bytes));
  }
}

TEST(Tar, SparseFilesHaveTheirHoles) {
  const std::string map = "2\n3\n2\n10\n1\n";
  std::string data = map;
  data.resize(kTarBlockBytes, '\0');
  data += "abc";
  const std::string records =
      "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n25 GNU.sparse.name=s.txt\n"
      "26 GNU.sparse.realsize=12\n";
  const TableSink sink = read_archive(
      "tar", tar_member("pax", records, 'x') + tar_member("GNUSparseFile.0/s.txt", data));
  EXPECT_EQ(sink.rows, (Rows{std::string("s.txt") + std::string("\0\0\0ab\0\0\0\0\0c\0", 12)}));
  EXPECT_TRUE(sink.errors.empty());
}

TEST(Archives, AreOpenedInEachOther) {
  const std::string inner = tar_member("in.txt", "words");
  std::string nested = inner;
  for (int i = 0; i < 7; ++i) nested = tar_member("t.tar", nested);
  const TableSink sink = read_archive(
      "tar", tar_member("x.tar.gz", gzip(inner)) +
                 tar_member("r.jsonl", "{\"text\":\"1\"}\n{\"text\":\"2\"}\n") + nested);
  ASSERT_EQ(sink.rows.size(), 4U);
  EXPECT_EQ(sink.rows[0], "x.tar.gz!in.txtwords");
  EXPECT_EQ(sink.rows[1], "r.jsonl!row:0 | text: 1");
  EXPECT_EQ(sink.rows[2], "r.jsonl!row:1 | text: 2");
  ASSERT_EQ(sink.errors.size(), 1U);
  EXPECT_NE(sink.errors[0].find("deep"), std::string::npos);
}

TEST(Zip, DamageAnywhereEnds) {
  const TemporaryDirectory folder;
  const std::string path = folder.path() + "/x.zip";
  const std::string good = read_whole_file(LICENSUS_TEST_DATA "/containers/files.zip");
  const TableSink whole = read_archive("zip", good, LICENSUS_TEST_DATA "/containers/files.zip");
  EXPECT_EQ(whole.rows.size(), 4U);
  EXPECT_TRUE(whole.errors.empty());
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    for (int i = 0; i < 3; ++i) bad[random() % bad.size()] ^= static_cast<char>(1 << random() % 8);
    if (round % 3 == 0) bad.resize(random() % bad.size());
    write_file(path, bad);
    const TableSink sink = read_archive("zip", bad, path);
    EXPECT_LE(sink.rows.size(), 8U);
  }
  EXPECT_EQ(read_archive("zip", good, "", 100).rows, whole.rows) << "from a pipe";
}

}  // namespace
}  // namespace licensus
