#!/usr/bin/env python3
"""Measures licensus on each container of datasets against a program that only decodes it.

Makes the files once (make_rows.py) below DIR, runs every program once a round, in turn, and takes medians of CPU
seconds and of the ratios within a round; checks that every container gives the documents that were put in. With
--memory the peak of two threads on files of 2 GB. Prints a Markdown table and one line for each budget; exit code
1 when one fails, 2 when a program is missing.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import tomllib

import make_rows
import measure

HERE = pathlib.Path(__file__).resolve().parent
MIB = 1 << 20
FILES = ["few.jsonl", "rows.jsonl.zst", "rows.tar", "rows.tar.zst", "rows.zip", "rows.csv", "rows.xml.bz2", "rows.parquet"]
READ_PARQUET = ("import sys, glob; sys.path += glob.glob('build/venv/lib/python3*/site-packages')\n"
                "import pyarrow.parquet as p\nf = p.ParquetFile(sys.argv[1], pre_buffer=False)\n"
                "for b in f.iter_batches(2000, columns=['text', 'url'], use_threads=False): pass")


def literals(folder):
    """64 literals, as rules/stems.toml has them and some words of no license."""
    stems = tomllib.loads((HERE.parent / "rules/stems.toml").read_text())
    words = (stems["stems"] + stems["text_stems"] + ["notice", "terms", "consent", "opendata", "dataset", "permit"])[:64]
    path = folder / "literals.txt"
    path.write_text("\n".join(words) + "\n")
    return str(path)


def comparisons(folder, scan, decode):
    """For each file: (name, command of the other program, what the ratio of ours to it may be at most)."""
    file = {name: str(folder / name) for name in FILES}
    return {
        "few.jsonl": [("rg -c, 64 literals", ["rg", "-c", "-i", "-F", "-f", literals(folder), file["few.jsonl"]], 1 / 3)],
        "rows.jsonl.zst": [("zstd -dc", ["zstd", "-qdc", file["rows.jsonl.zst"]], 1.25)],
        "rows.tar": [("decode only", decode(file["rows.tar"]), None), ("cat", ["cat", file["rows.tar"]], None)],
        "rows.tar.zst": [("zstd -dc", ["zstd", "-qdc", file["rows.tar.zst"]], None),
                         ("decode only", decode(file["rows.tar.zst"]), 1.25)],
        "rows.zip": [("unzip -p", ["unzip", "-p", file["rows.zip"]], 1.25), ("decode only", decode(file["rows.zip"]), 1.25)],
        "rows.csv": [("cat", ["cat", file["rows.csv"]], None)],
        "rows.xml.bz2": [("bzip2 -dc", ["bzip2", "-dc", file["rows.xml.bz2"]], 1.25),
                         ("2 threads", scan(file["rows.xml.bz2"], 2), None)],
        "rows.parquet": [("pyarrow", [sys.executable, "-c", READ_PARQUET, file["rows.parquet"]], 1.3)],
    }


def is_there(command):
    return subprocess.run(["which", command], stdout=subprocess.DEVNULL, check=False).returncode == 0


def documents(scan, path):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([*scan(path, 2), "-o", out + "/run"], check=True, stdout=subprocess.DEVNULL)
        return json.loads(pathlib.Path(out, "run/summary.json").read_text())["documents"]


def compare(options, scan, decode, folder):
    costs, verdicts, lines = {}, [], []
    for name, others in comparisons(folder, scan, decode).items():
        if name not in options.only:
            continue
        path = str(folder / name)
        others = [other for other in others if is_there(other[1][0])]
        commands = {"licensus": scan(path, 1), **{title: command for title, command, _ in others}}
        costs = {title: [] for title in commands}
        for _ in range(options.rounds):
            for title, command in commands.items():
                cost = measure.run(command)
                if cost.exit_code not in (0, 1 if title.startswith("rg") else 0):
                    sys.exit(f"containers: {title} ended with {cost.exit_code}: {command}")
                costs[title].append(cost)
        cpu = statistics.median(cost.cpu for cost in costs["licensus"])
        megabytes = os.path.getsize(path) / 1e6
        row = [f"{name} ({megabytes:.0f} MB)", f"{cpu:.2f}", f"{megabytes / cpu:.0f}"]
        told = []
        for title, _, most in others:
            what = "wall" if title == "2 threads" else "cpu"
            ratio = statistics.median(getattr(a, what) / getattr(b, what)
                                      for a, b in zip(costs["licensus"], costs[title]))
            told.append(f"{ratio:.2f} x {title}" + (" (wall)" if what == "wall" else ""))
            if most is not None:
                verdicts.append((f"{name}: {ratio:.2f} x the CPU time of {title}, at most {most:.2f} asked", ratio <= most))
            if title == "2 threads":
                verdicts.append((f"{name}: two threads {ratio:.2f} x as fast as one, at least 1.8 asked", ratio >= 1.8))
        lines.append("| " + " | ".join([*row, "; ".join(told)]) + " |")
        if name == "few.jsonl":
            verdicts.append((f"{name}: {megabytes / cpu:.0f} MB/s, at least 2000 asked", megabytes / cpu >= 2000))
    print("| file | CPU s | stored MB/s | CPU to others |\n|---|---:|---:|---|\n" + "\n".join(lines) + "\n")
    return verdicts


def peaks(options, scan, folder):
    verdicts = []
    for name in ("rows.jsonl", "rows.csv", "rows.tar", "rows.zip", "rows.xml.bz2", "rows.json", "rows.parquet"):
        path = folder / f"large-{name}"
        if not path.exists():
            # By a process of its own: the peak of one that is started is at least that of who starts it.
            subprocess.run([sys.executable, "-c", f"import sys; sys.path = {sys.path!r}; import make_rows\n"
                            f"make_rows.make({str(path)!r}, {options.memory}, 0.03)"], check=True)
        cost = measure.run(scan(str(path), 2))
        mib = cost.peak_bytes / MIB
        verdicts.append((f"{name}, {path.stat().st_size / 1e6:.0f} MB stored: peak of {mib:.0f} MiB, at most 512 asked; "
                         f"{cost.cpu:.1f} s CPU", cost.exit_code == 0 and mib <= 512))
        path.unlink()
    return verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bytes", type=float, default=5e8, help="of text in each file (%(default)g)")
    parser.add_argument("--memory", type=float, nargs="?", const=2e9, help="measure peaks, on files of that size (%(const)g)")
    parser.add_argument("--only", nargs="+", choices=FILES, default=FILES, help="compare these alone", metavar="FILE")
    parser.add_argument("--folder", default="build/bench/rows", metavar="DIR")
    options = parser.parse_args()
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)

    def scan(path, threads):
        return ["build/release/licensus", "scan", path, "--depth", "patterns", "--threads", str(threads)]

    def decode(path):
        return ["build/release/bench/decode_only", path]

    measure.require(scan("", 1), decode(""))
    sys.path += map(str, pathlib.Path("build/venv/lib").glob("python3*/site-packages"))
    for name in FILES:
        if not (folder / name).exists():
            make_rows.make(str(folder / name), options.bytes, 0.003 if name == "few.jsonl" else 0.03)
    counts = {name: documents(scan, str(folder / name)) for name in FILES if name != "few.jsonl"}
    verdicts = [(f"documents in each container: {sorted(set(counts.values()))}", len(set(counts.values())) == 1)]
    verdicts += compare(options, scan, decode, folder)
    if options.memory:
        verdicts += peaks(options, scan, folder)
    for text, passed in verdicts:
        print(f"{'PASS' if passed else 'FAIL'}  {text}")
    sys.exit(any(not passed for _, passed in verdicts))


if __name__ == "__main__":
    main()
