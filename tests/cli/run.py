#!/usr/bin/env python3
"""Runs the command-line tests: the real binary, its exact output and exit code.

A case file (*.cli) is a list of

    # why this is tested
    $ licensus rules NOPE | head -1     run by bash in a fresh folder; tests/data is $DATA
      a line of standard output         (two spaces)
    ! a line of standard error
    ? 2                                 the exit code, where it is not 0

`[..]` in an expected line stands for any text. --update writes what came into the file instead: read
the difference before you commit it. Commands of one file share a folder, in order.
"""

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile


def parse(path):
    steps, notes = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines.read().split("\n"):
            if line.startswith("$ "):
                steps.append({"notes": notes, "command": line[2:], "expected": []})
                notes = []
            elif line.startswith(("  ", "! ", "? ")) or line in ("!",):
                steps[-1]["expected"].append(line)
            else:
                notes.append(line)
    return steps, notes


def run(command, folder, environment):
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    out = done.stdout.decode("utf-8", "backslashreplace").splitlines()
    err = done.stderr.decode("utf-8", "backslashreplace").splitlines()
    got = ["  " + line for line in out] + [("! " + line).rstrip() for line in err]
    if done.returncode != 0:
        got.append(f"? {done.returncode}")
    return got


def matches(expected, got):
    if len(expected) != len(got):
        return False
    pattern = lambda line: ".*".join(re.escape(part) for part in line.split("[..]"))
    return all(re.fullmatch(pattern(want), line, re.DOTALL) for want, line in zip(expected, got))


def main():
    arguments = argparse.ArgumentParser(description=__doc__,
                                        formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--update", action="store_true")
    arguments.add_argument("files", nargs="+")
    options = arguments.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    passed = failed = 0
    for path in options.files:
        steps, rest = parse(path)
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(os.environ, LC_ALL="C.UTF-8", DATA=os.path.join(here, "../data"),
                               PATH=os.path.dirname(os.path.abspath(options.binary)) + ":" +
                               os.environ["PATH"])
            os.symlink(os.path.realpath(environment["DATA"]), os.path.join(folder, "data"))
            for step in steps:
                got = run(step["command"], folder, environment)
                if matches(step["expected"], got):
                    passed += 1
                    continue
                if options.update:
                    step["expected"] = got
                    continue
                failed += 1
                print(f"FAIL {os.path.basename(path)}: $ {step['command']}")
                print("\n".join(difflib.unified_diff(step["expected"], got, "expected", "got",
                                                     lineterm="")))
        if options.update:
            with open(path, "w", encoding="utf-8") as out:
                for step in steps:
                    out.write("\n".join([*step["notes"], "$ " + step["command"],
                                         *step["expected"], ""]))
                out.write("\n".join(rest))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
