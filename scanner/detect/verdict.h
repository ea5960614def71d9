// From findings to the document's license.
#pragma once

#include <vector>

#include "detect/finding.h"
#include "license/license_table.h"

namespace licensus {

// Marks main findings and what the others lost to, orders `findings` by start, end, rule (those
// without a place last), and returns the document's verdict. Of a page only the best-placed main
// finding counts (meta > http-header > json-ld > link > rdfa, microdata > a, area, img, text;
// head > footer > body); of other documents all main findings, joined by AND. `page`: see is_page.
Verdict decide(std::vector<Finding>& findings, bool page, const LicenseTable& licenses);

}  // namespace licensus
