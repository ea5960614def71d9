#!/usr/bin/env python3
"""CPU time of `licensus scan` on loose files at each depth, beside google/licensecheck and ScanCode.

Every program reads the same files with one thread, once a round, in turn; medians are printed. What a
start costs is shown by a tree of one line, and rates are given with and without it. The answers are
looked at too: each depth reads the same documents, and full finds something in (almost) every file
that licensecheck finds a license in. With --scancode, ScanCode and the text matcher match a sample of
the license files; there loading is not counted. What is not there is left out, with a message. Exit
code 1 when the answers are not what they should be.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent)]
import accuracy  # noqa: E402  (the path comes first)
import compare  # noqa: E402
import measure  # noqa: E402
from tables import lines_of  # noqa: E402

LEAST_COMMON = 0.99  # share of licensecheck's files that --depth full must have findings in
MODULE = 'github.com/google/licensecheck'


def trees(suite, scratch):
    """Name of each tree -> folder and what of it is scanned; the first shows what a start costs."""
    small = scratch / 'small'
    small.mkdir()
    (small / 'a.txt').write_text('http://www.apache.org/licenses/LICENSE-2.0\n')
    found = {
        'one line': (small, []),
        'license files': (suite / 'files', ['--exclude', '*.pdf']),
        'C and C++ headers': (pathlib.Path('/usr/include'), []),
        "Python's library": (pathlib.Path(sysconfig.get_path('stdlib')),
                             ['--include', '*.py', '--exclude', 'site-packages']),
    }
    for name, (folder, _) in found.items():
        if not folder.is_dir():
            print(f'speed: no {name} ({folder})', file=sys.stderr)
    return {name: tree for name, tree in found.items() if tree[0].is_dir()}


def accepted_depths(licensus):
    """Those that this binary has, the shallowest first."""
    with tempfile.NamedTemporaryFile() as empty:
        tries = {depth: [licensus, 'scan', empty.name, '--depth', depth] for depth in ('patterns', 'fast', 'full')}
        return [depth for depth, command in tries.items()
                if subprocess.run(command, capture_output=True, check=False).returncode == 0]


def build_licensecheck(go, source, folder):
    """The command that checks a list of files, or None."""
    if not shutil.which(go) or not (source / 'go.mod').exists():
        print(f'speed: licensecheck is left out (no {go}, or no {source})', file=sys.stderr)
        return None
    shutil.copy(HERE / 'licensecheck/main.go', folder)
    (folder / 'go.mod').write_text(f'module speed\nrequire {MODULE} v0.0.0\nreplace {MODULE} => {source.resolve()}\n')
    subprocess.run([go, 'build', '-o', 'licensecheck', '.'], cwd=folder, check=True,
                   env=os.environ | {'GOFLAGS': '-mod=mod'})
    return ['env', 'GOMAXPROCS=1', str(folder / 'licensecheck')]


def scan_command(licensus, tree, depth):
    folder, globs = tree
    return [str(licensus), 'scan', str(folder), *globs, '--depth', depth, '--threads', '1']


def documents(command, folder):
    """Path of each document -> (bytes, whether it has a finding)."""
    with tempfile.TemporaryDirectory(prefix='licensus-speed-') as directory:
        out = os.path.join(directory, 'out')
        subprocess.run([*command, '--all-documents', '-o', out], check=True, capture_output=True)
        return {str(folder / line['document']): (line['bytes'], line['findings'] > 0)
                for line in lines_of(out, 'documents')}


def check_answers(read, licensed):
    """(text, passed) of what must hold of the documents by depth and of licensecheck's files."""
    files = [set(found) for found in read.values()]
    yield f'each depth reads the same {len(files[0])} files', all(some == files[0] for some in files)
    if licensed is not None and 'full' in read:
        with_findings = {path for path, (_, found) in read['full'].items() if found}
        common = len(licensed & with_findings)
        yield (f'full has findings in {len(with_findings)} files, licensecheck a license in {len(licensed)}, '
               f'{common} of them in both', bool(licensed) and common >= LEAST_COMMON * len(licensed))


def measure_tree(name, tree, options, licensecheck, start):
    """Prints the table of one tree; whether its answers are right. The first tree is the start's cost."""
    commands = {f'licensus, {depth}': scan_command(options.licensus, tree, depth) for depth in options.depths}
    read = {depth: documents(scan_command(options.licensus, tree, depth), tree[0]) for depth in options.depths}
    paths = next(iter(read.values()))
    size, licensed = sum(count for count, _ in paths.values()), None
    with tempfile.NamedTemporaryFile('w', suffix='.list', encoding='utf-8') as names:
        names.write(''.join(f'{path}\n' for path in paths))
        names.flush()
        if licensecheck:
            commands['licensecheck'] = [*licensecheck, names.name]
            done = subprocess.run(commands['licensecheck'], check=True, capture_output=True, text=True)
            licensed = set(done.stdout.splitlines())
        costs = compare.run_rounds(commands, options.rounds)
    print(f"\n{name}: {len(paths)} file{'s' * (len(paths) != 1)}, {size / 1e6:.1f} MB\n")
    print(table(costs, size, start))
    if not start:
        start.update({program: compare.median(costs, program, 'cpu') for program in costs})
    return print_checks(check_answers(read, licensed))


