// Run by the build: checks the rules and licenses of a share folder and stores them there.
#include <cstdio>

#include "detect/rule_store.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: compile_rules SHARE\n", stderr);
    return 2;
  }
  const licensus::Result<void> stored = licensus::write_rule_store(argv[1]);
  if (stored) return 0;
  std::fprintf(stderr, "%s\n", stored.error().message.c_str());
  return 1;
}
