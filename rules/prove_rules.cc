// Run by the build: checks the rules of a share folder and notes that they hold.
#include <cstdio>

#include "detect/rule_set.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: prove_rules SHARE\n", stderr);
    return 2;
  }
  const licensus::Result<licensus::LicenseTable> licenses =
      licensus::LicenseTable::load(argv[1], "");
  const licensus::Result<void> proven =
      licenses ? licensus::RuleSet::prove(argv[1], *licenses)
               : licensus::Result<void>(licensus::fail(licenses.error().message));
  if (proven) return 0;
  std::fprintf(stderr, "%s\n", proven.error().message.c_str());
  return 1;
}
