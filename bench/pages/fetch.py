#!/usr/bin/env python3
"""Fetches the real web pages that labels.jsonl speaks of into build/bench/pages.

The pages come out of source distributions pinned in sources.txt, which are fetched by pip (nothing of
them is run, see download_only.py), kept in build/bench/sdists and checked by hash; of each only the
labelled pages are taken, each checked by its own hash. May run again and again. Exit code 1 when
something is missing or is not what was labelled.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

from download_only import find_archive, sha256_of

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.join(HERE, "..", "..", "build", "bench")
MAX_PAGE_BYTES = 8 << 20
MAX_MEMBERS = 20000
DOWNLOAD_SECONDS = 600


def read_sources(path):
    """Pairs of requirement ("name==version") and SHA-256, as pip's requirement files write them."""
    with open(path, encoding="ascii") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    found = [re.fullmatch(r"([\w.-]+==[\w.]+) --hash=sha256:([0-9a-f]{64})", line) for line in lines]
    if None in found:
        sys.exit(f"{path}: not NAME==VERSION --hash=sha256:HASH: {lines[found.index(None)]}")
    return [match.groups() for match in found]


def read_labels(path):
    """Page name -> SHA-256."""
    with open(path, encoding="utf-8") as file:
        labels = [json.loads(line) for line in file]
    pages = {label["page"]: label["sha256"] for label in labels}
    for page in pages:
        if os.path.isabs(page) or ".." in page.split("/") or "\\" in page:
            sys.exit(f"{path}: not a path below the pages: {page}")
    return pages


def folder_key(name):
    """What is the same for all spellings of a distribution's name (PEP 503 folds "-", "_" and ".")."""
    return re.sub(r"[-_.]+", "-", name).lower()


def place(source, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    temporary = target + ".part"
    shutil.copyfile(source, temporary)
    os.replace(temporary, target)


def pip_download(requirement, sha256, scratch):
    subprocess.run([sys.executable, os.path.join(HERE, "download_only.py"), requirement, sha256, scratch],
                   check=False, timeout=DOWNLOAD_SECONDS)


def obtain(requirement, sha256, cache, offline, download=pip_download):
    """The path of the archive, from the cache, the folder the user named, or what `download` fetches."""
    cached = find_archive(cache, sha256)
    if cached:
        return cached
    if offline:
        archive = find_archive(offline, sha256)
        if not archive:
            raise ValueError(f"{requirement}: no file with its hash in {offline}")
        target = os.path.join(cache, os.path.basename(archive))
        place(archive, target)
        return target
    with tempfile.TemporaryDirectory(dir=cache, prefix="download-") as scratch:
        download(requirement, sha256, scratch)
        archive = find_archive(scratch, sha256)
        if not archive:
            raise ValueError(f"{requirement}: it could not be fetched")
        target = os.path.join(cache, os.path.basename(archive))
        place(archive, target)
        return target


def unpack(archive, wanted, output):
    """Writes those of the wanted pages that the archive holds; names them. Nothing else is written."""
    taken = []
    with tarfile.open(archive, "r:gz") as members:
        for number, member in enumerate(members):
            if number == MAX_MEMBERS:
                raise ValueError(f"{archive}: more than {MAX_MEMBERS} members")
            if member.name not in wanted or not member.isreg() or member.size > MAX_PAGE_BYTES:
                continue
            target = os.path.join(output, *member.name.split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with members.extractfile(member) as page, open(target + ".part", "wb") as file:
                shutil.copyfileobj(page, file)
            if sha256_of(target + ".part") != wanted[member.name]:
                os.remove(target + ".part")
                raise ValueError(f"{archive}: {member.name} is not the page that was labelled")
            os.replace(target + ".part", target)
            taken.append(member.name)
    return taken


def missing_pages(pages, output):
    def is_there(page):
        path = os.path.join(output, *page.split("/"))
        return os.path.isfile(path) and sha256_of(path) == pages[page]
    return {page: sha256 for page, sha256 in pages.items() if not is_there(page)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--offline", metavar="DIR", help="take the archives from this folder, not from pip's index")
    parser.add_argument("--output", metavar="DIR", default=os.path.normpath(os.path.join(BUILD, "pages")))
    parser.add_argument("--cache", metavar="DIR", default=os.path.normpath(os.path.join(BUILD, "sdists")))
    options = parser.parse_args()
    missing = missing_pages(read_labels(os.path.join(HERE, "labels.jsonl")), options.output)
    failed = False
    os.makedirs(options.cache, exist_ok=True)
    for requirement, sha256 in read_sources(os.path.join(HERE, "sources.txt")):
        folder = folder_key(requirement.replace("==", "-"))
        wanted = {page: digest for page, digest in missing.items() if folder_key(page.split("/")[0]) == folder}
        if not wanted:
            continue
        try:
            taken = unpack(obtain(requirement, sha256, options.cache, options.offline), wanted, options.output)
            for page in taken:
                del missing[page]
            print(f"{requirement}: {len(taken)} pages", file=sys.stderr)
        except (ValueError, OSError, tarfile.TarError, subprocess.TimeoutExpired) as error:
            print(error, file=sys.stderr)
            failed = True
    for page in missing:
        print(f"missing: {page}", file=sys.stderr)
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
