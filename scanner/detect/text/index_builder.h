// Rules -> the bytes of an index file.
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "detect/text/rule_source.h"
#include "detect/text/text_index.h"

namespace licensus {

// The whole file; the same source gives the same bytes. About 3 CPU seconds and 300 MB for all of
// ScanCode's rules. Fails where a rule does not compile (compile_rules), where two licenses claim
// one SPDX id, or where an expression names a license that is not there.
Result<std::string> build_text_index(const RuleSource& source);

}  // namespace licensus
