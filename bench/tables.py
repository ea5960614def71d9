"""Reads the tables that `licensus scan -o DIR` writes."""
import glob
import json
import os


def lines_of(directory, table):
    """The lines of an output table, whether it is one file or has parts."""
    paths = sorted(glob.glob(os.path.join(directory, table + ".jsonl"))
                   + glob.glob(os.path.join(directory, table, "**", "*.jsonl"), recursive=True))
    for path in paths:
        with open(path, encoding="utf-8") as file:
            yield from map(json.loads, file)
