#include <algorithm>

#include "cli/commands.h"
#include "cli/say.h"
#include "formats/format.h"

namespace licensus::cli {
namespace {

int list_formats() {
  size_t width = 0;
  for (const Format& format : formats()) width = std::max(width, format.name.size());
  for (const Format& format : formats()) {
    say("{:{}}  {}\n{:{}}  split by: {}\n", format.name, width, format.what, "", width,
        format.split.empty() ? "nothing, one thread reads it" : format.split);
  }
  const Format& file = *find_format("file");
  say("{:{}}  {}\n", file.name, width, file.what);
  return kDone;
}

}  // namespace

void add_formats(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "formats", "List the formats that hold many documents, and what each is split by");
  command->callback([&run] { run = list_formats; });
}

}  // namespace licensus::cli
