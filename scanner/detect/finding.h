// What detection says of a document: findings, signals, and the verdict that follows from them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "license/terms.h"

namespace licensus {

enum class Kind : uint8_t {
  kText,
  kNotice,
  kReference,
  kTag,
  kIntro,
  kClue,
  kLink,
  kField,
  kDataset,
  kUnknown
};
enum class Scope : uint8_t { kDocument, kEmbedded, kDataset, kAnnotation, kMetadata, kCode };
enum class Element : uint8_t {
  kNone,
  kMeta,
  kHttpHeader,
  kJsonLd,
  kLink,
  kRdfa,
  kMicrodata,
  kA,
  kArea,
  kImg
};
enum class Where : uint8_t { kNone, kHead, kBody, kFooter };
enum class Status : uint8_t {
  kStated,
  kNoneFound,
  kDeclaredUnknown,
  kReserved,
  kContradictory,
  kUnreadable
};

// The words of the contract ("text", "http-header", "footer", "none_found"; "" for kNone).
std::string_view to_string(Kind value);
std::string_view to_string(Scope value);
std::string_view to_string(Element value);
std::string_view to_string(Where value);
std::string_view to_string(Status value);

// The scope of that name; nullopt for any other.
std::optional<Scope> scope_named(std::string_view name);

// One rule seen at one place. Plain value. Offsets count bytes of the body after content decoding
// and before charset conversion; -1 for evidence in headers.
struct Finding {
  std::string license;  // canonical expression; NOASSERTION for a stated unknown
  std::string port;     // Creative Commons jurisdiction that the id does not hold
  std::string rule;     // rule id
  Kind kind = Kind::kReference;
  Scope scope = Scope::kDocument;
  Element element = Element::kNone;
  Where where = Where::kNone;
  std::string field;  // path of a field, name of a header or meta element
  int64_t start = -1;
  int64_t end = -1;
  int64_t line = -1;           // from 1; -1 where there is no start
  int score = 100;             // 0 to 100
  bool main = false;           // its license is (part of) the document's
  bool reserved = false;       // an all-rights-reserved statement, which names no license
  std::string alternative_to;  // the license before it in the text, joined to this one by "or"
  std::string lost_to;  // "rule@start" of the finding that decided instead; "" where none did
  std::string text;     // at most kMaxTextBytes of valid UTF-8

  static constexpr size_t kMaxTextBytes = 400;
};

// A preference that is not a license.
struct Signal {
  std::string signal;  // "noai", "tdm-reservation", ...
  std::string value;   // as the standard spells it
  Element element = Element::kNone;
  bool operator==(const Signal&) const = default;
  auto operator<=>(const Signal&) const = default;
};

// Whom and what to name where the license asks for attribution, as a page says it: "" where it does
// not.
struct Credit {
  std::string title, author;  // at most kMaxCreditBytes each
};
constexpr size_t kMaxCreditBytes = 400;

// The document's answer, derived from its findings by `decide`.
struct Verdict {
  std::string license = "NONE";  // canonical expression, NONE or NOASSERTION
  Status status = Status::kNoneFound;
  // Of the best-placed main finding; meaningless where nothing is stated.
  Kind kind = Kind::kUnknown;
  Element element = Element::kNone;
  Where where = Where::kNone;
  int score = -1;
  bool conflict = false;
  std::vector<std::string> licenses;  // distinct licenses of all findings, byte order
  Terms terms;

  // Whether the document says anything of its license, be it that all is reserved or unknown.
  bool states_something() const {
    return status != Status::kNoneFound && status != Status::kUnreadable;
  }
};

}  // namespace licensus
