#!/usr/bin/env python3
"""Compares what licensus says of the labelled web pages with what a reader said of them.

Scans the pages that fetch.py fetched and prints Markdown: how often the verdict of a page is right,
precision and recall by kind of statement and by its place, what became of the licenses of single
pictures and quotations, and every miss. A label's `also` names further answers that a reader would let
pass; they count as right. Exit code 1 below the thresholds given, 2 when the scan cannot be run.
"""
import argparse
import collections
import json
import os
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
NOT_READ = {"license": "NONE", "license_status": "unreadable", "kind": "", "element": "", "where": ""}


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def scan(licensus, pages, depth):
    """Documents and findings of the scan, each by the path of the page."""
    with tempfile.TemporaryDirectory() as scratch:
        findings_path = os.path.join(scratch, "findings.jsonl")
        command = [*shlex.split(licensus), "scan", pages, "--documents", "-", "--findings", findings_path,
                   "--all-documents", "--depth", depth]
        try:
            run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        except OSError as error:
            print(f"{command[0]}: {error.strerror}", file=sys.stderr)
            sys.exit(2)
        if run.returncode not in (0, 3):
            print(f"{shlex.join(command)}: exit code {run.returncode}", file=sys.stderr)
            sys.stderr.buffer.write(run.stderr)
            sys.exit(2)
        documents = {line["document"]: line for line in map(json.loads, run.stdout.splitlines())}
        findings = collections.defaultdict(list)
        for finding in read_lines(findings_path):
            findings[finding["document"]].append(finding)
    return documents, findings


def verdict(status, license_):
    """One word for what is said of a page: a license, or that there is none, or that all is reserved."""
    return license_ if status in ("stated", "contradictory") else status


def statement(word):
    return word if word in ("reserved", "none_found", "declared_unknown", "unreadable") else "license"


def same_license(label, found):
    """Equality, except that there are many ids for the public domain."""
    return found == label or (label == "public-domain" and "public-domain" in found.lower())


class Page:
    """A label and what the scan made of the page. Read only."""

    def __init__(self, label, document, findings):
        self.label = label
        self.expected = verdict(label["status"], label["license"])
        self.got = verdict(document["license_status"], document["license"])
        self.let_pass = self.got in label.get("also", [])
        self.right = self.got == self.expected or self.let_pass
        self.expected_place = (statement(self.expected), label["element"], label["where"])
        self.got_place = (statement(self.got), document["element"], document["where"])
        self.got_kind = document["kind"]
        self.embedded = {finding["license"] for finding in findings
                         if finding["scope"] == "embedded" and finding["license"] != "NONE"}
        self.main = {finding["license"] for finding in findings if finding["main"]}

    def fate(self, license_):
        """What became of a license that stands with a part of the page."""
        let_pass = license_ in self.label.get("also", [])
        if let_pass or any(same_license(license_, found) for found in self.embedded):
            return "found"
        if license_ != self.expected and any(same_license(license_, found) for found in self.main):
            return "taken for the page's"
        return "missed"


def share(part, whole):
    return f"{part / whole:.3f}" if whole else "-"


def table(title, heads, rows):
    print(f"\n### {title}\n")
    print("| " + " | ".join(heads) + " |")
    print("|" + "|".join(["---"] + ["---:"] * (len(heads) - 1)) + "|")
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")


def score(pages, labelled, found, strict=False):
    """Counts and precision and recall of the pages that `labelled` and `found` choose. Unless strict, an
    answer that a reader would let pass is recalled even where it is another kind of verdict."""
    asked = [page for page in pages if labelled(page)]
    said = [page for page in pages if found(page)]
    recalled = sum(page.right and (found(page) or (page.let_pass and not strict)) for page in asked)
    correct = sum(page.right for page in said)
    return len(asked), len(said), correct, share(correct, len(said)), share(recalled, len(asked))


HEADS = ["labelled", "said", "right", "precision", "recall"]


def verdict_rows(pages):
    words = ["license", "reserved", "none_found", "declared_unknown", "unreadable"]
    for word in words:
        row = score(pages, lambda page: statement(page.expected) == word, lambda page: statement(page.got) == word)
        if row[0] or row[1]:
            yield (word.replace("_", " "), *row)
    right = sum(page.right for page in pages)
    yield "all", len(pages), len(pages), right, share(right, len(pages)), share(right, len(pages))


