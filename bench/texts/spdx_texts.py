#!/usr/bin/env python3
"""How many of SPDX's own license texts `licensus scan` recognises.

The texts are those of the npm package spdx-license-list, fetched by npm, checked by hash and kept in
build/bench/sdists. Each is scanned as a file whose name says nothing. The answer for a text is the
license of the finding that covers most of it. Exit code 1 when fewer than --least per cent are right,
77 when that was asked but the texts cannot be had.
"""
import argparse
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'bench'), str(ROOT / 'bench/pages')]
from fetch import DOWNLOAD_SECONDS, obtain  # noqa: E402  (the path comes first)
from tables import lines_of  # noqa: E402

REQUIREMENT = 'spdx-license-list@6.12.0'
SHA256 = '54cc8d13086187333ca1457c8edaa06d9a412144f076aa7f7c1b59c4f3b0a1ef'
SKIPPED = 77  # what ctest takes for a test that could not run
MAX_TEXT_BYTES = 1 << 20

# Deprecated ids and what stands for them today. Of those with an exception SPDX keeps the words of the
# exception only, so the exception is all that can be found.
SUCCESSORS = {
    'BSD-2-Clause-FreeBSD': 'BSD-2-Clause-Views',
    'BSD-2-Clause-NetBSD': 'BSD-2-Clause',
    'GPL-2.0-with-GCC-exception': 'GCC-exception-2.0',
    'GPL-2.0-with-autoconf-exception': 'Autoconf-exception-2.0',
    'GPL-2.0-with-bison-exception': 'Bison-exception-2.2',
    'GPL-2.0-with-classpath-exception': 'Classpath-exception-2.0',
    'GPL-2.0-with-font-exception': 'Font-exception-2.0',
    'GPL-3.0-with-GCC-exception': 'GCC-exception-3.1',
    'GPL-3.0-with-autoconf-exception': 'Autoconf-exception-3.0',
    'Nunit': 'zlib-acknowledgement',
    'bzip2-1.0.5': 'bzip2-1.0.6',
    'eCos-2.0': 'eCos-exception-2.0',
    'wxWindows': 'WxWindows-exception-3.1',
}


def npm_download(requirement, _, scratch):
    if not shutil.which('npm'):
        raise ValueError(f'{requirement}: there is no npm to fetch it with')
    subprocess.run(['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', scratch, requirement],
                   check=False, stdout=subprocess.DEVNULL, timeout=DOWNLOAD_SECONDS)


def read_texts(archive):
    """License id -> text; ids whose text is empty are left out."""
    texts = {}
    with tarfile.open(archive, 'r:gz') as members:
        for member in members:
            name = re.fullmatch(r'package/licenses/(.+)\.json', member.name)
            if name and member.isreg() and member.size <= MAX_TEXT_BYTES:
                text = json.load(members.extractfile(member))['licenseText']
                if text.strip():
                    texts[name[1]] = text
    return dict(sorted(texts.items()))


def same_text(texts):
    """License id -> ids of the licenses with the same words, the -only and -or-later of one text."""
    groups = collections.defaultdict(set)
    for license_id, text in texts.items():
        groups[tuple(re.findall(r'\w+', text.lower()))].add(license_id)
    return {license_id: group for group in groups.values() for license_id in group}


def stem(license_id):
    """What the ids of one license have in common whatever they say of its other versions."""
    return re.sub(r'(-only|-or-later|\+)$', '', SUCCESSORS.get(license_id, license_id))


def is_right(found, license_id, same):
    wanted = {stem(other) for other in same.get(license_id, ()) or {license_id}}
    exception = re.fullmatch(r'(?:LicenseRef-unknown-|[\w.-]+ WITH )(\S+)', found)
    return (exception[1] if exception else stem(found)) in wanted


def top(findings):
    """The finding that covers most bytes: a license text where there is one, else any."""
    findings = [finding for finding in findings if not finding['lost_to']]
    texts = [finding for finding in findings if finding['kind'] == 'text']
    return max(texts or findings, default=None,
               key=lambda finding: (finding['end'] - finding['start'], finding['score']))


