#!/usr/bin/env python3
"""Measures what is read from dataset cards: their tags, and the prose beside the tags.

Scans the cards below DIR/files at depth patterns and fast, and compares with DIR/expected.jsonl, which has the tags
as they stand. For each depth: tags read and normalised (the same license as the tag alone gives), cards whose tag
and prose name different licenses and of which both are reported, and cards with a tag of "unknown" or "other" whose
section on licensing names a license, and that is found. Exit code 1 where fewer than asked are right, 77 where the
cards are not there.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ASKED = {"tags": 1.0, "prose-only": 0.8}
SECTION = re.compile(r"^#+\s*Licensing Information\s*\n(.*?)(?=^#|\Z)", re.M | re.S)
# Of a section: that it names some license. Wider than the rules, so that it does not ask only for what they find.
NAMES = re.compile(r"creative commons|\bcc[ -](by|0)|\bcc0|\bmit\b|apache|\bgpl|gnu |\bbsd|public domain|open data commons|odc|"
                   r"license agreement|non-?commercial|research (purposes|use)|academic|all rights reserved|open government", re.I)
UNKNOWN = {"unknown", "other"}


def scan(binary, source, depth, folder):
    done = subprocess.run([binary, "scan", str(source), "--depth", depth, "-o", str(folder), "--progress", "never"],
                          stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"cards: licensus ended with {done.returncode}")
    return [json.loads(line) for part in sorted(folder.glob("findings/*/*.jsonl")) for line in part.read_text().splitlines()]


def normalised(binary, tags):
    """What each tag means, by a row that says nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        rows = pathlib.Path(folder, "tags.jsonl")
        rows.write_text("".join(json.dumps({"id": tag, "license": tag, "text": "x"}) + "\n" for tag in tags))
        found = scan(binary, rows, "patterns", pathlib.Path(folder, "run"))
    return {tags[finding["index"]]: finding["license"] for finding in found}


def measure(cards, findings, meaning):
    of = {}
    for finding in findings:
        name = (finding["shard"].rstrip("/") + "/" + finding["document"]).split("/files/")[-1]
        of.setdefault("/".join(name.split("/")[:1] + [pathlib.Path(name).name]), []).append(finding)
    counts = {"tags": [0, 0], "disagree": [0, 0], "prose-only": [0, 0]}
    missed = []
    for path, tags, text in cards:
        found = of.get(path, [])
        by_tag = {f["license"] for f in found if f["rule"] == "hf-card" and f["field"].startswith("license")}
        front = text[: text.find("\n---", 3)].count("\n") + 2 if text.startswith("---") else 0
        prose = {f["license"] for f in found if f["kind"] in ("text", "notice", "reference", "tag", "link") and f["line"] > front
                 and f["license"] not in ("NONE", "NOASSERTION")}
        wanted = {meaning[tag] for tag in tags or []}
        counts["tags"][1] += 1
        counts["tags"][0] += wanted <= by_tag if wanted else not by_tag
        if wanted and not wanted <= by_tag:
            missed.append((path, tags, sorted(by_tag)))
        named = wanted - {"NOASSERTION"}
        if named and prose - named:
            counts["disagree"][1] += 1
            counts["disagree"][0] += wanted <= by_tag
        section = SECTION.search(text)
        if tags and set(tags) <= UNKNOWN and section and NAMES.search(section[1]):
            counts["prose-only"][1] += 1
            counts["prose-only"][0] += bool(prose)
            if not prose:
                missed.append((path, "prose", " ".join(section[1].split())[:200]))
    return counts, missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", default="../shared/suites/hf-cards", metavar="DIR")
    parser.add_argument("--binary", default="build/release/licensus")
    parser.add_argument("--show-missed", action="store_true")
    options = parser.parse_args()
    folder = pathlib.Path(options.cards)
    if not (folder / "expected.jsonl").exists():
        print(f"cards: {folder} is not there")
        sys.exit(77)
    rows = [json.loads(line) for line in (folder / "expected.jsonl").read_text().splitlines()]
    cards = [(row["path"], row["expected"], (folder / "files" / row["path"]).read_text(errors="replace")) for row in rows]
    meaning = normalised(options.binary, sorted({tag for _, tags, _ in cards for tag in tags or []}))
    failed = False
    has_index = subprocess.run([options.binary, "index", "info"], capture_output=True, check=False).returncode == 0
    for depth in ("patterns", "fast") if has_index else ("patterns",):
        with tempfile.TemporaryDirectory() as run:
            counts, missed = measure(cards, scan(options.binary, folder / "files", depth, pathlib.Path(run, "run")), meaning)
        for what, (right, all_of) in counts.items():
            passed = right >= ASKED.get(what, 1.0) * all_of
            failed |= not passed
            print(f"{'PASS' if passed else 'FAIL'}  {depth:<8}  {what:<10}  {right} of {all_of}")
        for miss in missed if options.show_missed else []:
            print("      ", *miss)
    sys.exit(failed)


if __name__ == "__main__":
    main()
