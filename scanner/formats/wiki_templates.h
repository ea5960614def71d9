// Templates of wikitext, as file pages of MediaWiki state a picture's license by them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace licensus {

// What the templates of a file page say, outermost ones only, in order and each once: of
// {{Name|1|x=2}} "Name"; of {{self|A|author=x|B}}, by which uploaders offer a choice, "A OR B", and
// blanks take its place in `text`, where its parts would be read as if all of them held. Linear in
// `text` (UTF-8); at most kMaxTemplates, each of at most kMaxTemplateBytes. Source: mediawiki.org,
// Help:Templates; commons.wikimedia.org, Template:Self.
std::vector<std::string> take_wiki_templates(std::string& text);

constexpr size_t kMaxTemplates = 64;
constexpr size_t kMaxTemplateBytes = 200;

}  // namespace licensus
