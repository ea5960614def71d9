#!/usr/bin/env python3
"""Scans inputs that tempt a reader to use much memory or time, and checks what it used.

Makes each input once below DIR (default build/bench/hostile): a gzip WARC of 1 GB in one member, one
record of 300 MB that holds other WARC records (gzip and plain), 100 MB on one line, 100,000 nested
elements, gzip bombs as a member and as a coded body, a record header without end, a Content-Length
that lies, NUL bytes. All but the loose file end with a small licensed page, which must still be
found. Checks peak memory, time, exit code, that an error is named, and that nothing but the damaged
record is lost. Exit code 1 when a check fails.
"""
import argparse
import dataclasses
import multiprocessing
import os
import shlex
import shutil
import sys
import typing
import zlib

import measure
import warc_records
from tables import lines_of

MB, MIB = 1_000_000, 1 << 20
SENTINEL = "https://last.hostile.example/page.html"
SENTINEL_BODY = (b"<!DOCTYPE html><html><head><title>Last</title></head><body><p>The last page.</p><footer>"
                 b'<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>'
                 b"</footer></body></html>\n")
LINE = (b"Words go on and on without a break, and now and then one of them is license or copyright, "
        b"so that there is something to look at in each of these windows of plain text. ")


def decoded_members(path):
    """The content of each gzip member of a file, one at a time."""
    decoder, parts = zlib.decompressobj(31), []
    with open(path, "rb") as file:
        while data := file.read(MIB):
            while data:
                parts.append(decoder.decompress(data))
                if not decoder.eof:
                    break
                yield b"".join(parts)
                data, decoder, parts = decoder.unused_data, zlib.decompressobj(31), []


def crawl_records(crawl):
    """The crawl's records without end."""
    while True:
        yield from decoded_members(crawl)


