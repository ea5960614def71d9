#!/usr/bin/env python3
"""Measures licensus against its own decoding, igzip, ripgrep and FastWARC on the same crawl.

Runs every program once a round, in turn, so that what disturbs the machine disturbs all alike, and
takes medians: of CPU seconds, wall seconds, and of the ratios within a round. Checks that the
programs count the same, prints a Markdown table and one line for each budget, and writes all of it to
build/bench/results. Exit code 1 when a budget or a count fails, 2 when a program cannot be run.
"""
import argparse
import datetime
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import zlib

import measure
from tables import lines_of

HERE = os.path.dirname(os.path.abspath(__file__))
MIB = 1 << 20
FAST = "scan, 1 thread, depth fast"
IDLE = 0.05  # wall times are judged where other processes took less of the machine than this


def programs(options):
    """Name of each program and its command, in the order of the table."""
    licensus = shlex.split(options.licensus)
    decode = shlex.split(options.decode_only.format(file=options.file, threads=1))
    scan = [*licensus, "scan", options.file, "--depth", "patterns", "--threads"]
    fast = [*licensus, "scan", options.file, "--depth", "fast", "--threads", "1"]
    has_index = subprocess.run([*licensus, "index", "info"], capture_output=True, check=False).returncode == 0
    if not has_index:
        print("compare: no license-text index, so depth fast is not measured", file=sys.stderr)
    return {
        "igzip -dc": ["igzip", "-dc", options.file],
        "decode only": decode,
        "scan, 1 thread": [*scan, "1"],
        "scan, 2 threads": [*scan, "2"],
        **({FAST: fast} if has_index else {}),
        "rg -z -c": ["rg", "-z", "-c", "creativecommons.org", options.file],
        "FastWARC + regex": [options.python, os.path.join(HERE, "fastwarc_regex.py"), options.file],
    }


def run_rounds(commands, rounds):
    """{name: [Cost, ...]}; each round begins with another program."""
    costs, names = {name: [] for name in commands}, list(commands)
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            cost = measure.run(commands[name])
            if cost.exit_code != 0:
                print(f"compare: {name} ended with {cost.exit_code}: {shlex.join(commands[name])}",
                      file=sys.stderr)
                sys.exit(2)
            costs[name].append(cost)
            print(f"round {number + 1}/{rounds}: {name}: {cost.cpu:.2f} s CPU, {cost.wall:.2f} s",
                  file=sys.stderr)
    return costs


def ratio(costs, name, base, what="cpu"):
    """Median over the rounds of `name`'s cost in `base`'s cost of the same round."""
    return statistics.median(getattr(a, what) / getattr(b, what)
                             for a, b in zip(costs[name], costs[base]))


def median(costs, name, what):
    return statistics.median(getattr(cost, what) for cost in costs[name])


def peak(costs, name):
    return max(cost.peak_bytes for cost in costs[name])


def uncompressed_bytes(path):
    """Size of a gzip file's content, and a read of it that puts it into the page cache."""
    total, decoder = 0, zlib.decompressobj(31)
    with open(path, "rb") as file:
        while data := file.read(MIB):
            while data:
                total += len(decoder.decompress(data))
                data = decoder.unused_data
                if decoder.eof:
                    decoder = zlib.decompressobj(31)
                else:
                    data = b""
    return total


