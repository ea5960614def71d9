// When text in which find_spots found nothing can be counted without being looked at.
#pragma once

#include <string_view>

namespace licensus {

// Whether text that begins so may be taken for something else than text in UTF-8 (the magic bytes
// of a picture, an archive ...; UTF-16): then who knows them all has to look.
bool may_be_no_text(std::string_view text);

// Whether a document of that name may be JSON, in which escapes may hide what is to be found.
bool may_be_json_name(std::string_view name);

}  // namespace licensus
