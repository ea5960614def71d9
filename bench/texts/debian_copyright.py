#!/usr/bin/env python3
"""Compares `licensus scan` of Debian's copyright files with what they declare in machine-readable form.

Declared are the short names in the License fields of the Files stanzas (and of the header) of a file
with a Format field. Debian's own names are made SPDX ids; an exception that follows a name is left out
on both sides, as Debian has no list of them, and so is what SPDX has no id for. Names that a package
made up are counted apart: what more is found in such a package may well be what its names mean.
Versions aside means that 2.0-only, 2.0-or-later and 2.0 are one.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'bench')]
from spdx_texts import SUCCESSORS, ids_of_rules  # noqa: E402  (the path comes first)
from tables import lines_of  # noqa: E402

# What Debian calls otherwise than SPDX; the names of the GNU licenses are made by rule.
NAMES = {
    'expat': 'MIT', 'mit/x11': 'MIT', 'mit/expat': 'MIT', 'x11': 'X11', 'apache': 'Apache-2.0',
    'artistic': 'Artistic-1.0-Perl', 'artistic-1': 'Artistic-1.0-Perl', 'artistic-2': 'Artistic-2.0',
    'cc0': 'CC0-1.0', 'boost-1.0': 'BSL-1.0', 'bsl': 'BSL-1.0', 'openldap-2.8': 'OLDAP-2.8',
    'python': 'Python-2.0', 'psf-2': 'PSF-2.0', 'perl': 'Artistic-1.0-Perl OR GPL-1.0-or-later',
    'bsd-2': 'BSD-2-Clause', 'bsd2': 'BSD-2-Clause', 'bsd-3': 'BSD-3-Clause', 'bsd3': 'BSD-3-Clause',
    'bsd-4': 'BSD-4-Clause', 'zlib/libpng': 'Zlib', 'libpng': 'Libpng', 'vim': 'Vim',
    'wxwindows': 'LGPL-2.0-or-later', 'public-domain': 'LicenseRef-public-domain', 'pd': 'LicenseRef-public-domain',
}
GNU = re.compile(r'(gpl|lgpl|agpl|g?fdl)(-niv)?(?:-v?(\d)(?:\.(\d))?(?:\.0)?)?(\+|-only|-or-later)?')
RELATIONS = ('equal', 'superset', 'subset', 'differ')
FIRST = {'GPL': '1.0', 'LGPL': '2.0', 'AGPL': '1.0', 'GFDL': '1.1'}  # a name without a version means any


def gnu_id(match):
    family = match[1].upper().replace('GFDL', 'FDL').replace('FDL', 'GFDL')
    version = f"{match[3]}.{match[4] or '0'}" if match[3] else FIRST[family]
    later = match[5] in ('+', '-or-later') or not match[3]
    return f"{family}-{version}{'-no-invariants' if match[2] else ''}{'-or-later' if later else '-only'}"


def ids_of_name(name, known):
    """SPDX ids of a Debian short name, or None for a name of somebody's own."""
    name = name.lower()
    gnu = GNU.fullmatch(name)
    if gnu:
        return [gnu_id(gnu)]
    if name in NAMES:
        return NAMES[name].split(' OR ')
    ids = (known.get(spelling) for spelling in (name, name + '.0', name.removesuffix('+')))
    found = next(filter(None, ids), None)
    return [SUCCESSORS.get(found, found)] if found else None


def names_of_field(field):
    """The short names of a License field: "GPL-2+ with X exception or Artistic, and Expat" has three."""
    parts = re.split(r'(?:^|[\s,]+)(?:and/or|and|or)\s+|\s*[,|]\s*', field, flags=re.IGNORECASE)
    names = (re.split(r'[\s-]+with[\s-]', part.strip(' ()\t'), flags=re.IGNORECASE)[0] for part in parts)
    return [name.strip(' ()') for name in names if name.strip(' ()')]


def declared_names(text):
    """Short names of the header and the Files stanzas; None where the file is not machine-readable."""
    stanzas = [stanza for stanza in re.split(r'\n[ \t]*\n+', text.replace('\r', '')) if stanza.strip()]
    field = re.compile(r'^([A-Za-z-]+):[ \t]*(.*)$', re.MULTILINE)
    fields = [{key.lower(): value for key, value in field.findall(stanza)} for stanza in stanzas]
    if not fields or 'format' not in fields[0]:
        return None
    return {name for number, stanza in enumerate(fields) if number == 0 or 'files' in stanza
            for name in names_of_field(stanza.get('license', ''))}


