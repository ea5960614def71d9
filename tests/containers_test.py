"""The same documents in every container give the same findings and the same census, at each depth.

  containers_test.py LICENSUS [--count N] [--only CONTAINER] [--keep DIR]

Each container is made by another program than ours: Python's library, the command-line tools, pyarrow. One
whose tool is not there is left out, with a line that says so.
"""
import argparse
import bz2
import collections
import csv
import gzip
import io
import json
import lzma
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import xml.sax.saxutils
import zipfile

import made_documents

# pyarrow, where scripts/setup --parquet put it.
sys.path += map(str, made_documents.ROOT.glob("build/venv/lib/python3*/site-packages"))

CENSUS = ("license", "license_id", "license_status", "kind", "scope", "signal", "commercial_use", "derivatives",
          "redistribution", "model_training", "attribution", "notice", "share_alike", "purpose", "media_type")
MEDIA_TYPES = {"html": "text/html", "json": "application/json", "txt": "text/plain"}
PIECES = 7  # members, frames or streams of what is compressed in several


class Missing(Exception):
    """The tool that makes a container is not there."""


def tool(name):
    if shutil.which(name) is None:
        raise Missing(f"no {name}")
    return name


def piped(command, data):
    tool(command[0])
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


def tar_bytes(documents, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for path, text in documents:
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_bytes(documents, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, text in documents:
            archive.writestr(zipfile.ZipInfo(path), text.encode(), compress_type=method)
    return out.getvalue()


def warc_bytes(documents):
    out = io.BytesIO()
    for path, text in documents:
        body = text.encode()
        media_type = MEDIA_TYPES.get(path.rsplit(".", 1)[-1], "")
        declared = f"Content-Type: {media_type}\r\n" if media_type else ""
        out.write((f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: {path}\r\n{declared}"
                   f"WARC-Date: 2026-01-02T03:04:05Z\r\nContent-Length: {len(body)}\r\n\r\n").encode())
        out.write(body + b"\r\n\r\n")
    return out.getvalue()


def rows(documents):
    for number, (path, text) in enumerate(documents):
        yield {"id": str(number), "path": path, "text": text, "score": number / 7, "tags": ["a", "b"]}


def jsonl_bytes(documents, ascii_only):
    return "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows(documents)).encode()


def json_bytes(documents):
    return json.dumps(list(rows(documents)), ensure_ascii=False, indent=1).encode()


def csv_bytes(documents, delimiter):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "path", "text"])
    writer.writerows([row["id"], row["path"], row["text"]] for row in rows(documents))
    return out.getvalue().encode()


WIKI_HEAD = ('<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">\n  <siteinfo>\n'
             "    <sitename>Notes</sitename>\n    <dbname>noteswiki</dbname>\n  </siteinfo>\n")


def wiki_pages(documents):
    escape = xml.sax.saxutils.escape
    for number, (path, text) in enumerate(documents, 1):
        yield (f"  <page>\n    <title>{escape(path)}</title>\n    <ns>0</ns>\n    <id>{number}</id>\n    <revision>\n"
               f"      <id>{number}</id>\n      <timestamp>2026-01-02T03:04:05Z</timestamp>\n"
               f'      <text bytes="{len(text.encode())}" xml:space="preserve">{escape(text)}</text>\n'
               "    </revision>\n  </page>\n").encode()


def wiki_bytes(documents):
    return WIKI_HEAD.encode() + b"".join(wiki_pages(documents)) + b"</mediawiki>\n"


def wiki_multistream(documents):
    pages = list(wiki_pages(documents))
    streams = [WIKI_HEAD.encode()] + [b"".join(pages[i:i + 100]) for i in range(0, len(pages), 100)] + [b"</mediawiki>\n"]
    return b"".join(bz2.compress(stream) for stream in streams)


def in_pieces(compress, data):
    step = len(data) // PIECES + 1
    return b"".join(compress(data[i:i + step]) for i in range(0, len(data), step))


def arrow_table(documents):
    try:
        import pyarrow
    except ImportError as error:
        raise Missing("no pyarrow") from error
    return pyarrow.Table.from_pylist(list(rows(documents)))


def parquet_bytes(documents):
    table = arrow_table(documents)
    import pyarrow.parquet
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, row_group_size=150, compression="zstd")
    return out.getvalue()


