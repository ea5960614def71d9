"""Damaged and hostile files of every format: what can be read is counted, the rest is an error with its place,
memory and time stay bounded.

  damaged_test.py LICENSUS [--only NAME] [--keep DIR] [--max-mib N]

The files are made here, the same each time. Those whose tool is not there are left out, with a line.
"""
import argparse
import bz2
import gzip
import io
import json
import lzma
import os
import pathlib
import random
import resource
import struct
import sys
import tarfile
import tempfile
import threading
import time
import zipfile
import zlib

import containers_test as made
import made_documents

HERE = pathlib.Path(__file__).resolve().parent
MAX_SECONDS = 60
DOCUMENTS = made_documents.documents(60, seed=9)


def zeros(count):
    block = bytes(1 << 20)
    for _ in range(count >> 20):
        yield block


def compressed(compressor, blocks):
    return b"".join(compressor.compress(block) for block in blocks) + compressor.flush()


def flipped(data, at, count=4):
    """Some bytes from `at` on turned over; a negative `at` counts from the end."""
    out = bytearray(data)
    for i in range(count):
        out[at + i] ^= 0xFF
    return bytes(out)


def tar_of(members, **options):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **options) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def nested(data, depth):
    for level in range(depth):
        data = tar_of([(f"level-{level}.tar", data)])
    return data


def tar_with_size(size_field):
    """A second member whose header says another size, its checksum right."""
    data = bytearray(tar_of([("a.txt", b"Licensed under the MIT License.\n"), ("b.txt", b"words\n"), ("c.txt", b"1")]))
    header = data[1024:1536]
    header[124:136] = size_field
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    data[1024:1536] = header
    return bytes(data)


def zip_members(count=20):
    return made.zip_bytes(DOCUMENTS[:count], zipfile.ZIP_DEFLATED)


def overlapping_zip(entries=3000):
    """Many directory entries that share the data of one member (D. Fifield, A better zip bomb, 2019)."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = kernel.compress(bytes(16 << 20)) + kernel.flush()
    crc = zlib.crc32(bytes(16 << 20))
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(body), 16 << 20, 1, 0) + b"0" + body
    directory = b"".join(
        struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(body), 16 << 20, 5, 0, 0, 0, 0, 0, 0)
        + b"%05d" % number for number in range(entries))
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, entries, entries, len(directory), len(local), 0)
    return local + directory + end


def encrypted_zip():
    data = bytearray(zip_members(3))
    data[6] |= 1
    directory = data.find(b"PK\1\2")
    data[directory + 8] |= 1
    return bytes(data)


def jsonl(lines):
    return b"".join(line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() + b"\n"
                    for line in lines)


def row(text):
    return {"text": text}


def long_line():
    yield jsonl([row("before, CC BY 4.0")]) + b'{"text": "'
    for _ in range(200):
        yield b"words " * ((1 << 20) // 6)
    yield b'"}\n' + jsonl([row("after, CC BY 4.0")])


def open_quote():
    yield b'path,text\na.txt,"fine, CC BY 4.0"\nb.txt,"never closed\n'
    for _ in range(60):
        yield (b"words, more words, " * 12 + b"\n") * ((1 << 20) // 229)


def wiki(text, head=""):
    return (f"{head}{made.WIKI_HEAD}  <page><title>a</title><revision><text>CC BY 4.0</text></revision></page>\n"
            f"  <page><title>b</title><revision><text>{text}</text></revision></page>\n"
            "  <page><title>c</title><revision><text>CC BY 4.0</text></revision></page>\n</mediawiki>\n").encode()


LAUGHS = ("<!DOCTYPE mediawiki [<!ENTITY a0 \"ha\">"
          + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)) + "]>\n")


def json_object(last):
    images = b",\n".join(b'{"id": %d, "file_name": "%d.jpg", "license": 4}' % (i, i) for i in range(3000))
    return (b'{"info": {"version": "1"}, "images": [' + images + b'],\n"licenses": [{"id": 4, "name": "x", '
            b'"url": "http://creativecommons.org/licenses/by/2.0/"}], "annotations": []' + last)


def lying_parquet():
    """A footer whose length reaches beyond the file's begin."""
    data = bytearray(made.parquet_bytes(DOCUMENTS))
    data[-8:-4] = struct.pack("<I", len(data) * 2)
    return bytes(data)


