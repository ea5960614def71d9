"""Tests of the benchmark's own scripts: a measure that cannot fail measures nothing."""
import base64
import hashlib
import os
import sys
import tempfile
import unittest

import compare
import golden
import injections
import make_crawl
import measure
import memory
import warc_records

LABEL = {"url": "u", "variant": "v", "license": "CC-BY-4.0", "kind": "link", "element": "a|link",
         "where": "footer", "scope": "document", "signal": "", "start": 100, "end": 200, "own": False}
FINDING = {"license": "CC-BY-4.0", "kind": "link", "element": "a", "where": "footer",
           "scope": "document", "start": 150, "end": 160, "main": True}
DOCUMENT = {"license": "CC-BY-4.0"}


def answers(label=(), finding=(), document=DOCUMENT):
    findings = [] if finding is None else [FINDING | dict(finding)]
    return golden.judge(LABEL | dict(label), findings, [], document)[:4]


class Golden(unittest.TestCase):
    def test_found_as_labelled(self):
        self.assertEqual(answers(), (True, True, True, False))

    def test_missed(self):
        self.assertEqual(answers(finding=None, document=None), (False, False, False, False))
        self.assertFalse(answers(finding={"license": "CC-BY-3.0"})[0])

    def test_only_what_overlaps_counts(self):
        self.assertFalse(answers(finding={"start": 20, "end": 100})[0])
        self.assertFalse(answers(finding={"start": 200, "end": 220})[0])
        self.assertTrue(answers(finding={"start": 199, "end": 220})[0])

    def test_misplaced(self):
        for key, value in (("kind", "notice"), ("element", "img"), ("where", "body"), ("scope", "embedded")):
            self.assertEqual(answers(finding={key: value})[:2], (True, False), key)

    def test_header_needs_no_place_in_the_body(self):
        header = {"start": -1, "end": -1, "element": "http-header", "where": ""}
        self.assertEqual(answers(header, header), (True, True, True, False))
        self.assertFalse(answers(header)[0])

    def test_pages_with_words_of_their_own_are_not_judged_as_documents(self):
        self.assertIsNone(answers({"own": True}, document={"license": "MIT"})[2])

    def test_embedded_must_not_decide(self):
        embedded = {"scope": "embedded"}
        self.assertEqual(answers(embedded, embedded | {"main": False}, {"license": "NONE"}),
                         (True, True, True, False))
        self.assertEqual(answers(embedded), (True, False, False, True))

    def test_near_miss(self):
        self.assertEqual(answers({"scope": "none"}, None, None), (None, None, True, False))
        self.assertEqual(answers({"scope": "none"}), (None, None, False, True))


class Crawl(unittest.TestCase):
    def test_records_are_what_their_headers_say(self):
        body = "<html>é</html>".encode()
        records = warc_records.capture("s", 7, "https://a.example/x", body, "text/html", "utf-8", "en",
                                       ["X-Robots-Tag: noai"])
        self.assertEqual(records, warc_records.capture("s", 7, "https://a.example/x", body, "text/html",
                                                       "utf-8", "en", ["X-Robots-Tag: noai"]))
        for record in records:
            head, block = record.split(b"\r\n\r\n", 1)
            self.assertIn(b"Content-Length: %d\r\n" % (len(block) - 4), head)
            self.assertTrue(block.endswith(b"\r\n\r\n"))
        digest = base64.b32encode(hashlib.sha1(body).digest())
        self.assertIn(b"WARC-Payload-Digest: sha1:" + digest, records[1])
        self.assertIn(b"\r\nX-Robots-Tag: noai\r\n", records[1])

    def test_labels_span_what_was_put_in(self):
        page = "<html><head><title>И</title></head><body><p>Текст.</p></body></html>"
        for turn, variant in enumerate(injections.ANYWHERE + injections.LANGUAGES):
            for charset in {"utf-8", variant.charset}:
                body, _, headers, label = make_crawl.inject(page, charset, "u", (variant, turn), 0.9)
                markup, _ = injections.fill(variant, turn)
                if variant.place == "http":
                    self.assertEqual((headers, label["start"]), ([markup], -1))
                else:
                    self.assertEqual(body[label["start"]:label["end"]], make_crawl.encode(markup, charset))

    def test_body_place_is_not_inside_a_part(self):
        page = "<body>" + "<p>a</p>" * 9 + "<blockquote>" + "<p>b</p>" * 90 + "</blockquote></body>"
        self.assertEqual(make_crawl.body_place(page, 0.9), len("<body>"))
        self.assertGreater(make_crawl.body_place(page.replace("blockquote", "div"), 0.9), 100)


class Measuring(unittest.TestCase):
    def test_cost_of_a_command_and_its_children(self):
        burn = "import subprocess,sys;subprocess.run([sys.executable,'-c','x=bytearray(90<<20)\\nfor i in range(3000000): pass']);sys.exit(3)"
        cost = measure.run([sys.executable, "-c", burn])
        self.assertEqual((cost.exit_code, cost.timed_out), (3, False))
        self.assertGreater(cost.peak_bytes, 90 << 20)
        self.assertGreater(cost.cpu, 0.02)

    def test_time_limit(self):
        cost = measure.run(["sleep", "30"], limit_seconds=0.2)
        self.assertTrue(cost.timed_out)
        self.assertLess(cost.wall, 10)

    def test_budgets_fail_when_missed(self):
        def cost(cpu, wall, mebibytes=10):
            return [measure.Cost(cpu, wall, mebibytes << 20, 0, 0.0)] * 3
        good = {"igzip -dc": cost(1.1, 1), "decode only": cost(0.9, 1), "scan, 1 thread": cost(1, 1),
                "scan, 2 threads": cost(1.04, 0.55), "rg -z -c": cost(4.1, 4)}
        self.assertEqual([passed for _, passed in compare.budgets(good)], [True] * 6)
        good[compare.FAST] = cost(1.45, 1)
        self.assertEqual([passed for _, passed in compare.budgets(good)], [True] * 7)
        bad = {"igzip -dc": cost(1.0, 1), "decode only": cost(0.7, 1), "scan, 1 thread": cost(1, 1),
               "scan, 2 threads": cost(1.06, 0.7, 257), "rg -z -c": cost(3.9, 4), compare.FAST: cost(1.55, 1)}
        self.assertEqual([passed for _, passed in compare.budgets(bad)], [False] * 7)

    def test_members(self):
        pieces = [b"one", b"", b"x" * 3_000_000, os.urandom(2_000_000)]
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"".join(map(warc_records.gzip_member, pieces)))
            file.flush()
            self.assertEqual(list(memory.decoded_members(file.name)), pieces)
            self.assertEqual(compare.uncompressed_bytes(file.name), sum(map(len, pieces)))


if __name__ == "__main__":
    unittest.main()