def ids_of_rules(folder):
    """The SPDX ids that the rule base knows, by their lower case; none where it is not there."""
    fields = re.compile(r'^(?:spdx_license_key: |other_spdx_license_keys:\n)(.+(?:\n    - .+)*)', re.MULTILINE)
    heads = (path.read_text(encoding='utf-8').split('\n---', 1)[0] for path in folder.rglob('*.LICENSE'))
    ids = (field.removeprefix('    - ').split('\n    - ') for head in heads for field in fields.findall(head))
    return {license_id.lower(): license_id for some in ids for license_id in some}


def scan(licensus, depth, texts):
    """License id -> (license of its document or NONE, findings)."""
    with tempfile.TemporaryDirectory(prefix='licensus-spdx-texts-') as directory:
        tree, out = pathlib.Path(directory, 'texts'), pathlib.Path(directory, 'out')
        tree.mkdir()
        ids = {f'{number}.txt': license_id for number, license_id in enumerate(texts)}
        for name, license_id in ids.items():
            (tree / name).write_text(texts[license_id], encoding='utf-8')
        subprocess.run([licensus, 'scan', tree, '--depth', depth, '--all-documents', '-o', out], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        answers = {ids[line['document']]: (line['license'], []) for line in lines_of(out, 'documents')}
        if len(answers) != len(texts):
            raise ValueError(f'{len(answers)} documents in the tables, {len(texts)} texts')
        for line in lines_of(out, 'findings'):
            answers[ids[line['document']]][1].append(line)
    return answers


def judge(texts, answers):
    """A line for each text: what was found, and whether it is right."""
    same = same_text(texts)
    for license_id in texts:
        document, findings = answers[license_id]
        best = top(findings)
        found = best['license'] if best else 'NONE'
        yield {'id': license_id, 'found': found, 'rule': best['rule'] if best else '',
               'kind': best['kind'] if best else '', 'score': best['score'] if best else 0,
               'document': document, 'top': is_right(found, license_id, same),
               'whole': is_right(document, license_id, same),
               'in': any(is_right(finding['license'], license_id, same) for finding in findings)}


def share_of(lines, key):
    return 100 * sum(line[key] for line in lines) / (len(lines) or 1)


def report(lines, known):
    """The misses, and the shares over all texts and over those whose id is as old as the rules."""
    old = [line for line in lines if line['id'].lower() in known or line['id'] in SUCCESSORS]
    for line in lines:
        if not line['top']:
            print('{id}: {found} ({kind}, {rule}, score {score})'.format(**line),
                  '' if line['in'] else '; no other finding is right',
                  '' if line in old else '; newer than the rules', sep='')
    for name, some in (('all', lines), ('those whose id the rule base knows', old)):
        if some:
            print(f"{name}: {len(some)} texts, the largest finding is right in {share_of(some, 'top'):.1f} %, some "
                  f"finding in {share_of(some, 'in'):.1f} %, the document's license in {share_of(some, 'whole'):.1f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--offline', metavar='DIR', help='take the archive from this folder, not from npm')
    parser.add_argument('--licensus', default=ROOT / 'build/release/licensus')
    parser.add_argument('--depth', default='full')
    parser.add_argument('--rules', metavar='DIR', type=pathlib.Path, default=ROOT / 'build/rule_base',
                        help='the rule base, for the ids it knows')
    parser.add_argument('--least', type=float, default=0, help='fail where fewer per cent are right')
    options = parser.parse_args()
    cache = ROOT / 'build/bench/sdists'
    cache.mkdir(parents=True, exist_ok=True)
    try:
        archive = obtain(REQUIREMENT, SHA256, cache, options.offline, npm_download)
    except (ValueError, OSError, subprocess.TimeoutExpired) as error:
        print(f'spdx_texts: nothing is measured ({error})', file=sys.stderr)
        return SKIPPED if options.least > 0 else 0
    texts = read_texts(archive)
    lines = list(judge(texts, scan(options.licensus, options.depth, texts)))
    report(lines, ids_of_rules(options.rules))
    return 1 if share_of(lines, 'top') < options.least else 0


if __name__ == '__main__':
    sys.exit(main())
