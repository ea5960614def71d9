"""Loads what make_tables writes, as people would.

usage: tables_test.py schemas|duckdb|polars MAKE_TABLES SCHEMAS

Ends with 77 (skipped) where no Python here can import what the check needs; build/venv, which
scripts/test makes, is looked at first.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile

LINES = 60_000
HALF = 30_000
TABLES = {
    "documents": "documents/*/*.jsonl",
    "findings": "findings/*/*.jsonl",
    "signals": "signals/*/*.jsonl",
    "census": "census.jsonl",
    "errors": "errors.jsonl",
    "shards": "many_shards.jsonl",
}


def equal(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: expected {expected}, found {found}")


def check_schemas(run, schemas):
    import jsonschema

    def validator(name):
        with open(os.path.join(schemas, name + ".schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    for table, pattern in TABLES.items():
        check = validator(table)
        (path,) = glob.glob(os.path.join(run, pattern))
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
        equal(table, len(lines), LINES)
        order = list(json.loads(lines[0]))
        for number, line in enumerate(lines):
            if number % 101 == 0 or number in (HALF, LINES - 1):
                record = json.loads(line)
                check.validate(record)
                equal(f"keys of {table}", list(record), order)
        # A schema that lets everything through would prove nothing.
        record = json.loads(lines[0])
        for key in record:
            equal(f"{table} without {key}", check.is_valid({k: record[k] for k in record if k != key}), False)
            equal(f"{table}, {key} null", check.is_valid({**record, key: None}), False)
    for name in ("summary", "run"):
        with open(os.path.join(run, name + ".json"), encoding="utf-8") as file:
            validator(name).validate(json.load(file))


def check_duckdb(run, _):
    import duckdb

    for table, pattern in TABLES.items():
        duckdb.execute(f"create view {table} as select * from '{os.path.join(run, pattern)}'")

    def ask(query, *expected):
        equal(query, duckdb.sql(query).fetchall()[0], expected)

    for table in TABLES:
        ask(f"select count(*) from {table}", LINES)
        columns = duckdb.sql(f"describe {table}").fetchall()
        nulls = " or ".join(f'"{column[0]}" is null' for column in columns)
        ask(f"select count(*) from {table} where {nulls}", 0)
        equal(f"JSON columns of {table}", [c for c in columns if "JSON" in c[1]], [])
    ask("select count(*), sum(\"offset\") from documents where license = 'CC-BY-NC-4.0'",
        HALF, sum(range(HALF, LINES)))
    ask("select count(*) from documents where list_contains(licenses, 'CC-BY-4.0')", HALF)
    ask("select count(*) from documents where list_contains(conditions, 'registration')", HALF)
    ask("select count(*) from documents where licenses = ['NONE'] and conditions = ['']", HALF)
    ask("select count(*) from documents where date_trunc('day', date::timestamp) = '2024-05-18'", LINES)
    ask("select count(*), min(start) from findings where field = 'license' and main", HALF, HALF)
    ask("select count(*) from signals where value = 'noimageai'", HALF)
    ask("select count(*), sum(documents), sum(bytes) from census where dimension = 'license'",
        LINES // 16, LINES // 16, LINES // 16 * 10)
    ask("select count(*) from errors where document = 'x' and \"offset\" = 5", HALF)
    ask("select count(*) from shards where modified::timestamp > '2000-01-01'", LINES)


def check_polars(run, _):
    import polars

    def load(table):
        (path,) = glob.glob(os.path.join(run, TABLES[table]))
        frames = [polars.read_ndjson(path), polars.scan_ndjson(os.path.join(run, TABLES[table])).collect()]
        equal(f"{table} read and scanned", frames[0].equals(frames[1]), True)
        equal(table, frames[0].height, LINES)
        equal(f"nulls of {table}", sum(frames[0].null_count().row(0)), 0)
        return frames[0]

    column = polars.col
    documents = load("documents")
    equal("documents", documents.filter(column("license") == "CC-BY-NC-4.0").height, HALF)
    equal("licenses", documents.filter(column("licenses").list.contains("CC-BY-4.0")).height, HALF)
    equal("conditions", documents.filter(column("conditions").list.contains("registration")).height, HALF)
    equal("dates", documents.filter(column("date").str.to_datetime("%Y-%m-%dT%H:%M:%SZ").dt.year() == 2024).height, LINES)
    equal("findings", load("findings").filter(column("port") == "de").height, HALF)
    equal("signals", load("signals").filter(column("value") == "noimageai").height, HALF)
    equal("census", load("census").filter(column("dimension") == "purpose")["documents"].sum(), LINES // 16)
    equal("errors", load("errors").filter(column("offset") == 5).height, HALF)
    equal("shards", load("shards").filter(column("modified").str.starts_with("2024")).height, LINES)


CHECKS = {
    "schemas": (check_schemas, "from jsonschema import Draft202012Validator"),
    "duckdb": (check_duckdb, "import duckdb"),
    "polars": (check_polars, "import polars"),
}


def use_python_that_can(needed):
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    pythons = [os.path.join(root, "build", "venv", "bin", "python"), sys.executable, "/usr/bin/python3"]
    for python in filter(os.path.exists, pythons):
        if subprocess.run([python, "-c", needed], capture_output=True, check=False).returncode == 0:
            os.environ["LICENSUS_TABLES_TEST"] = "chosen"
            os.execv(python, [python] + sys.argv)
    print(f"skipped: no Python here can run \"{needed}\"; scripts/test makes one in build/venv")
    sys.exit(77)


def main():
    name, make_tables, schemas = sys.argv[1:]
    check, needed = CHECKS[name]
    if "LICENSUS_TABLES_TEST" not in os.environ:
        use_python_that_can(needed)
    with tempfile.TemporaryDirectory() as place:
        run = os.path.join(place, "run")
        subprocess.run([make_tables, run], check=True)
        check(run, schemas)


if __name__ == "__main__":
    main()
