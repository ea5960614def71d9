// Title and author of a web page.
#pragma once

#include <string_view>

#include "detect/finding.h"

namespace licensus {

// What its head says: the title element, and the first meta element named author, dc.creator,
// dcterms.creator, citation_author, article:author or cc:attributionName. Looks at the first 64 KiB
// up to the body, in linear time; `html` is UTF-8. Character references are read as far as they are
// numbers or one of the six that every page uses; white space is made one blank.
Credit read_page_credit(std::string_view html);

}  // namespace licensus
