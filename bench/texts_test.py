"""Tests of what the scripts in texts/ take for right and for the same."""
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "texts"))
import debian_copyright as debian  # noqa: E402  (the path comes first)
import speed  # noqa: E402
import spdx_texts as spdx  # noqa: E402

KNOWN = {"isc": "ISC", "bsd-3-clause": "BSD-3-Clause", "apache-2.0": "Apache-2.0", "bzip2-1.0.5": "bzip2-1.0.5"}
COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
License: Expat

Files: *
License: GPL-2+ with OpenSSL exception or Artistic, and BSD-3-clause
 License: not-a-field

Files: b
License: odd

License: GPL-3
 Files: are not listed here
"""


def finding(license_id, start, end, kind="text", score=100, lost_to=""):
    return {"license": license_id, "start": start, "end": end, "kind": kind, "score": score,
            "lost_to": lost_to, "rule": ""}


class SpdxTexts(unittest.TestCase):
    def test_versions_of_one_text_are_the_same(self):
        same = spdx.same_text({"A-1": "One  text.", "B-1": "one text", "C-1": "another"})
        self.assertTrue(spdx.is_right("B-1", "A-1", same))
        self.assertFalse(spdx.is_right("C-1", "A-1", same))
        self.assertTrue(spdx.is_right("GPL-2.0-or-later", "GPL-2.0-only", {}))
        self.assertFalse(spdx.is_right("GPL-3.0-only", "GPL-2.0-only", {}))

    def test_deprecated_ids(self):
        self.assertTrue(spdx.is_right("bzip2-1.0.6", "bzip2-1.0.5", {}))
        for found in ("GPL-2.0-or-later WITH Font-exception-2.0", "LicenseRef-unknown-Font-exception-2.0"):
            self.assertTrue(spdx.is_right(found, "GPL-2.0-with-font-exception", {}), found)
            self.assertFalse(spdx.is_right(found, "GPL-2.0-only", {}), found)

    def test_the_largest_text_is_the_answer(self):
        notice, small, large = finding("N", 0, 90, "notice"), finding("S", 0, 10), finding("L", 10, 40)
        self.assertEqual(spdx.top([notice, small, large])["license"], "L")
        self.assertEqual(spdx.top([notice])["license"], "N")
        self.assertEqual(spdx.top([small, finding("B", 20, 30, score=90)])["license"], "S")
        self.assertEqual(spdx.top([small, finding("L", 10, 40, lost_to="S")])["license"], "S")
        self.assertIsNone(spdx.top([]))

    def test_ids_of_the_rule_base(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "a.LICENSE").write_text(
                "---\nkey: a\nreplaced_by:\n    - b\nspdx_license_key: A-1.0\nother_spdx_license_keys:\n"
                "    - A-1\n    - A+\n---\nspdx_license_key: in-the-text\n", encoding="utf-8")
            self.assertEqual(spdx.ids_of_rules(pathlib.Path(folder)), {"a-1.0": "A-1.0", "a-1": "A-1", "a+": "A+"})


class DebianCopyright(unittest.TestCase):
    def test_short_names(self):
        for name, ids in {"GPL-2+": ["GPL-2.0-or-later"], "GPL-3": ["GPL-3.0-only"], "LGPL-2.1": ["LGPL-2.1-only"],
                          "GPL-2.0+": ["GPL-2.0-or-later"], "GPL": ["GPL-1.0-or-later"], "Expat": ["MIT"],
                          "LGPL-3.0-or-later": ["LGPL-3.0-or-later"],
                          "GFDL-NIV-1.3+": ["GFDL-1.3-no-invariants-or-later"], "FDL-1.2": ["GFDL-1.2-only"],
                          "BSD-3-clause": ["BSD-3-Clause"], "apache-2": ["Apache-2.0"],
                          "Perl": ["Artistic-1.0-Perl", "GPL-1.0-or-later"], "bzip2-1.0.5": ["bzip2-1.0.6"],
                          "BSD": None, "GPL-like": None}.items():
            self.assertEqual(debian.ids_of_name(name, KNOWN), ids, name)

    def test_declared_are_files_and_header(self):
        self.assertEqual(debian.declared_names(COPYRIGHT), {"Expat", "GPL-2+", "Artistic", "BSD-3-clause", "odd"})
        self.assertIsNone(debian.declared_names("This package was debianized by nobody.\n\nLicense: MIT\n"))
        self.assertIsNone(debian.declared_names(""))

    def test_relations(self):
        for names, found, relation in ((["Expat"], {"MIT"}, "equal"), (["Expat"], {"MIT", "ISC"}, "superset"),
                                       (["Expat", "ISC"], {"ISC"}, "subset"), (["Expat"], {"ISC"}, "differ"),
                                       (["Expat"], {"MIT", "LicenseRef-scancode-other-permissive"}, "equal")):
            self.assertEqual(debian.compare("p", names, found, KNOWN)["relation"], relation)

    def test_versions_aside(self):
        line = debian.compare("p", ["GPL-2+", "odd"], {"GPL-2.0-only"}, KNOWN)
        self.assertEqual((line["relation"], line["own names"]), ("differ", ["odd"]))
        self.assertEqual(debian.aside(line)["relation"], "equal")

    def test_exceptions_are_left_out(self):
        self.assertEqual(debian.ids_of_expression("(GPL-2.0-only WITH X-1.0 OR MIT) AND ISC"),
                         {"GPL-2.0-only", "MIT", "ISC"})


class Speed(unittest.TestCase):
    def test_wrong_answers_fail(self):
        full = {"a": (1, True), "b": (1, True), "c": (1, False)}
        def passed(read, licensed):
            return [fine for _, fine in speed.check_answers(read, licensed)]
        self.assertEqual(passed({"patterns": full, "full": full}, {"a", "b"}), [True, True])
        self.assertEqual(passed({"patterns": {"a": (1, True)}, "full": full}, {"c"}), [False, False])
        self.assertEqual(passed({"full": full}, set()), [True, False])
        self.assertEqual(passed({"full": full}, None), [True])


if __name__ == "__main__":
    unittest.main()