def scan_counts(options):
    """Documents of the crawl, and target URIs with a license URL in their body, as licensus says."""
    with tempfile.TemporaryDirectory(prefix="licensus-compare-") as directory:
        out = os.path.join(directory, "out")
        subprocess.run([*shlex.split(options.licensus), "scan", options.file, "--depth", "patterns",
                        "-o", out], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        documents = sum(shard["documents"] for shard in lines_of(out, "shards"))
        urls = {finding["document"] for finding in lines_of(out, "findings")
                if finding["rule"].startswith(options.rule_prefix) and finding["start"] >= 0}
    return documents, urls


def fastwarc_counts(options):
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as urls:
        done = subprocess.run([options.python, os.path.join(HERE, "fastwarc_regex.py"), options.file,
                               "--urls", urls.name], check=True, capture_output=True)
        return json.loads(done.stdout)["responses"], {line.rstrip("\n") for line in urls}


def check_counts(options):
    """(text, passed) of each count that must agree."""
    documents, found = scan_counts(options)
    responses, expected = fastwarc_counts(options)
    for title, urls in (("only FastWARC's regex", expected - found), ("only licensus", found - expected)):
        for url in sorted(urls)[:5]:
            print(f"compare: {title} finds a license URL in {url}", file=sys.stderr)
    return [
        (f"documents: licensus {documents}, FastWARC {responses}", documents == responses),
        (f"documents with a creativecommons.org license URL: licensus {len(found)}, "
         f"FastWARC {len(expected)}, in both {len(found & expected)}", found == expected),
    ]


def budgets(costs):
    """(text, passed or None where it cannot be judged) of each budget of speed and memory."""
    to_igzip = ratio(costs, "igzip -dc", "scan, 1 thread")
    to_decode = ratio(costs, "scan, 1 thread", "decode only")
    to_rg = ratio(costs, "rg -z -c", "scan, 1 thread")
    threads = ratio(costs, "scan, 2 threads", "scan, 1 thread")
    wall = ratio(costs, "scan, 1 thread", "scan, 2 threads", "wall")
    memory = peak(costs, "scan, 2 threads")
    others = max(median(costs, name, "others") for name in ("scan, 1 thread", "scan, 2 threads"))
    fast = ratio(costs, FAST, "scan, 1 thread") if FAST in costs else None
    return [
        (f"scan at least 1.05 x as fast as igzip: {to_igzip:.2f} x", to_igzip >= 1.05),
        (f"scan at most 1.25 x decode only: {to_decode:.2f} x", to_decode <= 1.25),
        (f"scan at least 4 x as fast as rg: {to_rg:.1f} x", to_rg >= 4),
        (f"CPU of 2 threads within 5 % of 1: {100 * (threads - 1):+.1f} %", threads <= 1.05),
        (f"peak memory with 2 threads under 256 MiB: {memory / MIB:.0f} MiB", memory < 256 * MIB),
        *([] if fast is None else [(f"depth fast at most 1.5 x patterns: {fast:.2f} x", fast <= 1.5)]),
        (f"wall time of 2 threads at least 1.7 x better: {wall:.2f} x (other processes took "
         f"{100 * others:.0f} % of the machine)", wall >= 1.7 if others < IDLE else None),
    ]


def table(costs, size):
    """Medians; `least` is the quietest run, which a busy machine disturbs least."""
    lines = ["| program | CPU s | least | MB/s | CPU to igzip | wall to igzip | peak MiB |",
             "|---|---:|---:|---:|---:|---:|---:|"]
    for name in costs:
        cpu = median(costs, name, "cpu")
        least = min(cost.cpu for cost in costs[name])
        lines.append(f"| {name} | {cpu:.2f} | {least:.2f} | {size / 1e6 / cpu:.0f} | {ratio(costs, name, 'igzip -dc'):.2f} "
                     f"| {ratio(costs, name, 'igzip -dc', 'wall'):.2f} | {peak(costs, name) / MIB:.0f} |")
    return "\n".join(lines)


def first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=HERE)
        return done.stdout.partition("\n")[0].strip()
    except OSError:
        return ""


def compiler(licensus):
    """Path of the C++ compiler of the build that the binary lies in, with its version."""
    cache = os.path.join(os.path.dirname(shlex.split(licensus)[0]), "CMakeCache.txt")
    if os.path.exists(cache):
        with open(cache) as file:
            for line in file:
                if line.startswith("CMAKE_CXX_COMPILER:"):
                    return first_line([line.split("=", 1)[1].strip(), "--version"])
    return ""


def machine():
    done = subprocess.run(["lscpu"], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    facts = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    return f"{facts.get('Model name', '').strip()} x {os.cpu_count()}"


def save(options, costs, size, verdicts):
    now = datetime.datetime.now(datetime.timezone.utc)
    result = {
        "date": f"{now:%Y-%m-%dT%H:%M:%SZ}", "machine": machine(), "compiler": compiler(options.licensus),
        "commit": first_line(["git", "rev-parse", "HEAD"]),
        "modified": bool(first_line(["git", "status", "--porcelain", "--untracked-files=no"])),
        "file": options.file, "stored_bytes": os.path.getsize(options.file), "uncompressed_bytes": size,
        "programs": {name: [vars(cost) for cost in runs] for name, runs in costs.items()},
        "verdicts": [{"text": text, "passed": passed} for text, passed in verdicts],
    }
    os.makedirs(options.results, exist_ok=True)
    path = os.path.join(options.results, f"{now:%Y%m%dT%H%M%SZ}.json")
    with open(path, "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    return path, f"{result['date']}, {result['machine']}, {result['compiler'] or 'compiler unknown'}, commit {result['commit'][:12]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", default="build/bench/crawl.warc.gz", help=".warc.gz (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--licensus", default="build/release/licensus", metavar="COMMAND")
    parser.add_argument("--decode-only", default="build/release/bench/decode_only {file} {threads}", metavar="COMMAND", help="{file} and {threads} are filled in (%(default)s)")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has fastwarc")
    parser.add_argument("--results", default="build/bench/results", metavar="DIR")
    parser.add_argument("--rule-prefix", default="cc-url", help="rules whose findings FastWARC's regex must agree with (%(default)s)")
    parser.add_argument("--no-counts", action="store_true", help="leave out the comparison of counts")
    options = parser.parse_args()
    commands = programs(options)
    measure.require(*commands.values())
    size = uncompressed_bytes(options.file)
    costs = run_rounds(commands, options.rounds)
    verdicts = budgets(costs) + ([] if options.no_counts else check_counts(options))
    path, origin = save(options, costs, size, verdicts)
    print(f"{origin}; {size / 1e6:.0f} MB, ratio {size / os.path.getsize(options.file):.2f}, "
          f"median of {options.rounds} interleaved rounds\n\n{table(costs, size)}\n")
    for text, passed in verdicts:
        print(f"{'NOT JUDGED' if passed is None else 'PASS' if passed else 'FAIL'}  {text}")
    print(f"\nAll runs: {path}")
    sys.exit(any(passed is False for _, passed in verdicts))


if __name__ == "__main__":
    main()
