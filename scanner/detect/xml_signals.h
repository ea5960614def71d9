// Preferences that XML documents state: terms of Really Simple Licensing, reservations of EPUBs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"

namespace licensus {

// Whether a document of that name that begins so is to be read by read_xml_signals: it is XML, and
// names RSL's namespace, or is the package document of an EPUB (*.opf).
bool may_hold_xml_signals(std::string_view name, std::string_view head);

// Adds what `xml` says:
// RSL 1.0 (https://rslstandard.org/rsl), documents and feeds that hold its elements: for each usage
// that a license permits or prohibits "rsl" with a value as "ai-train=prohibited", other types
// (user, geo) before a colon ("user:commercial=permitted"), and "payment=subscription" for payments
// asked. What a license prohibits it does not permit.
// EPUB 2 and 3 (W3C TDM Reservation Protocol, section 6.4): "tdm-reservation" and "tdm-policy" of
// the package's metadata.
// Returns why it could not be read to its end, as for_each_element does. Thread-safe.
std::string read_xml_signals(std::string_view xml, std::vector<Signal>& signals);

}  // namespace licensus