def mutations(names, count=400, seed=1):
    """Each of many files damaged in a few places, for readers that no fuzz target reaches: Arrow's, in a plug-in
    that a program with sanitizers cannot open."""
    chance = random.Random(seed)
    files = [(name, (HERE / "data/containers" / name).read_bytes()) for name in names]
    members = []
    for number in range(count):
        name, whole = chance.choice(files)
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 4, 8, 32))):
            # The last bytes, a footer, say where all others lie.
            at = chance.randrange(chance.choice((0, max(0, len(data) - 1500))), len(data))
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256), data[at] ^ 1 << chance.randrange(8)))
        at, way = chance.randrange(1, len(data)), chance.random()
        if way < 0.1:
            del data[at:]
        elif way < 0.2:
            del data[at:at + chance.randrange(1, 64)]
        elif way < 0.3:
            data[at:at] = chance.randbytes(chance.randrange(1, 64))
        members.append((f"{number}-{name}", bytes(data)))
    return tar_of(members)


def cut(data, share=0.6):
    return data[:int(len(data) * share)]


# Name of the file -> what makes it, the exit code, the least documents, what some error must hold.
CASES = {
    "cut.tar": (lambda: cut(made.tar_bytes(DOCUMENTS), 0.611), 3, 15, "ends within"),
    "header.tar": (lambda: flipped(tar_of([("a", b"1"), ("b", b"2"), ("c", b"3")]), 1024 + 150), 3, 2, ""),
    "size-beyond.tar": (lambda: tar_with_size(b"00077777777\0"), 3, 1, ""),
    "size-negative.tar": (lambda: tar_with_size(b"\xff" * 12), 3, 0, ""),
    "nested.tar": (lambda: nested(b"".join([tar_of([("a.txt", b"CC BY 4.0")])]), 9), 3, 1, "deep"),
    "names.tar": (lambda: tar_of([("../../etc/passwd", b"x"), ("/etc/shadow", b"x"), ("a/../b", b"x"),
                                  ("n" * 60000, b"x"), ("caf\udce9", b"x")], errors="surrogateescape"), 0, 5, None),
    "cut.tar.gz": (lambda: cut(gzip.compress(made.tar_bytes(DOCUMENTS))), 3, 3, "ends within"),
    "middle.tar.gz": (lambda: flipped(gzip.compress(made.tar_bytes(DOCUMENTS)), 9000), 3, 1, ""),
    "checksum.tar.gz": (lambda: flipped(gzip.compress(made.tar_bytes(DOCUMENTS)), -8), 3, 60, "checksum"),
    "cut.zip": (lambda: cut(zip_members()), 3, 2, ""),
    "checksum.zip": (lambda: flipped(zip_members(), 200), 3, 19, ""),
    "encrypted.zip": (encrypted_zip, 3, 2, "encrypted"),
    "bomb.zip": (lambda: made.zip_bytes([("zeros", "\0" * (600 << 20))], zipfile.ZIP_DEFLATED), 3, 0, "bomb"),
    "overlap.zip": (overlapping_zip, 3, 0, ""),
    "bomb.bz2": (lambda: compressed(bz2.BZ2Compressor(9), zeros(1 << 30)), 3, 1, "bomb"),
    "bomb.gz": (lambda: compressed(zlib.compressobj(9, zlib.DEFLATED, 31), zeros(1 << 30)), 3, 1, "bomb"),
    "bomb.xz": (lambda: compressed(lzma.LZMACompressor(preset=1), zeros(1 << 30)), 3, 1, "bomb"),
    "checksum.bz2": (lambda: flipped(bz2.compress(made.jsonl_bytes(DOCUMENTS, False)), -6), 3, 1, ""),
    "cut.jsonl": (lambda: cut(made.jsonl_bytes(DOCUMENTS, False)), 3, 3, ""),
    "middle.jsonl": (lambda: jsonl([row("CC BY 4.0"), b'{"text": CC BY 4.0}\n', row("CC BY 4.0")]), 3, 3, ""),
    "utf8.jsonl": (lambda: jsonl([row("CC BY 4.0"), b'{"text": "CC BY 4.0 \xff\xfe"}\n', row("x")]), 3, 3, ""),
    "long.jsonl": (long_line, 3, 2, ""),
    "deep.jsonl": (lambda: jsonl([row("CC BY 4.0"), b'{"license": ' + b"[" * 500000 + b"\n", row("x")]), 3, 3, ""),
    "quote.csv": (open_quote, 3, 1, ""),
    "utf8.csv": (lambda: b"path,text\na,CC BY 4.0\nb,CC BY 4.0 \xff\xfe\nc,words\n", None, 3, None),
    "laughs.xml": (lambda: wiki("&a11;", LAUGHS), None, 3, None),
    "unclosed.xml": (lambda: cut(wiki("words " * 500), 0.5), 3, 1, ""),
    "damaged.xml.bz2": (lambda: flipped(made.wiki_multistream(DOCUMENTS * 20), 20000), 3, 100, ""),
    "cut.json": (lambda: json_object(b""), 3, 3000, ""),
    "middle.json": (lambda: json_object(b', "x": [}').replace(b'"id": 2000,', b'"id" 2000,'), 3, 1900, ""),
    "deep.json": (lambda: json_object(b', "x": ' + b"[" * 200000), 3, 3000, ""),
    "lying.parquet": (lying_parquet, 3, 0, ""),
    "cut.parquet": (lambda: cut(made.parquet_bytes(DOCUMENTS)), 3, 0, ""),
    "middle.parquet": (lambda: flipped(made.parquet_bytes(DOCUMENTS), 2000, 20000), 3, 0, ""),
    "cut.7z": (lambda: cut(made.seven_zip(DOCUMENTS)), 3, 0, ""),
    "cut.iso": (lambda: cut(made.disc_image(DOCUMENTS), 0.4), 3, 1, ""),
    "middle.iso": (lambda: flipped(made.disc_image(DOCUMENTS), 0x8800 + 100), None, 0, None),
    "noise.zip": (lambda: b"PK\3\4" + random.Random(1).randbytes(100000), 3, 0, ""),
    "noise.tar": (lambda: tar_of([("a.txt", b"CC BY 4.0")])[:1024] + random.Random(1).randbytes(100352), 3, 1, ""),
    "mutations.parquet.tar": (lambda: mutations(["rows.parquet", "rows-v2.parquet", "rows.arrow"]), 3, 0, ""),
    "noise.parquet": (lambda: b"PAR1" + random.Random(1).randbytes(100000) + b"PAR1", 3, 0, ""),
}


