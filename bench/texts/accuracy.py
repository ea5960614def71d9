#!/usr/bin/env python3
"""Agreement of the text matcher with ScanCode on a suite of license files.

The suite is a folder with expected.jsonl (path, expected, scancode, rules) and files/. PDF files are
left out: their text layer is not read.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

SKIPPED = 77  # what ctest takes for a test that could not run
ROOT = pathlib.Path(__file__).resolve().parents[2]


def read_cases(suite):
    with open(suite / 'expected.jsonl', encoding='utf-8') as lines:
        cases = [json.loads(line) for line in lines]
    return [case for case in cases if not case['path'].lower().endswith('.pdf')]


def run(options, cases):
    lines = ''.join(f"{options.suite / 'files' / case['path']}{option(case)}\n" for case in cases)
    output = subprocess.run([options.tool, options.index, options.depth], input=lines,
                            capture_output=True, text=True, check=True)
    return [json.loads(line) for line in output.stdout.splitlines()]


def folder(path):
    parts = path.split('/')
    return '/'.join(parts[:2]) if parts[0] == 'external' and len(parts) > 2 else parts[0]


def option(case):
    """ScanCode's tests, too, look for unknown licenses in this folder only."""
    return '\tunknown' if folder(case['path']) == 'unknown' else ''


def rule_id(rule):
    """Rules made up for a text have the text's hash in their id."""
    for made_up in ('spdx-license-identifier', 'license-detection-unknown'):
        if rule.startswith(made_up + '-'):
            return made_up
    return rule


def compare(cases, results):
    counts = collections.defaultdict(collections.Counter)
    differing = []
    for case, result in zip(cases, results, strict=True):
        found = result['expressions']
        facts = {'files': 1, 'expected': found == case['expected']}
        if case['scancode'] is not None:
            ordered = found == case['scancode']
            facts |= {'known': 1, 'scancode': ordered,
                      'as sets': set(found) == set(case['scancode']),
                      'rules': result['rules'] == [rule_id(rule) for rule in case['rules']]}
            if not ordered:
                differing.append({**case, 'found': found, 'found_rules': result['rules']})
        for name in (folder(case['path']), 'all'):
            counts[name].update({key: int(value) for key, value in facts.items()})
    return counts, differing


def print_table(counts):
    print(f"{'':40} {'files':>6} {'scancode':>9} {'as sets':>9} {'rules':>9} {'expected':>9}")
    for name in sorted(counts, key=lambda name: (name == 'all', name)):
        count = counts[name]
        known = count['known'] or 1
        shares = ' '.join(f'{100 * count[key] / known:8.2f}%'
                          for key in ('scancode', 'as sets', 'rules'))
        print(f"{name:40} {count['files']:6} {shares} {100 * count['expected'] / count['files']:8.2f}%")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('suite', nargs='?', type=pathlib.Path,
                        default=ROOT / '../shared/suites/scancode')
    build = ROOT / 'build/release'
    parser.add_argument('--tool', default=build / 'bench/text_accuracy')
    parser.add_argument('--index', default=build / 'share/licensus/license-texts.index')
    parser.add_argument('--depth', choices=('fast', 'full'), default='full')
    parser.add_argument('--differing', type=pathlib.Path, default=build / 'text_differences.jsonl',
                        help='where the disagreements with ScanCode are written')
    parser.add_argument('--least', type=float, default=0,
                        help='fail where fewer per cent agree with ScanCode in order')
    options = parser.parse_args()
    for needed in (options.suite / 'expected.jsonl', pathlib.Path(options.index)):
        if needed.exists():
            continue
        print(f'{needed} is not there: nothing is measured', file=sys.stderr)
        return SKIPPED if options.least > 0 else 0
    cases = read_cases(options.suite)
    results = run(options, cases)
    counts, differing = compare(cases, results)
    print_table(counts)
    with open(options.differing, 'w', encoding='utf-8') as output:
        for case in differing:
            output.write(json.dumps(case) + '\n')
    size, seconds = (sum(result[key] for result in results) for key in ('bytes', 'seconds'))
    slowest = max(zip(results, cases), key=lambda pair: pair[0]['seconds'])
    print(f"{size / 1e6:.1f} MB in {seconds:.2f} CPU seconds: {size / 1e6 / seconds:.1f} MB/s; "
          f"slowest {slowest[0]['seconds'] * 1000:.0f} ms, {slowest[1]['path']}; "
          f"limit reached in {sum(result['limit'] for result in results)}")
    share = 100 * counts['all']['scancode'] / (counts['all']['known'] or 1)
    return 1 if share < options.least else 0


if __name__ == '__main__':
    sys.exit(main())
