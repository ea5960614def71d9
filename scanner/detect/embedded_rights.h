// What files that are no text say of their own rights in metadata that lies among their bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"

namespace licensus {

// Of pictures, films, sounds and PDFs: the license, title and author of their XMP packets (xmp.h),
// and as signals the reservations of the W3C TDM Reservation Protocol for PDF, IPTC's data mining
// (PLUS 2.0.1) as "iptc-data-mining", and the training and data mining of content credentials
// (c2pa.h). One session's scratch.
// A PDF has the packets of its pictures too, and those of its older versions: of several packets
// only what all of them say is said of the document; the rest is embedded, and nobody is credited.
class EmbeddedRights {
 public:
  // A new document, of which nothing is looked at until `expect`.
  void begin();
  // `head`: with the first bytes of the body. Documents of other types are passed over.
  void expect(const DocumentView& head);
  // The next piece, with `base` bytes before it. What lies across a border of two is seen if it is
  // at most kSeamBytes long.
  void add(std::string_view bytes, uint64_t base);

  // What was seen, once all of it was added: signals, and why a packet that speaks of rights cannot
  // be read, go to `detection`, and so does whom to credit; a document that says something counts
  // as text, which is read. Findings of kind field are returned, with the place of the element that
  // says it.
  std::vector<Finding> read(const Detector& detector, PatternMatcher::Scratch& scratch,
                            Detection& detection);

  static constexpr size_t kSeamBytes = size_t{64} << 10;

 private:
  struct Value {
    std::string field, value;
    int64_t start = 0, end = 0;  // where a packet says it first
    size_t packets = 1;          // that say it
  };
  void look(std::string_view bytes, uint64_t base);
  void read_packet(std::string_view packet, uint64_t offset);

  bool looks_ = false;
  std::string seam_;               // the last bytes before the next piece
  std::vector<uint64_t> packets_;  // offsets of those that were read
  std::vector<Value> values_;
  std::vector<Signal> signals_;
  Credit credit_;
  std::string problem_;
};

}  // namespace licensus