def table(costs, size, start):
    lines = ['| program | CPU s | MB/s | MB/s once started | CPU to licensecheck | peak MiB |',
             '|---|---:|---:|---:|---:|---:|']
    for name in costs:
        cpu = compare.median(costs, name, 'cpu')
        ratio = f"{compare.ratio(costs, name, 'licensecheck'):.2f}" if 'licensecheck' in costs else ''
        times = (cpu, max(cpu - start.get(name, 0), 1e-9))
        rates = [f'{size / 1e6 / seconds:.0f}' if start else '' for seconds in times]
        mebibytes = compare.peak(costs, name) / compare.MIB
        lines.append(f'| {name} | {cpu:.2f} | {rates[0]} | {rates[1]} | {ratio} | {mebibytes:.0f} |')
    return '\n'.join(lines)


def print_checks(checks):
    verdicts = list(checks)
    for text, passed in verdicts:
        print(f"{'PASS' if passed else 'FAIL'}  {text}")
    return all(passed for _, passed in verdicts)


def beside_scancode(options):
    """Prints how much faster the text matcher is on the sample; whether it finds the same rules."""
    command = [str(options.scancode / 'bin/python'), str(HERE / 'scancode_match.py')]
    measure.require(command, [str(options.tool)])
    cases = accuracy.read_cases(options.suite)
    cases = cases[::max(1, len(cases) // options.sample)][:options.sample]
    paths = ''.join(f"{options.suite / 'files' / case['path']}\n" for case in cases)
    rates = []
    for _ in range(options.rounds):
        done = subprocess.run(command, input=paths, capture_output=True, text=True, check=True)
        theirs = [json.loads(line) for line in done.stdout.splitlines()]
        ours = accuracy.run(options, cases)
        size = sum(line['bytes'] for line in ours)
        rates.append([size / 1e6 / sum(line['seconds'] for line in lines) for lines in (ours, theirs)])
    same = sum(line['rules'] == [accuracy.rule_id(rule) for rule in other['rules']]
               for line, other in zip(ours, theirs, strict=True))
    own, other, ratio = map(statistics.median, zip(*((a, b, a / b) for a, b in rates)))
    print(f'\n{len(cases)} license files, {size / 1e6:.2f} MB, loading left out: '
          f'licensus {own:.1f} MB/s, ScanCode {other:.3f} MB/s: {ratio:.0f} x')
    return print_checks([(f'the same rules in {same} of {len(cases)} files', same >= 0.9 * len(cases))])


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--suite', type=pathlib.Path, default=ROOT / '../shared/suites/scancode')
    parser.add_argument('--licensecheck', type=pathlib.Path, metavar='DIR', help='source of google/licensecheck',
                        default=ROOT / '../shared/peers/licensecheck')
    parser.add_argument('--go', default='go')
    parser.add_argument('--scancode', type=pathlib.Path, metavar='VENV', help='virtual environment that has ScanCode')
    parser.add_argument('--sample', type=int, default=20, metavar='N', help='license files for ScanCode (%(default)s)')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--licensus', default=ROOT / 'build/release/licensus')
    parser.set_defaults(depth='full')  # of accuracy.run
    parser.add_argument('--tool', default=ROOT / 'build/release/bench/text_accuracy')
    parser.add_argument('--index', default=ROOT / 'build/release/share/licensus/license-texts.index')
    return parser.parse_args()


def main():
    options = read_options()
    measure.require([str(options.licensus)])
    options.depths = accepted_depths(options.licensus)
    commit = compare.first_line(['git', 'rev-parse', '--short=12', 'HEAD'])
    print(f'{compare.machine()}, commit {commit}, medians of {options.rounds} interleaved rounds, one thread')
    passed = True
    with tempfile.TemporaryDirectory(prefix='licensus-speed-') as directory:
        scratch = pathlib.Path(directory)
        licensecheck = build_licensecheck(options.go, options.licensecheck, scratch)
        start = {}
        for name, tree in trees(options.suite, scratch).items():
            passed &= measure_tree(name, tree, options, licensecheck, start)
    if options.scancode and (options.suite / 'expected.jsonl').exists():
        passed &= beside_scancode(options)
    else:
        print('speed: ScanCode is left out (no --scancode, or no suite)', file=sys.stderr)
    return 0 if passed else 1


if __name__ == '__main__':
    sys.exit(main())
