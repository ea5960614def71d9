#!/usr/bin/env python3
"""Makes rows of text as corpora have them, the same each time, in every container.

  make_rows.py FILE... [--bytes N] [--share X]

The text is this machine's documentation, Python library and headers, cut into documents of a few KB; a few
per cent (--share) have a line that names a license. FILE's ending says what is made: .jsonl, .jsonl.zst, .csv, .tar,
.tar.zst, .zip, .xml.bz2 (MediaWiki, 100 pages a stream), .json (as COCO's, the table of licenses last),
.parquet (with pyarrow). N counts bytes of text (default 2e9).
"""
import argparse
import bz2
import csv
import io
import json
import pathlib
import random
import subprocess
import tarfile
import xml.sax.saxutils
import zipfile

FOLDERS = ["/usr/share/doc", "/usr/lib/python3", "/usr/lib/python3.11", "/usr/include"]
LICENSES = ["Licensed under CC BY-SA 4.0.", "https://creativecommons.org/licenses/by/4.0/", "All rights reserved.",
            "SPDX-License-Identifier: MIT", "This page is in the public domain."]
SPEAKS = ("licen", "copyr", "gpl", "right", "domai", "ommon", "ommerc", "ttribut", "cc0", "artificial", "machine",
          "data mini", "research", "cc b", "cc-b", "tdm", "cdla", "noai")
MANY = 20_000  # documents of text that are gone round


def pool():
    """Documents of text in which no license is named."""
    found = []
    for folder in FOLDERS:
        for file in sorted(pathlib.Path(folder).rglob("*")):
            if len(found) >= MANY or file.is_symlink() or not file.is_file():
                continue
            try:
                text = file.read_text(encoding="utf-8")
            except (UnicodeDecodeError, OSError):
                continue
            text = "\n".join(line for line in text.split("\n") if not any(w in line.lower() for w in SPEAKS))
            found += [text[i:i + 6000] for i in range(0, min(len(text), 60_000), 6000)]
    return found


def rows(most_bytes, share, seed=7):
    rng, texts, made, number = random.Random(seed), pool(), 0, 0
    while made < most_bytes:
        text = rng.choice(texts)
        if rng.random() < share:
            text += "\n" + rng.choice(LICENSES) + "\n"
        made += len(text)
        yield {"id": f"doc-{number}", "text": text, "source": "machine", "added": "2026-01-02T03:04:05Z",
               "metadata": {"length": len(text), "quality": round(rng.random(), 4)},
               "url": f"https://host{number % 5000}.example/{number}.html"}
        number += 1


def write_jsonl(file, made):
    for row in made:
        file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def write_csv(file, made):
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(["id", "text", "url"])
    for row in made:
        writer.writerow([row["id"], row["text"], row["url"]])
    text.detach()


def write_tar(file, made):
    with tarfile.open(fileobj=file, mode="w|") as archive:
        for row in made:
            data = row["text"].encode()
            info = tarfile.TarInfo(f"docs/{row['id'][-2:]}/{row['id']}.txt")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def write_zip(file, made):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in made:
            archive.writestr(zipfile.ZipInfo(f"docs/{row['id']}.txt"), row["text"].encode(),
                             compress_type=zipfile.ZIP_DEFLATED, compresslevel=6)


def write_wiki(file, made):
    escape, pages = xml.sax.saxutils.escape, []
    file.write(bz2.compress(b'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11">\n'))
    for number, row in enumerate(made):
        text = "".join(c for c in row["text"] if c >= " " or c in "\t\n")
        pages.append(f"  <page>\n    <title>{row['id']}</title>\n    <ns>0</ns>\n    <id>{number}</id>\n"
                     f"    <revision>\n      <timestamp>{row['added']}</timestamp>\n      <text xml:space=\"preserve\">"
                     f"{escape(text)}</text>\n    </revision>\n  </page>\n")
        if len(pages) == 100:
            file.write(bz2.compress("".join(pages).encode()))
            pages.clear()
    file.write(bz2.compress("".join(pages).encode() + b"</mediawiki>\n"))


def write_coco(file, made):
    file.write(b'{"info": {"description": "made"}, "images": [')
    for number, row in enumerate(made):
        image = {"license": number % 8 + 1, "file_name": f"{number:012}.jpg", "coco_url": row["url"], "height": 480,
                 "width": 640, "date_captured": "2013-11-14 17:02:52", "id": number, "note": row["text"][:200]}
        file.write((b",\n" if number else b"") + json.dumps(image).encode())
    table = [{"id": i, "name": f"{i}", "url": f"http://creativecommons.org/licenses/{code}/2.0/"} for i, code in
             enumerate(["by-nc-sa", "by-nc", "by-nc-nd", "by", "by-sa", "by-nd", "by", "by"], 1)]
    file.write(b'], "annotations": [], "licenses": ' + json.dumps(table).encode() + b"}")


def write_parquet(file, made):
    import pyarrow
    import pyarrow.parquet
    schema = pyarrow.schema([("id", pyarrow.string()), ("text", pyarrow.string()), ("url", pyarrow.string())])
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        batch = []
        for row in made:
            batch.append({name: row[name] for name in ("id", "text", "url")})
            if len(batch) == 20_000:
                writer.write_table(pyarrow.Table.from_pylist(batch, schema))
                batch.clear()
        if batch:
            writer.write_table(pyarrow.Table.from_pylist(batch, schema))


WRITERS = {".jsonl": write_jsonl, ".csv": write_csv, ".tar": write_tar, ".zip": write_zip, ".xml.bz2": write_wiki,
           ".json": write_coco, ".parquet": write_parquet}


def make(path, most_bytes, share):
    name = path.removesuffix(".zst")
    write = next(write for ending, write in WRITERS.items() if name.endswith(ending))
    with open(path + ".part", "wb") as out:
        if name == path:
            write(out, rows(most_bytes, share))
        else:
            zstd = subprocess.Popen(["zstd", "-q", "-3", "-c"], stdin=subprocess.PIPE, stdout=out)
            write(zstd.stdin, rows(most_bytes, share))
            zstd.stdin.close()
            if zstd.wait() != 0:
                raise SystemExit("zstd failed")
    pathlib.Path(path + ".part").rename(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--bytes", type=float, default=2e9)
    parser.add_argument("--share", type=float, default=0.03, help="of documents that name a license (%(default)s)")
    options = parser.parse_args()
    for path in options.files:
        if not pathlib.Path(path).exists():
            make(path, options.bytes, options.share)


if __name__ == "__main__":
    main()
