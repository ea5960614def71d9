// Whether a document is text that can be searched.
#pragma once

#include "detect/document_view.h"

namespace licensus {

// Binary: a media type of pictures, sound, film, fonts or archives; a body that begins with the
// magic bytes of one; a NUL byte in the first 4,096 bytes of what is declared neither text nor page
// and is not UTF-16 or UTF-32. `document.body` holds at least the first 4,096 bytes, if it has
// them.
bool is_binary(const DocumentView& document);

// Whether the last part of a URL or path is what projects call their license files (LICENSE,
// COPYING.txt, NOTICE.md, Lizenz, 라이선스 ...): such a file is read even where it looks binary.
bool name_says_license(std::string_view name);

// What a file speaks for by the last part of its path: with the whole name, not some part of it,
// its folder (LICENSE, COPYING.LESSER, MIT-LICENSE.txt; NOTICE, COPYRIGHT; README.md, and of an
// EPUB its package document), which license_check.py or THIRD-PARTY-LICENSES do not.
enum class FolderFile { kNone, kLicense, kNotice, kDescription };
FolderFile folder_file_of(std::string_view path);

}  // namespace licensus