def place_rows(pages):
    places = {page.expected_place for page in pages} | {page.got_place for page in pages}
    for place in sorted(place for place in places if place[0] in ("license", "reserved", "declared_unknown")):
        word, element, where = place
        row = score(pages, lambda page: page.expected_place == place, lambda page: page.got_place == place,
                    strict=True)
        yield (f"{word}, {element or 'text'}, {where or 'no place'}", *row)


def kind_rows(pages):
    for kind in sorted({page.got_kind for page in pages if page.got_kind}):
        said = [page for page in pages if page.got_kind == kind]
        correct = sum(page.right for page in said)
        yield kind, len(said), correct, share(correct, len(said))


def embedded_rows(pages):
    fates = collections.Counter(page.fate(license_) for page in pages for license_ in page.label["embedded"])
    said = sum(len(page.embedded) for page in pages)
    labelled = sum(any(same_license(label, found) for label in page.label["embedded"])
                   for page in pages for found in page.embedded)
    yield (sum(fates.values()), fates["found"], fates["taken for the page's"], fates["missed"], said,
           share(labelled, said), share(fates["found"], sum(fates.values())))


def misses(pages):
    for page in pages:
        name, note = page.label["page"], page.label["note"]
        if not page.right:
            place = " ".join(page.got_place[1:]).strip() or "no place"
            yield f"{name}: expected {page.expected}, got {page.got} at {place}", note
        elif page.expected == page.got != "none_found" and page.got_place != page.expected_place:
            yield (f"{name}: {page.got} expected at {' '.join(page.expected_place[1:]).strip()}, "
                   f"got at {' '.join(page.got_place[1:]).strip() or 'no place'}"), note
        for license_ in page.label["embedded"]:
            if page.fate(license_) != "found":
                yield f"{name}: embedded {license_} {page.fate(license_)}", note
        for found in sorted(page.embedded):
            if not any(same_license(label, found) for label in page.label["embedded"]):
                yield f"{name}: embedded {found} is not labelled", note


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--licensus", default=os.path.join(ROOT, "build", "release", "licensus"), metavar="COMMAND")
    parser.add_argument("--depth", default="patterns", choices=("patterns", "fast", "full"))
    parser.add_argument("--pages", default=os.path.join(ROOT, "build", "bench", "pages"), metavar="DIR")
    parser.add_argument("--labels", default=os.path.join(HERE, "labels.jsonl"), metavar="FILE")
    for word in ("license", "reserved"):
        for measure in ("precision", "recall"):
            parser.add_argument(f"--min-{word}-{measure}", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--max-embedded-taken", type=int, default=sys.maxsize, metavar="N",
                        help="licenses of pictures and quotations that may be taken for the page's")
    return parser.parse_args()


def below_thresholds(pages, options):
    rows = {row[0]: row for row in verdict_rows(pages)}
    for word in rows.keys() & {"license", "reserved"}:
        for column, measure in ((4, "precision"), (5, "recall")):
            least, value = getattr(options, f"min_{word}_{measure}"), rows[word][column]
            if value != "-" and float(value) < least:
                yield f"{measure} of {word}: {value}, at least {least} is asked"
    taken = next(embedded_rows(pages))[2]
    if taken > options.max_embedded_taken:
        yield f"embedded taken for the page's: {taken}, at most {options.max_embedded_taken} is asked"


def main():
    options = parse_options()
    labels = read_lines(options.labels)
    documents, findings = scan(options.licensus, options.pages, options.depth)
    pages = [Page(label, documents.get(label["page"], NOT_READ), findings[label["page"]]) for label in labels]
    unread = sum(label["page"] not in documents for label in labels)
    print(f"{len(pages)} pages, {unread} of them not in the scan's output.")
    table("Verdict of the page", ["verdict", *HEADS], verdict_rows(pages))
    table("Statement and place", ["statement, element, where", *HEADS], place_rows(pages))
    table("Kind of the deciding finding", ["kind", "said", "right", "precision"], kind_rows(pages))
    table("Licenses of parts of a page", ["labelled", "found", "taken for the page's", "missed", "said", "precision",
                                          "recall"], embedded_rows(pages))
    print("\n### Misses\n")
    for miss, note in misses(pages):
        print(f"- {miss}" + (f" [label: {note}]" if note else ""))
    failures = list(below_thresholds(pages, options))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures or unread else 0


if __name__ == "__main__":
    sys.exit(main())