def ids_of_expression(expression):
    expression = re.sub(r' WITH \S+', '', expression)
    return {word for word in re.findall(r'[\w.+-]+', expression) if word not in ('AND', 'OR')}


def without_version(license_id):
    return re.sub(r'(-no-invariants|-invariants)?(-only|-or-later|\+)$', '', license_id)


def relation(found, declared):
    if found == declared:
        return 'equal'
    return 'superset' if found > declared else 'subset' if found < declared else 'differ'


def compare(package, names, found, known):
    """What is declared and what is found of one package: a line of the report."""
    mapped = {name: ids_of_name(name, known) for name in sorted(names)}
    declared = {license_id for ids in mapped.values() for license_id in ids or ()}
    found = {license_id for license_id in found if license_id in declared or not license_id.startswith('LicenseRef-')}
    return {'package': package, 'relation': relation(found, declared), 'declared': sorted(declared),
            'found': sorted(found), 'own names': [name for name in mapped if mapped[name] is None]}


def aside(line):
    """The same line with all versions of a GNU license that a notice may name taken for one."""
    found, declared = ({without_version(license_id) for license_id in line[side]} for side in ('found', 'declared'))
    return line | {'relation': relation(found, declared), 'declared': sorted(declared), 'found': sorted(found)}


def scan(licensus, depth, folder):
    """Path of each copyright file -> the ids found in it."""
    found = collections.defaultdict(set)
    with tempfile.TemporaryDirectory(prefix='licensus-copyright-') as directory:
        out = pathlib.Path(directory, 'out')
        subprocess.run([licensus, 'scan', folder, '--include', 'copyright', '--depth', depth, '-o', out],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for line in lines_of(out, 'documents'):
            for expression in line['licenses']:
                found[folder / line['document']] |= ids_of_expression(expression)
    return found


def print_row(title, lines):
    count = collections.Counter(line['relation'] for line in lines)
    declared = sum(len(line['declared']) for line in lines)
    seen = sum(len(set(line['declared']) & set(line['found'])) for line in lines)
    found = sum(len(line['found']) for line in lines)
    numbers = ' '.join(f'{count[name]:8}' for name in RELATIONS)
    print(f'{title:40} {len(lines):8} {numbers} {declared:8} {100 * seen / (declared or 1):7.1f}% '
          f'{found:8} {100 * seen / (found or 1):8.1f}%')


def print_table(lines):
    print(f"{'':40} {'packages':>8} {' '.join(f'{name:>8}' for name in RELATIONS)} {'declared':>8} {'recall':>8} "
          f"{'found':>8} {'precision':>9}")
    for title, own in (('all names mapped', False), ('with names of their own', True)):
        some = [line for line in lines if bool(line['own names']) == own]
        print_row(title, some)
        print_row(title + ', versions aside', [aside(line) for line in some])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('folder', nargs='?', type=pathlib.Path, default=pathlib.Path('/usr/share/doc'))
    parser.add_argument('--licensus', default=ROOT / 'build/release/licensus')
    parser.add_argument('--depth', default='full')
    parser.add_argument('--rules', metavar='DIR', type=pathlib.Path, default=ROOT / 'build/rule_base',
                        help='the rule base, for the ids of SPDX')
    parser.add_argument('--differing', type=pathlib.Path, default=ROOT / 'build/release/copyright_differences.jsonl')
    options = parser.parse_args()
    known = ids_of_rules(options.rules)
    if not known or not options.folder.is_dir():
        print(f'debian_copyright: nothing is measured (no rule base, or no {options.folder})', file=sys.stderr)
        return 0
    found = scan(options.licensus, options.depth, options.folder)
    lines = []
    for path in sorted(options.folder.glob('*/copyright')):
        names = None if path.parent.is_symlink() else declared_names(path.read_text(encoding='utf-8', errors='replace'))
        if names:
            lines.append(compare(path.parent.name, names, found[path], known))
    print_table(lines)
    own = collections.Counter(name for line in lines for name in line['own names'])
    print(f"{len(own)} names of somebody's own, most often: {', '.join(name for name, _ in own.most_common(8))}")
    with open(options.differing, 'w', encoding='utf-8') as output:
        for line in lines:
            if line['relation'] != 'equal':
                output.write(json.dumps(line) + '\n')
    print(f'disagreements: {options.differing}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