def arrow_bytes(documents):
    table = arrow_table(documents)
    import pyarrow.feather
    out = io.BytesIO()
    pyarrow.feather.write_feather(table, out, compression="lz4", chunksize=150)
    return out.getvalue()


def seven_zip(documents):
    program = tool("7z")
    with tempfile.TemporaryDirectory() as folder:
        write_folder(documents, pathlib.Path(folder) / "in")
        subprocess.run([program, "a", "-bd", "-y", "../out.7z", "."], cwd=f"{folder}/in", check=True,
                       stdout=subprocess.DEVNULL)
        return pathlib.Path(folder, "out.7z").read_bytes()


def disc_image(documents):
    program = tool("bsdtar")
    with tempfile.TemporaryDirectory() as folder:
        write_folder(documents, pathlib.Path(folder))
        return subprocess.run([program, "-cf", "-", "--format", "iso9660", "."], cwd=folder, check=True,
                              stdout=subprocess.PIPE).stdout


def write_folder(documents, folder):
    for path, text in documents:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


# By name of the file that is scanned: what makes its bytes. Names ending in "-" are read from a pipe.
CONTAINERS = {
    "docs.warc": warc_bytes,
    "docs.warc.gz": lambda d: in_pieces(gzip.compress, warc_bytes(d)),
    "docs.tar": tar_bytes,
    "docs-gnu.tar": lambda d: tar_bytes(d, tarfile.GNU_FORMAT),
    "docs.tar.gz": lambda d: gzip.compress(tar_bytes(d)),
    "docs.tar.bz2": lambda d: bz2.compress(tar_bytes(d)),
    "docs.tar.xz": lambda d: lzma.compress(tar_bytes(d)),
    "docs.tar.zst": lambda d: piped(["zstd", "-q", "-c"], tar_bytes(d)),
    "docs.tar.br": lambda d: piped(["brotli", "-c", "-q", "4"], tar_bytes(d)),
    "docs.tar -": tar_bytes,
    "outer.tar": lambda d: nested_tar(d),
    "docs.zip": lambda d: zip_bytes(d, zipfile.ZIP_DEFLATED),
    "stored.zip": lambda d: zip_bytes(d, zipfile.ZIP_STORED),
    "docs.zip -": lambda d: zip_bytes(d, zipfile.ZIP_DEFLATED),
    "docs.7z": seven_zip,
    "docs.iso": disc_image,
    "disc.image.gz": lambda d: gzip.compress(disc_image(d)),
    "docs.jsonl": lambda d: jsonl_bytes(d, False),
    "ascii.jsonl": lambda d: jsonl_bytes(d, True),
    "docs.jsonl.gz": lambda d: in_pieces(gzip.compress, jsonl_bytes(d, False)),
    "docs.jsonl.bz2": lambda d: in_pieces(bz2.compress, jsonl_bytes(d, True)),
    "docs.jsonl.xz": lambda d: lzma.compress(jsonl_bytes(d, False)),
    "docs.jsonl.zst": lambda d: in_pieces(lambda p: piped(["zstd", "-q", "-c"], p), jsonl_bytes(d, False)),
    "docs.jsonl.lz4": lambda d: piped(["lz4", "-q", "-c"], jsonl_bytes(d, False)),
    "docs.jsonl -": lambda d: jsonl_bytes(d, False),
    "docs.csv": lambda d: csv_bytes(d, ","),
    "docs.csv.gz": lambda d: in_pieces(gzip.compress, csv_bytes(d, ",")),
    "docs.tsv": lambda d: csv_bytes(d, "\t"),
    "docs.json": json_bytes,
    "docs.xml": wiki_bytes,
    "docs.xml.bz2": wiki_multistream,
    "docs.parquet": parquet_bytes,
    "docs.arrow": arrow_bytes,
    "rows.tar.gz": lambda d: gzip.compress(nested_rows(d)),
}


def nested_tar(documents):
    """Tars in a tar, as ImageNet's are."""
    half = len(documents) // 2
    return tar_members({"a.tar": tar_bytes(documents[:half]), "b.tar.gz": gzip.compress(tar_bytes(documents[half:]))})


