#include "detect/c2pa.h"

#include <cbor.h>
#include <simdjson.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/big_endian.h"
#include "detect/signals.h"

namespace licensus {
namespace {

using TakeUse = std::function<void(std::string_view what, std::string_view use)>;

constexpr size_t kMaxDepth = 16;

// Follows {"entries": {WHAT: {"use": USE}}} through the items of a CBOR document, of which
// libcbor's decoder tells one after another.
class CborWalk {
 public:
  explicit CborWalk(const TakeUse& take) : take_(take) {}

  // What comes before damage is handed out.
  void walk(std::string_view data) {
    const cbor_callbacks callbacks = make_callbacks();
    for (bool more = true; more && !data.empty() && !failed_;) {
      const cbor_decoder_result result = cbor_stream_decode(
          reinterpret_cast<cbor_data>(data.data()), data.size(), &callbacks, this);
      if (result.status != CBOR_DECODER_FINISHED) return;
      data.remove_prefix(result.read);
      more = !levels_.empty();
    }
  }

 private:
  struct Level {
    bool is_map = false;
    bool is_endless = false;  // a break ends it
    uint64_t left = 0;        // items, of maps pairs
    bool at_key = false;      // of maps only
    std::string key;
  };

  static CborWalk& self(void* walk) { return *static_cast<CborWalk*>(walk); }

  static cbor_callbacks make_callbacks() {
    cbor_callbacks all = cbor_empty_callbacks;
    all.uint8 = [](void* walk, uint8_t) { self(walk).other(); };
    all.uint16 = [](void* walk, uint16_t) { self(walk).other(); };
    all.uint32 = [](void* walk, uint32_t) { self(walk).other(); };
    all.uint64 = [](void* walk, uint64_t) { self(walk).other(); };
    all.negint8 = all.uint8;
    all.negint16 = all.uint16;
    all.negint32 = all.uint32;
    all.negint64 = all.uint64;
    all.float2 = [](void* walk, float) { self(walk).other(); };
    all.float4 = all.float2;
    all.float8 = [](void* walk, double) { self(walk).other(); };
    all.boolean = [](void* walk, bool) { self(walk).other(); };
    all.null = [](void* walk) { self(walk).other(); };
    all.undefined = all.null;
    all.byte_string = [](void* walk, cbor_data, size_t) { self(walk).other(); };
    all.string = [](void* walk, cbor_data text, size_t bytes) {
      self(walk).text({reinterpret_cast<const char*>(text), bytes});
    };
    all.byte_string_start = [](void* walk) { self(walk).open({.is_endless = true}); };
    all.string_start = all.byte_string_start;
    all.array_start = [](void* walk, size_t items) { self(walk).open({.left = items}); };
    all.indef_array_start = all.byte_string_start;
    all.map_start = [](void* walk, size_t pairs) {
      self(walk).open({.is_map = true, .left = pairs, .at_key = true});
    };
    all.indef_map_start = [](void* walk) {
      self(walk).open({.is_map = true, .is_endless = true, .at_key = true});
    };
    all.indef_break = [](void* walk) { self(walk).close(); };
    return all;
  }

  void open(Level level) {
    failed_ = failed_ || levels_.size() >= kMaxDepth;
    const bool is_empty = !level.is_endless && level.left == 0;
    if (is_empty) return other();
    levels_.push_back(std::move(level));
  }

  void close() {
    failed_ = failed_ || levels_.empty() || !levels_.back().is_endless;
    if (failed_) return;
    levels_.pop_back();
    other();
  }

  bool is_at_key() const { return !levels_.empty() && levels_.back().at_key; }

  void text(std::string_view text) {
    if (is_at_key()) {
      levels_.back().key = text;
    } else if (levels_.size() == 3 && levels_[0].key == "entries" && levels_[1].is_map &&
               levels_[2].key == "use") {
      take_(levels_[1].key, text);
    }
    end_item();
  }

  // An item that is no text: as a key, none that is looked for.
  void other() {
    if (is_at_key()) levels_.back().key.clear();
    end_item();
  }

  void end_item() {
    while (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.is_map) level.at_key = !level.at_key;
      if (level.is_map && !level.at_key) return;
      if (level.is_endless || --level.left > 0) return;
      levels_.pop_back();
    }
  }

  const TakeUse& take_;
  std::vector<Level> levels_;
  bool failed_ = false;
};

void read_json(std::string_view data, const TakeUse& take) {
  simdjson::dom::parser parser;
  simdjson::dom::object entries;
  if (parser.allocate(data.size(), kMaxDepth) != simdjson::SUCCESS ||
      parser.parse(data.data(), data.size())["entries"].get(entries) != simdjson::SUCCESS) {
    return;
  }
  for (const auto [what, entry] : entries) {
    std::string_view use;
    if (entry["use"].get(use) == simdjson::SUCCESS) take(what, use);
  }
}

// The content of the superbox whose label begins at `label`, and its type; "" where there is none.
struct Assertion {
  std::string_view type, data;
};
Assertion assertion_at(std::string_view bytes, size_t label) {
  // Of the description box: size, type, the content's UUID, a byte of toggles, then the label.
  constexpr size_t kBeforeLabel = 4 + 4 + 16 + 1;
  if (label < kBeforeLabel || bytes.substr(label - kBeforeLabel + 4, 4) != "jumd") return {};
  const size_t description = label - kBeforeLabel;
  const uint64_t bytes_of_it = big_endian(bytes.substr(description, 4));
  if (bytes_of_it > kMaxAssertionBytes || bytes_of_it < kBeforeLabel) return {};
  const std::string_view content = bytes.substr(std::min(description + bytes_of_it, bytes.size()));
  if (content.size() < 8) return {};
  const uint64_t box = big_endian(content.substr(0, 4));
  if (box < 8 || box > std::min(content.size(), kMaxAssertionBytes)) return {};
  return {content.substr(4, 4), content.substr(8, box - 8)};
}

bool is_use(std::string_view use) {
  return use == "allowed" || use == "notAllowed" || use == "constrained";
}

bool is_name(std::string_view what) {
  constexpr size_t kMaxBytes = 100;
  return !what.empty() && what.size() <= kMaxBytes &&
         std::all_of(what.begin(), what.end(),
                     [](char c) { return is_ascii_alnum(c) || c == '_' || c == '-'; });
}

}  // namespace

void read_training_mining(std::string_view bytes, std::vector<Signal>& signals) {
  constexpr std::string_view kLabel = ".training-mining";
  for (size_t at = bytes.find(kLabel); at != bytes.npos; at = bytes.find(kLabel, at + 1)) {
    const std::string_view owner = at < 4 ? std::string_view() : bytes.substr(at - 4, 4);
    if (owner != "c2pa" && owner != "cawg") continue;
    const TakeUse take = [&](std::string_view what, std::string_view use) {
      what.remove_prefix(what.rfind('.') + 1);
      if (!is_use(use) || !is_name(what) || signals.size() >= kMaxReadSignals) return;
      signals.push_back({std::string(owner) + "-training-mining",
                         std::string(what) + '=' + std::string(use), Element::kNone});
    };
    const Assertion assertion = assertion_at(bytes, at - 4);
    if (assertion.type == "cbor") CborWalk(take).walk(assertion.data);
    if (assertion.type == "json") read_json(assertion.data, take);
  }
}

}  // namespace licensus
