#!/usr/bin/env python3
"""Writes tests/data/sites: robots.txt, tdmrep.json and ai.txt of made-up hosts, and pages of them.

Usage: make_sites.py [directory]
"""

import gzip
import pathlib
import sys

SITES = [
    ("https://closed.example/robots.txt", "2026-01-01", 200, "User-agent: GPTBot\nDisallow: /\n"),
    ("https://closed.example/robots.txt", "2026-03-01", 200,
     "User-agent: *\nDisallow: /private\n\nUser-agent: CCBot\nUser-agent: ClaudeBot\nDisallow: /\nAllow: /open/\n"),
    ("https://closed.example/robots.txt", "2026-02-01", 200, "User-agent: Bytespider\nDisallow: /\n"),
    ("https://prefers.example/robots.txt", "2026-01-01", 200,
     "User-agent: *\nContent-Usage: train-ai=n\nContent-Usage: /open/ train-ai=y\n"
     "Content-Signal: search=yes, ai-train=no\n\nLicense: https://prefers.example/rsl.xml\n"),
    ("https://reserved.example/.well-known/tdmrep.json", "2026-01-01", 200,
     '[{"location": "/*", "tdm-reservation": 1, "tdm-policy": "https://reserved.example/policy"}]'),
    ("https://pictures.example/ai.txt", "2026-01-01", 200, "User-Agent: *\nDisallow: *.jpg\n"),
    ("https://gone.example/robots.txt", "2026-01-01", 404, "User-agent: GPTBot\nDisallow: /\n"),
    ("https://plain.example/robots.txt", "2026-01-01", 200, "User-agent: *\nDisallow: /\n"),
]
PAGES = [
    ("https://closed.example/a", "<p>page</p>"),
    ("https://closed.example/open/a", "<p>page</p>"),
    ("https://prefers.example/", "<p>page</p>"),
    ("https://prefers.example/open/a", "<p>page</p>"),
    ("https://reserved.example/a", "<p>page</p>"),
    ("https://reserved.example/own", '<meta name="tdm-reservation" content="0"><p>page</p>'),
    ("https://pictures.example/a.jpg", "<p>a page of that name</p>"),
    ("https://pictures.example/a", "<p>page</p>"),
    ("https://gone.example/a", "<p>page</p>"),
    ("https://plain.example/a", "<p>page</p>"),
    ("https://unknown.example/a", "<p>page</p>"),
]


def record(url, date, status, media_type, body):
    http = f"HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\n\r\n{body}".encode()
    head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n").encode()
    return gzip.compress(head + http + b"\r\n\r\n", mtime=0)


folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "sites")
folder.mkdir(exist_ok=True)
with open(folder / "sites.warc.gz", "wb") as out:
    for site in SITES:
        out.write(record(site[0], site[1], site[2], "text/plain", site[3]))
with open(folder / "pages.warc.gz", "wb") as out:
    for address, page in PAGES:
        out.write(record(address, "2026-03-02", 200, "text/html", f"<html><body>{page}</body></html>"))
