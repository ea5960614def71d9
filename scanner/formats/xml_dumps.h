// XML dumps, read record by record: MediaWiki's export, Stack Exchange's tables, articles in JATS.
#pragma once

#include <memory>

#include "formats/format.h"

namespace licensus {

// MediaWiki export 0.10 and 0.11 (https://www.mediawiki.org/xml/export-0.11.xsd): a row a <page>,
// named by its title; the text of its last revision.
bool is_mediawiki(const Look& look);
std::unique_ptr<FormatReader> make_mediawiki_reader(const ReadOptions& options, ReaderSet& set);

// Stack Exchange's data dump: a row a <row/>, its attributes the columns.
bool is_stack_exchange(const Look& look);
std::unique_ptr<FormatReader> make_stack_exchange_reader(const ReadOptions& options,
                                                         ReaderSet& set);

// Journal articles (JATS, ANSI/NISO Z39.96; PubMed Central): a row an <article>, all its text and
// what its <license> elements link to.
bool is_jats(const Look& look);
std::unique_ptr<FormatReader> make_jats_reader(const ReadOptions& options, ReaderSet& set);

// Of all: a record of at most 64 MiB must lie in memory; a damaged one, or one without end, costs
// itself. Text is taken for UTF-8; entities that a document declares are not expanded.

}  // namespace licensus
