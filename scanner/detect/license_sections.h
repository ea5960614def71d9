// What a section of a Markdown document says that is headed as one about its license.
#pragma once

#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "detect/metadata_rules.h"
#include "license/license_table.h"

namespace licensus {

// Under such a heading ("Licensing Information", the fields of `standard`) a few words are enough:
// "MIT", "released under BSD 3-clause", "research only". Each section that holds none of `found`
// (the document's findings of licenses so far, with places in `text`) is read: what it, a line of
// it or what follows "under" names, then the standard's phrases. Findings are references with the
// section as their place and its heading as their field, of scope document; a section that says
// nothing of the kind gives none. Thread-safe.
void read_license_sections(std::string_view text, const MetadataStandard& standard,
                           const LicenseTable& licenses, const std::vector<Finding>& found,
                           std::vector<Finding>& findings);

}  // namespace licensus
