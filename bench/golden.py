#!/usr/bin/env python3
"""Scans the benchmark's crawl and compares what is found with the golden labels.

A label is found when a finding of its license overlaps the bytes that were put into the page (or, for
a header, when one without a place comes from the headers). It is placed when kind, element, where and
scope are the label's too. Whole documents are judged where the page says nothing of licenses by
itself: there the document's license must be the label's, or NONE for what is embedded and for near
misses. Evidence that is embedded must never be a main finding. Exit code 1 when a rate is below its
threshold.
"""
import argparse
import collections
import json
import os
import shlex
import shutil
import subprocess
import sys

import measure
from tables import lines_of


def scan(options):
    """Runs the scan and gives findings, signals and documents of the labelled pages, by URL."""
    shutil.rmtree(options.output, ignore_errors=True)
    done = subprocess.run([*shlex.split(options.licensus), "scan", options.file, "--depth", options.depth,
                           "-o", options.output], stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        print(f"golden: the scan ended with {done.returncode}", file=sys.stderr)
        sys.exit(2)


def by_document(directory, table, urls):
    lines = collections.defaultdict(list)
    for line in lines_of(directory, table):
        if line["document"] in urls:
            lines[line["document"]].append(line)
    return lines


def overlaps(finding, label):
    if label["start"] < 0:
        return finding["start"] < 0 and finding["element"] == "http-header"
    return finding["start"] < label["end"] and finding["end"] > label["start"]


def differences(finding, label):
    """Where the finding is not as labelled: ("element", "a", "link|rdfa") and so on."""
    return [(key, finding[key], label[key]) for key in ("kind", "element", "where", "scope")
            if finding[key] not in label[key].split("|")]


def judge(label, findings, signals, document):
    """What came of one label: found, placed, right document, wrongly main, and what was seen."""
    here = [finding for finding in findings if overlaps(finding, label)]
    license_id = document["license"] if document else "NONE"
    if label["scope"] == "signal":
        found = any(line["signal"] == label["signal"] for line in signals)
        placed = any(line["signal"] == label["signal"] and line["element"] == label["element"] for line in signals)
        return found, placed, None, False, [line["signal"] for line in signals]
    wrongly_main = label["scope"] != "document" and any(finding["main"] for finding in here)
    want = label["license"] if label["scope"] == "document" else "NONE"
    right = None if label["own"] else license_id == want
    if label["scope"] == "none":
        return None, None, right, wrongly_main, here
    same = [finding for finding in here if finding["license"] == label["license"]]
    wrong = min((differences(finding, label) for finding in same), key=len, default=None)
    seen = wrong if same else sorted({finding["license"] for finding in here})
    if right is False and not wrong:
        seen = f"document: {license_id}, want {want}"
    return bool(same), same != [] and not wrong, right, wrongly_main, seen


class Tally:
    """Counts of one row: [true, judged] of each question."""

    QUESTIONS = ("found", "placed", "document", "wrongly_main")

    def __init__(self):
        self.labels = 0
        self.counts = {question: [0, 0] for question in self.QUESTIONS}

    def add(self, answers):
        self.labels += 1
        for question, answer in zip(self.QUESTIONS, answers):
            if answer is not None:
                self.counts[question][0] += answer
                self.counts[question][1] += 1

    def rate(self, question):
        true, judged = self.counts[question]
        return true / judged if judged else None

    def cells(self):
        return [str(self.labels)] + ["-" if judged == 0 else f"{true}/{judged}"
                                     for true, judged in self.counts.values()]


def row_of(label, by):
    if by == "variant":
        return (label["scope"], label["variant"])
    return tuple(label[key] or "-" for key in ("scope", "kind", "element", "where"))


def table(labels, answers, by):
    rows = collections.defaultdict(Tally)
    for label, answer in zip(labels, answers):
        rows[row_of(label, by)].add(answer)
    head = ("scope", "variant") if by == "variant" else ("scope", "kind", "element", "where")
    lines = ["| " + " | ".join([*head, "labels", "found", "placed", "document", "wrongly the page's"]) + " |",
             "|" + "---|" * len(head) + "---:|" * 5]
    for key in sorted(rows):
        cells = [*(word.replace("|", " or ") for word in key), *rows[key].cells()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def show_misses(labels, answers, options):
    shown = collections.Counter()
    for label, (found, placed, right, wrongly_main, seen) in zip(labels, answers):
        if found is False or placed is False or right is False or wrongly_main:
            shown[label["variant"]] += 1
            if shown[label["variant"]] <= options.misses:
                what = [finding["license"] for finding in seen] if label["scope"] == "none" else seen
                print(f"golden: {label['variant']} ({label['license'] or label['signal']}): {what}\n"
                      f"  {options.licensus} explain {options.file} --document '{label['url']}'",
                      file=sys.stderr)


def check(labels, answers, options):
    """Prints a line for each threshold; true when all hold."""
    total = Tally()
    for answer in answers:
        total.add(answer)
    passed = True
    for question, limit in (("found", options.min_found), ("placed", options.min_placed),
                            ("document", options.min_document)):
        rate = total.rate(question) or 0.0
        passed &= rate >= limit
        print(f"{'PASS' if rate >= limit else 'FAIL'}  {question}: {rate:.4f}, asked {limit}")
    wrongly = total.counts["wrongly_main"][0]
    print(f"{'PASS' if wrongly <= options.max_wrongly_main else 'FAIL'}  wrongly the page's: {wrongly}, "
          f"allowed {options.max_wrongly_main}")
    return passed and wrongly <= options.max_wrongly_main


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", default="build/bench/crawl.warc.gz")
    parser.add_argument("--labels", default="build/bench/labels.jsonl")
    parser.add_argument("--output", default="build/bench/golden", metavar="DIR", help="the scan's tables; replaced (%(default)s)")
    parser.add_argument("--licensus", default="build/release/licensus", metavar="COMMAND")
    parser.add_argument("--depth", default="patterns")
    parser.add_argument("--by", choices=("place", "variant"), default="place", help="rows of the table")
    parser.add_argument("--misses", type=int, default=1, metavar="N", help="misses to show a variant (1)")
    parser.add_argument("--no-scan", action="store_true", help="judge the tables that are in --output")
    parser.add_argument("--min-found", type=float, default=1.0, metavar="RATE")
    parser.add_argument("--min-placed", type=float, default=0.99, metavar="RATE")
    parser.add_argument("--min-document", type=float, default=0.99, metavar="RATE")
    parser.add_argument("--max-wrongly-main", type=int, default=0, metavar="N")
    options = parser.parse_args()
    if not options.no_scan:
        measure.require(shlex.split(options.licensus))
        scan(options)
    with open(options.labels, encoding="utf-8") as file:
        labels = [json.loads(line) for line in file]
    urls = {label["url"] for label in labels}
    findings, signals, documents = (by_document(options.output, name, urls)
                                    for name in ("findings", "signals", "documents"))
    answers = [judge(label, findings[label["url"]], signals[label["url"]],
                     next(iter(documents[label["url"]]), None)) for label in labels]
    show_misses(labels, answers, options)
    print(table(labels, answers, options.by) + "\n")
    sys.exit(not check(labels, answers, options))


if __name__ == "__main__":
    main()