def response_head(url, length, content_type="text/html; charset=utf-8", extra=""):
    """WARC and HTTP header of a response whose body has `length` bytes."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{extra}\r\n".encode()
    return (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-01-17T03:12:45Z\r\n"
            f"WARC-Record-ID: {warc_records.record_id(url)}\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http) + length}\r\n"
            "\r\n").encode() + http


def sentinel():
    return response_head(SENTINEL, len(SENTINEL_BODY)) + SENTINEL_BODY + b"\r\n\r\n"


class Writer:
    """Writes pieces as gzip members or plain; `end_member` begins a new one."""

    def __init__(self, path, level=1):
        self.file, self.level = open(path, "wb"), level
        self.plain = not path.endswith(".gz")
        self.compressor = self._fresh()

    def _fresh(self):
        return zlib.compressobj(self.level, zlib.DEFLATED, 31)

    def write(self, data):
        self.file.write(data if self.plain else self.compressor.compress(data))

    def end_member(self):
        if not self.plain:
            self.file.write(self.compressor.flush())
            self.compressor = self._fresh()

    def close(self):
        """Ends the file with the licensed page in a member of its own."""
        self.end_member()
        self.write(sentinel())
        self.end_member()
        self.file.close()


def repeat(writer, unit, length):
    """Writes `unit` over and over, `length` bytes in all."""
    block = unit * (MIB // len(unit))
    for _ in range(length // len(block)):
        writer.write(block)
    writer.write(block[:length % len(block)])


def write_record(path, length, unit, level=1, **head):
    """One response of `length` bytes made of `unit`, then the licensed page."""
    writer = Writer(path, level)
    writer.write(response_head("https://big.hostile.example/", length, **head))
    repeat(writer, unit, length)
    writer.write(b"\r\n\r\n")
    writer.close()


def make_single_member(path, options):
    """Records of the crawl in one gzip member, the licensed page among them."""
    writer, size = Writer(path), 0
    for data in crawl_records(options.crawl):
        if size >= options.member_mb * MB:
            break
        writer.write(data)
        size += len(data)
    writer.write(sentinel())
    writer.file.write(writer.compressor.flush())
    writer.file.close()


def make_big_record(path, options):
    length, writer = 300 * MB, Writer(path)
    writer.write(response_head("https://big.hostile.example/", length))
    for data in crawl_records(options.crawl):
        writer.write(data[:length])
        length -= min(length, len(data))
        if length == 0:
            break
    writer.write(b"\r\n\r\n")
    writer.close()


def make_line(path, _options):
    write_record(path, 100 * MB, LINE, content_type="text/plain")


def make_loose_line(path, _options):
    with open(path, "wb") as file:
        repeat(file, LINE, 100 * MB)


def make_nested(path, _options):
    depth, inner = 100_000, b'<a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">x</a>'
    body = b"<html><body>" + b"<div>" * depth + inner + b"</div>" * depth + b"</body></html>"
    write_body(path, body)


def make_member_bomb(path, _options):
    write_record(path, 1000 * MB, b"<p>license</p>\n" * 64, level=9)


def make_body_bomb(path, _options):
    compressor, unit = zlib.compressobj(9, zlib.DEFLATED, 31), b"<p>license</p>\n" * 64_000
    body = b"".join(compressor.compress(unit) for _ in range(1000 * MB // len(unit))) + compressor.flush()
    write_body(path, body, extra="Content-Encoding: gzip\r\n")


def make_endless_header(path, _options):
    writer = Writer(path)
    writer.write(b"WARC/1.0\r\nWARC-Type: response\r\nX-Long: ")
    repeat(writer, b"header without end ", 100 * MB)
    writer.close()


def make_lying_length(path, _options):
    writer = Writer(path)
    writer.write(response_head("https://lies.hostile.example/", 10**12) + b"<html>short</html>\r\n\r\n")
    writer.close()


def make_nul_bytes(path, _options):
    write_record(path, 50 * MB, b"\0" * 4096 + b"<p>license</p>\0")


def write_body(path, body, **head):
    """One response with this body, then the licensed page."""
    writer = Writer(path)
    writer.write(response_head("https://big.hostile.example/", len(body), **head) + body + b"\r\n\r\n")
    writer.close()


@dataclasses.dataclass(frozen=True)
class Case:
    file: str
    make: typing.Callable
    exits: tuple  # exit codes that are right
    seconds: int  # generous; see --patience
    sentinel: bool = True


CASES = [
    Case("single-member.warc.gz", make_single_member, (0,), 60),
    Case("big-record.warc.gz", make_big_record, (0, 3), 30),
    Case("big-record.warc", make_big_record, (0, 3), 30),
    Case("one-line.warc.gz", make_line, (0, 3), 20),
    Case("one-line.txt", make_loose_line, (0, 3), 20, sentinel=False),
    Case("nested.warc.gz", make_nested, (0, 3), 10),
    Case("member-bomb.warc.gz", make_member_bomb, (3,), 30),
    Case("body-bomb.warc.gz", make_body_bomb, (3,), 30),
    Case("endless-header.warc.gz", make_endless_header, (3,), 10),
    Case("lying-length.warc.gz", make_lying_length, (3,), 10),
    Case("nul-bytes.warc.gz", make_nul_bytes, (0, 3), 10),
]


def make(case, path, options):
    """Makes an input in a process of its own: a child's peak memory counts its parent's."""
    if os.path.exists(path):
        return
    part = path + ".part" + os.path.splitext(path)[1]
    maker = multiprocessing.Process(target=case.make, args=(part, options))
    maker.start()
    maker.join()
    if maker.exitcode != 0:
        sys.exit(f"memory: cannot make {path}")
    os.replace(part, path)


def faults(case, cost, output, options):
    """What is wrong with a run, in words."""
    if cost.timed_out:
        yield f"not done after {case.seconds * options.patience:.0f} s"
        return
    if cost.exit_code not in case.exits:
        yield f"exit code {cost.exit_code}, want {' or '.join(map(str, case.exits))}"
    if cost.peak_bytes > options.limit_mib * MIB:
        yield f"more than {options.limit_mib} MiB"
    if case.sentinel and not any(line["document"] == SENTINEL and line["license"] == "CC-BY-4.0"
                                 for line in lines_of(output, "documents")):
        yield "the licensed page at the end is lost"
    if cost.exit_code == 3 and not any(lines_of(output, "errors")):
        yield "no error is named"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--directory", default="build/bench/hostile", metavar="DIR")
    parser.add_argument("--crawl", default="build/bench/crawl.warc.gz", help="where pages come from (%(default)s)")
    parser.add_argument("--licensus", default="build/release/licensus", metavar="COMMAND")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit-mib", type=int, default=256)
    parser.add_argument("--member-mb", type=int, default=1000, help="size of the single member (1000)")
    parser.add_argument("--patience", type=float, default=1.0, help="factor on the time limits")
    parser.add_argument("--only", metavar="TEXT", default="", help="inputs whose name holds TEXT")
    options = parser.parse_args()
    measure.require(shlex.split(options.licensus))
    os.makedirs(options.directory, exist_ok=True)
    failed = False
    print("| input | MB | exit | s | CPU s | peak MiB | |\n|---|---:|---:|---:|---:|---:|---|")
    for case in (case for case in CASES if options.only in case.file):
        path, output = os.path.join(options.directory, case.file), os.path.join(options.directory, "out")
        make(case, path, options)
        shutil.rmtree(output, ignore_errors=True)
        cost = measure.run([*shlex.split(options.licensus), "scan", path, "--depth", "patterns", "--threads",
                            str(options.threads), "-o", output], limit_seconds=case.seconds * options.patience)
        wrong = list(faults(case, cost, output, options))
        failed |= bool(wrong)
        print(f"| {case.file} | {os.path.getsize(path) / MB:.1f} | {cost.exit_code} | {cost.wall:.1f} | {cost.cpu:.1f} "
              f"| {cost.peak_bytes / MIB:.0f} | {'FAIL: ' + '; '.join(wrong) if wrong else 'PASS'} |", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
