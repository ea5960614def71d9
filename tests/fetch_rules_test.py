#!/usr/bin/env python3
"""Tests of scripts/fetch_rules.py: what of an archive is unpacked, and that nothing half is left."""
import io
import os
import sys
import tarfile
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scripts"))
import fetch_rules  # noqa: E402  (the path comes first)


def archive_of(members):
    """The bytes of a .tar.gz; a value of None makes a symbolic link to /etc/passwd."""
    stored = io.BytesIO()
    with tarfile.open(fileobj=stored, mode="w:gz") as archive:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            if content is None:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            else:
                entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content or b""))
    return stored.getvalue()


class Unpack(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = os.path.join(self.scratch.name, "rule_base")

    def unpack(self, content):
        path = os.path.join(self.scratch.name, "a.tar.gz")
        with open(path, "wb") as file:
            file.write(content)
        fetch_rules.unpack(path, self.folder)

    def files(self):
        return sorted(os.path.relpath(os.path.join(folder, name), self.folder)
                      for folder, _, names in os.walk(self.folder) for name in names)

    def test_takes_data_files_only(self):
        data = "x-1/src/licensedcode/data/"
        self.unpack(archive_of([
            ("x-1/PKG-INFO", b"Name: x\n"), ("x-1/setup.py", b"raise"), (data + "rules/a_1.RULE", b"a"),
            (data + "rules/b_1.RULE", None), (data + "rules/../../../../evil.RULE", b"no"), (data + "licenses/a.LICENSE", b"l"),
            (data + "rules/deep/c_1.RULE", b"no"), ("x-1/src/licensedcode/legalese.py", b"{}"), ("/PKG-INFO", b"no"),
            ("x-1/src/licensedcode/models.py", b"no")]))
        self.assertEqual(self.files(), ["PKG-INFO", "sha256", "src/licensedcode/data/licenses/a.LICENSE",
                                        "src/licensedcode/data/rules/a_1.RULE", "src/licensedcode/legalese.py"])
        self.assertTrue(fetch_rules.is_there(self.folder))

    def test_leaves_what_was_there_when_an_archive_is_damaged(self):
        self.unpack(archive_of([("x-1/PKG-INFO", b"old")]))
        whole = archive_of([("x-1/PKG-INFO", b"new"), ("x-1/src/licensedcode/legalese.py", os.urandom(100000))])
        with self.assertRaises((OSError, EOFError, tarfile.TarError)):
            self.unpack(whole[:len(whole) // 2])
        with open(os.path.join(self.folder, "PKG-INFO"), "rb") as file:
            self.assertEqual(file.read(), b"old")

    def test_other_rules_are_not_there(self):
        os.makedirs(self.folder)
        with open(os.path.join(self.folder, "sha256"), "w", encoding="ascii") as stamp:
            stamp.write("0" * 64)
        self.assertFalse(fetch_rules.is_there(self.folder))


if __name__ == "__main__":
    unittest.main()
