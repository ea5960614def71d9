#!/usr/bin/env python3
"""Fetches the license rules that the index is made of into build/rule_base.

They stand in the source distribution of ScanCode (rules and texts CC-BY-4.0), which is pinned by its
hash and kept in build/sdists; of it only data files are unpacked, and nothing of it is run. May run
again and again; does nothing when all is there. Exit code 1 when the archive cannot be had.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "bench", "pages"))
from fetch import obtain  # noqa: E402  (the path comes first)

REQUIREMENT = "scancode-toolkit-mini==32.5.0"
SHA256 = "4325f6a4772bf2fb0ab764e8d421274fe07be6d2a1b4fc8be64daf7d9d651814"
WANTED = re.compile(r"[^/]+/(PKG-INFO|src/licensedcode/(?:legalese\.py|stopwords\.py|data/(?:cc-by-4\.0\.LICENSE"
                    r"|rules/[^/]+\.RULE|licenses/[^/]+\.LICENSE)))")
MAX_MEMBERS = 200000
MAX_FILE_BYTES = 4 << 20
MAX_ALL_BYTES = 512 << 20


def unpack(archive, folder):
    """Writes the wanted members below the folder, which has its name only when all are there."""
    temporary = folder + ".part"
    shutil.rmtree(temporary, ignore_errors=True)
    left = MAX_ALL_BYTES
    with tarfile.open(archive, "r:gz") as members:
        for number, member in enumerate(members):
            wanted = WANTED.fullmatch(member.name)
            left -= member.size if wanted else 0
            if number == MAX_MEMBERS or left < 0:
                raise ValueError(f"{archive}: larger than it should be")
            if not wanted or not member.isreg() or member.size > MAX_FILE_BYTES:
                continue
            target = os.path.join(temporary, *wanted[1].split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with members.extractfile(member) as source, open(target, "wb") as file:
                shutil.copyfileobj(source, file)
    with open(os.path.join(temporary, "sha256"), "w", encoding="ascii") as stamp:
        stamp.write(SHA256 + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(temporary, folder)


def is_there(folder):
    try:
        with open(os.path.join(folder, "sha256"), encoding="ascii") as stamp:
            return stamp.read().strip() == SHA256
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--offline", metavar="DIR", help="take the archive from this folder, not from pip's index")
    options = parser.parse_args()
    folder = os.path.join(ROOT, "build", "rule_base")
    cache = os.path.join(ROOT, "build", "sdists")
    if is_there(folder):
        return 0
    os.makedirs(cache, exist_ok=True)
    try:
        unpack(obtain(REQUIREMENT, SHA256, cache, options.offline), folder)
    except (ValueError, OSError, EOFError, tarfile.TarError, subprocess.TimeoutExpired) as error:
        print(f"scripts/setup: no license-text index will be made ({error}); --depth patterns works without one",
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
