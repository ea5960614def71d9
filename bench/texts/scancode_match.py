"""Matches of ScanCode in the files named on standard input, one JSON line each: for speed.py.

Runs under the Python that ScanCode is installed for. Neither the start nor the loading of the index
is measured, and the first file is matched twice, as ScanCode prepares more when it first matches.
"""
import json
import os
import sys
import time

from licensedcode.cache import get_index


def main():
    index = get_index()
    paths = sys.stdin.read().splitlines()
    for path in paths[:1]:
        index.match(location=path, min_score=0)
    for path in paths:
        begin = time.process_time()
        matches = index.match(location=path, min_score=0)
        seconds = time.process_time() - begin
        print(json.dumps({'rules': [match.rule.identifier for match in matches], 'seconds': seconds,
                          'bytes': os.path.getsize(path)}))


if __name__ == '__main__':
    main()
