// License expressions in SPDX-License-Identifier lines, as ScanCode reads them.
#pragma once

#include <string>
#include <string_view>

#include "detect/text/text_index.h"

namespace licensus {

// The expression of a line in ScanCode's keys, in its spelling: operands in the order of the text,
// AND and OR inside of another operator in parentheses. Ids that no license has are `unknown-spdx`;
// so is what can not be read at all. A list without operators is OR (as U-Boot writes it), what
// else does not parse is its ids by AND with unknown-spdx. "" where no text is left. Any thread.
std::string read_spdx_line(std::string_view line, const TextIndex& index);

// What stands behind the last mark (SPDX-License-Identifier: or licenses.nuget.org), without markup
// and punctuation around it. Any thread.
std::string clean_spdx_text(std::string_view line);

}  // namespace licensus
