// Plain lists of URLs, one a line, as image data sets come.
#pragma once

#include "formats/csv_dialect.h"
#include "formats/format.h"

namespace licensus {

// At least two lines, and each line of the look is an absolute URL (http, https, ftp, s3, gs)
// without spaces. Lines that are blank do not count.
bool is_url_list(const Look& look);

// How make_csv_reader reads them: each line is one cell.
CsvShape url_list_shape();

}  // namespace licensus
