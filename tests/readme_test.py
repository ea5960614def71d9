#!/usr/bin/env python3
"""Runs what the README shows: each `$ command` of its console blocks must print what stands below it,
and each SQL statement must run in DuckDB over the tables that those commands wrote.

usage: readme_test.py [--update] [README]     --update writes what came into the README
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
BLOCK = re.compile(r"^```(console|sql)\n(.*?)^```$", re.M | re.S)


def run(command, folder):
    done = subprocess.run(["bash", "-c", command], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=1200, check=False)
    if not done.stdout:
        sys.exit("FAIL: prints nothing: " + command)
    return done.stdout.decode("utf-8", "backslashreplace")


def console(text, folder):
    """The block with what its commands print now."""
    commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{run(command, folder)}" for command in commands)


def query(text, folder):
    """Runs each statement; an error ends the test."""
    script = "import duckdb, sys\nfor s in sys.stdin.read().split(';'):\n    s.strip() and print(duckdb.sql(s))"
    done = subprocess.run([os.path.join(ROOT, "build/venv/bin/python"), "-c", script], cwd=folder,
                          input=text, text=True, capture_output=True, timeout=120, check=False)
    if done.returncode != 0:
        sys.exit("FAIL: " + text + done.stderr)
    return text


def main():
    update = "--update" in sys.argv
    paths = [argument for argument in sys.argv[1:] if argument != "--update"]
    readme = paths[0] if paths else os.path.join(ROOT, "README.md")
    with open(readme, encoding="utf-8") as file:
        old = file.read()
    has_duckdb = os.path.exists(os.path.join(ROOT, "build/venv/bin/python"))
    if not has_duckdb:
        print("SQL skipped: no DuckDB in build/venv (scripts/setup makes it)")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("scripts", "tests", "bench", "rules", "LICENSE"):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))

        def replace(block):
            kind, text = block.groups()
            if kind == "console":
                text = console(text, folder)
            elif has_duckdb:
                text = query(text, folder)
            return f"```{kind}\n{text}```"

        new = BLOCK.sub(replace, old)
    if new == old:
        print("1 passed, 0 failed")
        return 0
    if update:
        with open(readme, "w", encoding="utf-8") as file:
            file.write(new)
        return 0
    print("\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), "README", "now", lineterm="")))
    return 1


if __name__ == "__main__":
    sys.exit(main())
