#!/usr/bin/env python3
"""Reads a WARC with FastWARC and looks for Creative Commons license URLs in response bodies.

Prints one JSON object: response records, and how many of them hold such a URL; with --urls FILE also
writes the target URIs of these, one a line. The measure that compare.py holds licensus against, in
time and in counts.
"""
import argparse
import json
import re

from fastwarc.warc import ArchiveIterator, WarcRecordType

SLASH = rb"(?:/|\\/)"  # JSON may escape it
LICENSE_URL = re.compile(
    rb"creativecommons\.org" + SLASH + rb"(?:licen[cs]es" + SLASH +
    rb"(?:by|nc|nd|sa|sampling|devnations|publicdomain|l?gpl)\b"
    rb"|publicdomain" + SLASH + rb"(?:zero|mark|certification)\b)", re.IGNORECASE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--urls", metavar="FILE")
    options = parser.parse_args()
    responses, hits = 0, []
    with open(options.file, "rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            responses += 1
            if LICENSE_URL.search(record.reader.read()):
                hits.append(record.headers["WARC-Target-URI"])
    if options.urls:
        with open(options.urls, "w", encoding="utf-8") as out:
            out.writelines(url + "\n" for url in hits)
    print(json.dumps({"responses": responses, "with_license_url": len(hits)}))


if __name__ == "__main__":
    main()