def nested_rows(documents):
    third = len(documents) // 3
    return tar_members({"a.jsonl.gz": gzip.compress(jsonl_bytes(documents[:third], False)),
                        "b.zip": zip_bytes(documents[third:2 * third], zipfile.ZIP_DEFLATED),
                        "c.csv": csv_bytes(documents[2 * third:], ",")})


def tar_members(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def lines_of(folder, table):
    for file in sorted(folder.glob(f"{table}/*/*.jsonl")):
        with open(file, encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def results(licensus, source, depth, out, data=None, all_documents=True):
    """What a scan says, without what names the container: documents, findings, signals and counts by name."""
    shutil.rmtree(out, ignore_errors=True)
    command = [licensus, "scan", source, "-o", str(out), "--depth", depth, "--progress", "never"]
    command += ["--all-documents"] if all_documents else []
    run = subprocess.run(command, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    said = collections.Counter()
    names = {}
    for line in lines_of(out, "documents"):
        name = names[line["shard"], line["index"]] = line["name"] or line["document"].rsplit("!", 1)[-1]
        kept = {key: value for key, value in line.items()
                if key not in ("shard", "index", "document", "name", "host", "date", "offset", "length", "digest", "status")}
        said["document", name, json.dumps(kept, ensure_ascii=False)] += 1
    for table in ("findings", "signals"):
        for line in lines_of(out, table):
            name = names[line.pop("shard"), line.pop("index")]
            del line["document"]
            if line.get("field", "").split(".")[0] == "text":
                line["field"] = line["field"][5:]
            said[table, name, json.dumps(line, ensure_ascii=False)] += 1
    census = collections.Counter()
    with open(out / "census.jsonl", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["dimension"] in CENSUS:
                census[line["dimension"], line["value"], "documents"] += line["documents"]
                census[line["dimension"], line["value"], "bytes"] += line["bytes"]
    return run.returncode, run.stderr.decode(), said, census


def with_evidence(said):
    """Without the documents of which nothing is said but that they are there."""
    spoken_of = {name for table, name, _ in said if table != "document"}
    return collections.Counter({key: count for key, count in said.items() if key[1] in spoken_of})


def difference(wanted, got):
    lines = [f"  missing {item}" for item in sorted((wanted - got).elements(), key=str)[:3]]
    return lines + [f"  unexpected {item}" for item in sorted((got - wanted).elements(), key=str)[:3]]


def check(licensus, name, data, depth, wanted, folder):
    problems = []
    # Without --all-documents rows may be counted without being read.
    for all_documents in (True, False):
        source = ("-", data) if name.endswith(" -") else (str(folder / name), None)
        code, errors, said, census = results(licensus, source[0], depth, folder / f"out-{depth}", source[1],
                                             all_documents)
        problems += [] if code == 0 else [f"  exit code {code}: {errors.strip()[:500]}"]
        expected = wanted[0] if all_documents else with_evidence(wanted[0])
        problems += difference(expected, said) + difference(wanted[1], census)
    if problems:
        print(f"FAIL {name} at depth {depth}", *problems, sep="\n")
    return not problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("licensus")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--only")
    parser.add_argument("--depths", default="patterns,fast,full")
    options = parser.parse_args()
    documents = made_documents.documents(options.count)
    plugin = pathlib.Path(options.licensus).parent / "liblicensus_parquet.so"
    failed = checked = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_folder(documents, folder / "files")
        wanted = {}
        for depth in options.depths.split(","):
            code, errors, *said = results(options.licensus, str(folder / "files"), depth, folder / f"wanted-{depth}")
            if code != 0:
                sys.exit(f"the folder itself: exit code {code}: {errors}")
            wanted[depth] = said
        for container, pack in CONTAINERS.items():
            if options.only and options.only != container:
                continue
            try:
                # Builds with sanitizers have no plug-in for these.
                if container.endswith((".parquet", ".arrow")) and not plugin.exists():
                    raise Missing(f"no {plugin.name}")
                data = pack(documents)
            except Missing as missing:
                print(f"left out: {container}, {missing}")
                continue
            (folder / container).write_bytes(data)
            for depth in wanted:
                checked += 1
                failed += not check(options.licensus, container, data, depth, wanted[depth], folder)
            (folder / container).unlink()
    print(f"{len(documents)} documents, {checked} containers and depths, {failed} failed")
    sys.exit(1 if failed or checked == 0 else 0)


if __name__ == "__main__":
    main()
