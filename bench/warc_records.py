"""Writes WARC 1.0 records in the shape of Common Crawl's files: one gzip member a record.

Everything is derived from the seed and the record's number, so the same input gives the same bytes.
"""
import base64
import datetime
import hashlib
import random
import uuid
import zlib

START = datetime.datetime(2026, 1, 17, 3, 12, 45)
WARCINFO_BLOCK = (
    "isPartOf: BENCH-2026-04\r\npublisher: licensus benchmark\r\n"
    "description: Documentation pages in the shape of a web crawl\r\n"
    "software: bench/make_crawl.py\r\nformat: WARC File Format 1.1\r\n"
    "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    "\r\n").encode()


def gzip_member(data, level=6):
    """One gzip member with no time stamp in its header."""
    compressor = zlib.compressobj(level, zlib.DEFLATED, 31)
    return compressor.compress(data) + compressor.flush()


def record(kind, fields, block):
    """A WARC record, uncompressed. `fields`: (name, value) pairs after WARC-Type."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}"]
    lines += [f"{name}: {value}" for name, value in fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def record_id(*parts):
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return f"<urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}>"


def sha1(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def warcinfo(seed, filename):
    return record("warcinfo", [
        ("WARC-Date", f"{START:%Y-%m-%dT%H:%M:%SZ}"),
        ("WARC-Record-ID", record_id(seed, "warcinfo")),
        ("Content-Length", len(WARCINFO_BLOCK)),
        ("Content-Type", "application/warc-fields"),
        ("WARC-Filename", filename),
        ("WARC-Block-Digest", sha1(WARCINFO_BLOCK)),
    ], WARCINFO_BLOCK)


def http_head(rng, when, body, content_type, extra_headers):
    """Response headers as crawlers store them: the original encodings renamed, the body decoded."""
    token = f"{rng.getrandbits(128):032x}"
    lines = ["HTTP/1.1 200 OK", f"Date: {when:%a, %d %b %Y %H:%M:%S GMT}",
             f"Content-Type: {content_type}"]
    lines.append("Server: " + rng.choice(
        ["nginx", "nginx/1.24.0", "Apache/2.4.62 (Debian)", "cloudflare", "LiteSpeed", "openresty"]))
    optional = [
        "X-Crawler-Transfer-Encoding: chunked", "Connection: keep-alive", "Vary: Accept-Encoding",
        f"Last-Modified: {when - datetime.timedelta(days=rng.randrange(900)):%a, %d %b %Y %H:%M:%S GMT}",
        f"ETag: W/\"{token[:12]}\"", "Cache-Control: max-age=600", "X-Content-Type-Options: nosniff",
        "Strict-Transport-Security: max-age=31536000; includeSubDomains",
        f"Set-Cookie: session={token}; path=/; HttpOnly; SameSite=Lax", "Accept-Ranges: bytes",
        "X-Frame-Options: SAMEORIGIN", f"CF-RAY: {token[:16]}-IAD", "X-Powered-By: PHP/8.2.28",
        "Content-Security-Policy: upgrade-insecure-requests", f"X-Request-Id: {token[16:]}"]
    lines += [line for line in optional if rng.random() < 0.5]
    if rng.random() < 0.85:
        lines.append("X-Crawler-Content-Encoding: " + rng.choice(["gzip", "gzip", "br"]))
    lines += extra_headers
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def capture(seed, index, url, body, content_type, charset, language, extra_headers=()):
    """The request, response and metadata records of one page, uncompressed."""
    rng = random.Random(f"{seed}/capture/{index}")
    when = START + datetime.timedelta(seconds=index * 2)
    host, path = url.split("/", 3)[2:]
    date = f"{when:%Y-%m-%dT%H:%M:%SZ}"
    info = record_id(seed, "warcinfo")
    request_id, response_id = record_id(seed, index, "request"), record_id(seed, index, "response")
    common = [("WARC-Warcinfo-ID", info), ("WARC-IP-Address", f"198.51.100.{rng.randrange(1, 255)}"),
              ("WARC-Target-URI", url)]
    payload_digest = sha1(body)

    request = (f"GET /{path} HTTP/1.1\r\nUser-Agent: BenchBot/1.0\r\n"
               "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
               "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: br,gzip\r\n"
               f"Host: {host}\r\nConnection: Keep-Alive\r\n\r\n").encode()
    response = http_head(rng, when, body, content_type, list(extra_headers)) + body
    metadata = (f"fetchTimeMs: {rng.randrange(20, 900)}\r\ncharset-detected: {charset}\r\n"
                'languages-cld2: {"reliable":true,"text-bytes":%d,"languages":[{"code":"%s",'
                '"text-covered":0.99,"score":%d.0}]}\r\n\r\n'
                % (len(body) // 3, language, rng.randrange(400, 1900))).encode()
    head = [("WARC-Date", date)]
    return [
        record("request", head + [
            ("WARC-Record-ID", request_id), ("Content-Length", len(request)),
            ("Content-Type", "application/http; msgtype=request"), *common,
            ("WARC-Block-Digest", sha1(request))], request),
        record("response", head + [
            ("WARC-Record-ID", response_id), ("Content-Length", len(response)),
            ("Content-Type", "application/http; msgtype=response"), common[0],
            ("WARC-Concurrent-To", request_id), *common[1:],
            ("WARC-Payload-Digest", payload_digest), ("WARC-Block-Digest", sha1(response)),
            ("WARC-Identified-Payload-Type", "text/html")], response),
        record("metadata", head + [
            ("WARC-Record-ID", record_id(seed, index, "metadata")),
            ("Content-Length", len(metadata)), ("Content-Type", "application/warc-fields"),
            common[0], ("WARC-Concurrent-To", response_id), common[2],
            ("WARC-Block-Digest", sha1(metadata))], metadata),
    ]
