// From findings to the document's license.
#pragma once

#include <vector>

#include "detect/finding.h"
#include "license/license_table.h"

namespace licensus {

// Marks main findings and what the others lost to, orders `findings` by start, end, rule (those
// without a place last), and returns the document's verdict. Thread-safe.
//
// Candidates are findings of scope document and kind text, notice, reference, tag, link or field.
// Fields are also those of scope dataset and code, which are what the document is about. Of a page
// (`page`: see is_page) only the best place decides: a field of the row that holds it > meta >
// http-header > json-ld > link > rdfa, microdata > a, area, img, text; then head > footer > body;
// then what the page states over what only stands there (a score below 75); then links over images
// over text. Of other documents all candidates are main. Main licenses are joined by AND, those
// offered by choice by OR. A Creative Commons license without version, or the bare GPL, loses to
// the same one with a version.
//
// status: stated where a main finding names a license. contradictory where two of them cannot both
// hold: one gives everything without a duty (a public domain dedication), another refuses
// commercial use, derivatives or redistribution. "All rights reserved" beside a license is no
// contradiction: pages carry both out of habit, and the license is the more exact. Without a named
// license, declared_unknown where one is stated that nobody knows (license NOASSERTION), else
// reserved (license NONE).
//
// conflict: main findings, or on a page main and losing candidates, whose terms differ. `terms` are
// the strictest of the main ones.
// `keep_order`: leave `findings` in the order they have.
Verdict decide(std::vector<Finding>& findings, bool page, const LicenseTable& licenses,
               bool keep_order = false);

}  // namespace licensus
