// From a document's head, as a format hands it out, to what detection and the tables take.
#pragma once

#include "base/utf8.h"
#include "detect/document_view.h"
#include "detect/finding.h"
#include "formats/document_sink.h"
#include "output/records.h"

namespace licensus {

// Makes `record` one with all that the head says; it owns its strings, and keeps the memory that it
// had for those of a document before.
inline void begin_record(const DocumentHead& head, uint64_t index, DocumentRecord& record) {
  record.index = index;
  record.document = head.id;
  record.name = head.name;
  record.title = cut_utf8(head.title, kMaxCreditBytes);
  record.author = cut_utf8(head.author, kMaxCreditBytes);
  record.host = head.host;
  record.date = head.date;
  record.media_type = head.media_type;
  record.digest = head.digest;
  record.offset = head.offset;
  record.status = head.status;
  record.length = -1;
  record.bytes = 0;
  record.truncated = false;
  record.verdict = {};
  record.findings.clear();
  record.signals.clear();
}

// What decides what is found; views of the head's strings, without a body.
inline DocumentView view_of(const DocumentHead& head) {
  return {.name = head.address(),
          .media_type = head.media_type,
          .charset = head.charset,
          .http_headers = head.http_headers,
          .body = {}};
}

}  // namespace licensus