def write(make, path):
    """Makes the file in a process of its own: a program's peak of memory begins with that of who starts it."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            content = make()
            with open(path, "wb") as file:
                for block in [content] if isinstance(content, bytes) else content:
                    file.write(block)
            code = 0
        except made.Missing as missing:
            print(f"left out: {path.name}, {missing}", flush=True)
            code = 77
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code == 77:
        return False
    if code != 0:
        sys.exit(f"{path.name} could not be made")
    return True


def run(command):
    """Exit code, errors, peak MiB and seconds of a program, which is ended when it takes too long."""
    read, write = os.pipe()
    began = time.monotonic()
    process = os.posix_spawn(command[0], command, os.environ,
                             file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                                           (os.POSIX_SPAWN_DUP2, write, 2)])
    os.close(write)
    timer = threading.Timer(MAX_SECONDS, os.kill, (process, 9))
    timer.start()
    with os.fdopen(read, "rb") as errors:
        said = errors.read().decode(errors="replace")
    _, status, usage = os.wait4(process, 0)
    timer.cancel()
    return os.waitstatus_to_exitcode(status), said, usage.ru_maxrss / 1024, time.monotonic() - began


def check(licensus, name, folder, max_mib):
    make, code, least, message = CASES[name]
    path = folder / name
    if not write(make, path):
        return None
    out = folder / (name + ".out")
    got, said, mib, seconds = run([licensus, "scan", str(path), "-o", str(out), "--all-documents", "--depth", "patterns",
                                   "--threads", "2", "--progress", "never"])
    path.unlink()
    problems = []
    if code is not None and got != code or got not in (0, 3):
        problems.append(f"exit code {got}, expected {code}: {said.strip()[:300]}")
    else:
        with open(out / "errors.jsonl", encoding="utf-8") as lines:
            errors = [json.loads(line) for line in lines]
        documents = json.loads((out / "summary.json").read_text())["documents"]
        if documents < least:
            problems.append(f"{documents} documents, expected at least {least}")
        if message is not None and not any(message in error["message"] for error in errors):
            problems.append(f"no error that says {message!r}: {[e['message'] for e in errors[:5]]}")
        if message is not None and all(error["offset"] < 0 for error in errors):
            problems.append(f"no error says where: {errors[:3]}")
    if mib > max_mib:
        problems.append(f"{mib:.0f} MiB")
    for problem in problems:
        print(f"FAIL {name}: {problem}")
    return not problems, mib, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("licensus")
    parser.add_argument("--only")
    parser.add_argument("--max-mib", type=float, default=512)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    checked = failed = 0
    with tempfile.TemporaryDirectory() as name:
        for case in [options.only] if options.only else CASES:
            result = check(options.licensus, case, pathlib.Path(name), options.max_mib)
            if result is None:
                continue
            good, mib, seconds = result
            checked += 1
            failed += not good
            print(f"{case:20} {mib:6.0f} MiB {seconds:6.1f} s")
    print(f"{checked} damaged files, {failed} failed")
    sys.exit(1 if failed or checked == 0 else 0)


if __name__ == "__main__":
    main()
