// Preferences that are not licenses, as response headers and meta elements state them. Only values
// that their standards know count; anything else is as if it were not there.
#pragma once

#include <string_view>
#include <vector>

#include "detect/finding.h"

namespace licensus {

// What the readers of one document's bytes add at most; equal signals count, as they are told apart
// only once all of it was read.
constexpr size_t kMaxReadSignals = 4096;

// A robots directive list of a meta element, "noai, noimageai". `agent`: "*" for every robot, else
// the robot's name; it becomes the signal's value. Only the directives about machine learning
// (noai, noimageai, noml) are signals.
void read_robots(std::string_view directives, std::string_view agent, Element element,
                 std::vector<Signal>& signals);

// An X-Robots-Tag header: directives, each perhaps behind "agent:", which holds for those after it.
void read_robots_header(std::string_view value, std::vector<Signal>& signals);

// A header field or meta element by its name (any case): tdm-reservation and tdm-policy (W3C TDM
// Reservation Protocol: reservation is 0 or 1, other values are unset; the policy a URL),
// Content-Usage (IETF AI preferences: an RFC 9651 dictionary, kept as spelled). False where the
// name is none of them.
bool read_preference(std::string_view name, std::string_view value, Element element,
                     std::vector<Signal>& signals);

// Whether a meta element of this name (any case) speaks to a robot.
bool is_robot_name(std::string_view name);

// Whether `type` is that of Really Simple Licensing documents (RSL 1.0): terms for machines behind
// rel=license, which are no license of the page.
bool is_rsl_type(std::string_view type);

}  // namespace licensus
