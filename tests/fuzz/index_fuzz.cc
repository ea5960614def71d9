// libFuzzer: any text, matched with a small index some bytes of which are changed, its header too.
// The first byte of the input says how many, then each has four bytes for the place and one for the
// value; the text follows.
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "detect/text/index_builder.h"
#include "detect/text/text_index_file.h"
#include "detect/text/text_matcher.h"

namespace {

using namespace licensus;

void require(bool condition) {
  if (!condition) std::abort();
}

void add_rule(RuleSource& source, const char* name, const char* license, const char* text,
              uint32_t flags) {
  SourceRule& rule = source.rules.emplace_back();
  rule.identifier = name;
  rule.expression = license;
  rule.text = text;
  rule.flags = flags;
}

// Rules of all kinds, of words of two letters, so that texts that hit them are found soon.
RuleSource make_rules() {
  RuleSource source;
  source.name = "made 1";
  source.legalese = {{"la", 0}, {"lb", 1}, {"lc", 2}, {"ld", 3}, {"license", 4}};
  source.stopwords = {"p"};
  source.licenses = {{"oak", "Oak", {}, false, false}, {"elm", "Elm", {"elm-1"}, true, false}};
  add_rule(source, "a.LICENSE", "oak",
           "wa la wb wc lb wd we wf lc wg wh wi ld wj wk wl la wm wn wo lb", kRuleText);
  add_rule(source, "b.RULE", "oak OR elm", "wa {{la wb}} <p> wc lb wd {{we}} wf lc", kRuleNotice);
  add_rule(source, "c.RULE", "oak", "{{la license}}", kRuleReference);
  add_rule(source, "d.RULE", "oak WITH elm", "license lb a-word-of-sixteen-b", kRuleReference);
  add_rule(source, "e.RULE", "oak", "http://la.wb", kRuleReference);
  add_rule(source, "f.RULE", "elm", "lc2+", kRuleClue);
  add_rule(source, "g.RULE", "", "wf license", kRuleFalsePositive);
  add_rule(source, "h.RULE", "elm", "wa wb disproportionately", kRuleTag);
  return source;
}

// The index as a file in memory: changed for one run, then as before.
class DamagedFile {
 public:
  DamagedFile() : file_(::memfd_create("index", 0)) {
    const auto bytes = build_text_index(make_rules());
    require(bytes.has_value());
    require(::pwrite(file_, bytes->data(), bytes->size(), 0) ==
            static_cast<ssize_t>(bytes->size()));
    std::memcpy(&header_, bytes->data(), sizeof(header_));
    add_places(0, sizeof(header_), *bytes);
    for (const index_file::SectionRecord& section : header_.table) {
      // Any bits will do as bigrams, and they are a thousand times the rest.
      if (section.section != index_file::kBigrams)
        add_places(section.offset, section.bytes, *bytes);
    }
  }

  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

  void change(uint32_t number, uint8_t value) {
    const size_t at = number % places_.size();
    write(places_[at], value);
    changed_.push_back(at);
  }
  // Who changes a header can compute its checksum.
  void seal() {
    index_file::Header header;
    require(::pread(file_, &header, sizeof(header), 0) == sizeof(header));
    header.header_hash = 0;
    header.header_hash = XXH3_64bits(&header, sizeof(header));
    require(::pwrite(file_, &header, sizeof(header), 0) == sizeof(header));
  }
  void restore() {
    for (const size_t at : changed_) write(places_[at], bytes_[at]);
    changed_.clear();
    require(::pwrite(file_, &header_, sizeof(header_), 0) == sizeof(header_));
  }

 private:
  void add_places(uint64_t begin, uint64_t size, const std::string& bytes) {
    for (uint64_t at = begin; at < begin + size; ++at) {
      places_.push_back(at);
      bytes_.push_back(static_cast<uint8_t>(bytes[at]));
    }
  }
  void write(uint64_t at, uint8_t value) const {
    require(::pwrite(file_, &value, 1, static_cast<off_t>(at)) == 1);
  }

  int file_;
  index_file::Header header_;
  std::vector<uint64_t> places_;  // in the file
  std::vector<uint8_t> bytes_;    // as they were
  std::vector<size_t> changed_;
};

void match(const TextIndex& index, std::string_view text, bool sound) {
  TextMatcher matcher(index);
  TextMatchTrace trace;
  const TextMatchResult traced = matcher.match(text, "file", &trace);
  require(trace.words.size() == traced.matches.size());
  for (const TextMatch& match : traced.matches) {
    require(match.begin < match.end || traced.is_binary);
    require(match.first_line <= match.last_line);
    require(match.end <= text.size());
  }
  if (!sound) return;
  const TextMatchResult plain = matcher.match(text, "file");
  require(std::equal(traced.matches.begin(), traced.matches.end(), plain.matches.begin(),
                     plain.matches.end(), [](const TextMatch& a, const TextMatch& b) {
                       return a.rule == b.rule && a.begin == b.begin && a.end == b.end &&
                              a.score == b.score;
                     }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static DamagedFile file;
  if (size == 0) return 0;
  constexpr size_t kMost = 16, kBytes = 5;
  const size_t changes = std::min(data[0] % kMost, (size - 1) / kBytes);
  for (size_t i = 0; i < changes; ++i) {
    const uint8_t* change = data + 1 + i * kBytes;
    uint32_t place = 0;
    std::memcpy(&place, change, sizeof(place));
    file.change(place, change[4]);
  }
  if (changes != 0) file.seal();
  const std::string text(reinterpret_cast<const char*>(data) + 1 + changes * kBytes,
                         size - 1 - changes * kBytes);
  if (const auto index = TextIndex::open(file.path())) match(**index, text, changes == 0);
  file.restore();
  return 0;
}
