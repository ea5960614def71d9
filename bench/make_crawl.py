#!/usr/bin/env python3
"""Builds the benchmark's crawl and its golden labels from Debian documentation packages.

Writes into DIR (default build/bench): crawl.warc.gz, in Common Crawl's shape (warcinfo, then
request, response and metadata of each page, one gzip member a record); labels.jsonl, the license
evidence put into about 3 % of the pages; crawl.json, what was made from what. The packages are
downloaded by apt-get and unpacked below DIR, not installed. Same packages, seed and size: same
bytes. Does nothing when the files are up to date.
"""
import argparse
import glob
import hashlib
import json
import multiprocessing
import os
import re
import subprocess
import sys
import urllib.parse

import injections
import warc_records

HERE = os.path.dirname(os.path.abspath(__file__))
# Package, version, SHA-256 of the .deb, and the most megabytes of pages taken of it for a crawl of
# 600 MB. Chosen for many pages, a compression ratio near a crawl's, 27 languages (debian-handbook),
# and versions that security updates do not replace. Little is taken of Boost and Qt, each of whose
# pages ends with the license of the software: NOTES.md has the numbers.
PACKAGES = [
    ("sagemath-doc", "9.5-6", "dae42f803878fe655dd4627b3ddaa74de82a737a6076527d3441e80018ab2b12", 150),
    ("rust-doc", "1.63.0+dfsg1-2", "96ef96fe6df87d939ca713bd7df3d15c2b778ccb892eca025c4ee504146f697b", 150),
    ("cppreference-doc-en-html", "20170409-2", "603e9b7ef33d08b957e287b2b1f429f2338bccf75144f91b7c9e51d3cb6a14e2", 130),
    ("debian-handbook", "11.20220922", "3d5dbeac1f1afc9c094eab9d0f701f6ecff99c4927d5a4794cf6c85678134faa", 70),
    ("python-scipy-doc", "1.10.1-2", "a237fdcef1675622f1a5d8a291c64feba140615130ee625554f94772d4ea3ad7", 80),
    ("libboost1.74-doc", "1.74.0+ds1-21", "10a7c2aa42068bcb71093fc375bf3a9ef2235baa91cc4960aa0c02df3c733d4a", 8),
    ("qtbase5-doc-html", "5.15.8+dfsg-11+deb12u3", "e052497a7db970f002807e3543043c11e46135641b8284b0a419086ba64f5f47", 8),
    ("libeigen3-doc", "3.4.0-4", "87fc424386cef92f58d0594936fa668d1b73d6e52232d2f99369e3e66aa5c0ff", 25),
    ("llvm-14-doc", "1:14.0.6-12", "d83d576ccf39dd9c698f983677f5569284cb4d55f084dd135859a73d31910b1a", 16),
    ("octave-doc", "7.3.0-2", "b27897cc7e3d688daa5cb8f8d1ea47077f3fbd205ce32e22522200ff0c1eadd5", 11),
]
MIN_PAGE_BYTES, MAX_PAGE_BYTES = 1500, 400_000
RECORD_OVERHEAD = 2500  # bytes of headers, request and metadata a page
LABEL_RATE, LANGUAGE_LABEL_RATE = 0.03, 0.3
# Pages of the handbook's translations that are stored in an older charset, as a crawl has them.
LEGACY_RATE = 0.5
LEGACY = {"ja-JP": "shift_jis", "ko-KR": "euc-kr", "ru-RU": "windows-1251", "zh-CN": "gbk",
          "zh-TW": "big5", "pl-PL": "iso-8859-2", "cs-CZ": "windows-1250", "fr-FR": "windows-1252",
          "de-DE": "iso-8859-1"}
LANGUAGE = re.compile(r"/html/([a-z]{2}-[A-Z]{2})/")
META_CHARSET = re.compile(r"<meta[^>]{0,80}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
ROOTS = ["docs", "manual", "www", "dev", "wiki", "help", "blog", "static"]
# Inside one of these the text put into the body might stand for a part of the page only.
PARTS = "figure|blockquote|footer|header|nav|aside|li|dl|dd|pre|table|textarea|script|style|details|form|select"
PART_TAGS = re.compile(rf"<(/?)({PARTS})\b", re.IGNORECASE)
PART_NAMES = re.compile(r"(?:id|class)=[\"'][^\"']*(?:footer|comment|caption|credit|quote|figure)", re.IGNORECASE)


def share(*parts):
    """A number in [0, 1) that depends on `parts` only."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


def sha256_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def deb_of(name, directory):
    found = glob.glob(os.path.join(directory, glob.escape(name) + "_*.deb"))
    return found[0] if len(found) == 1 else None


def fetch_package(name, version, sha256, directory):
    """Path and hash of the package; another version than the pinned one only with a warning."""
    path = deb_of(name, directory)
    if path and sha256_of(path) == sha256:
        return path, sha256
    for old in glob.glob(os.path.join(directory, glob.escape(name) + "_*.deb")):
        os.remove(old)
    command = ["apt-get", "-qq", "download", "-o", "APT::Sandbox::User=root"]
    if subprocess.run([*command, f"{name}={version}"], cwd=directory).returncode != 0:
        print(f"make_crawl: {name} {version} is not to be had; taking the version that apt offers",
              file=sys.stderr)
        if subprocess.run([*command, name], cwd=directory).returncode != 0:
            sys.exit(f"make_crawl: cannot download {name}; try `apt-get update` first")
    path = deb_of(name, directory)
    got = sha256_of(path)
    if got != sha256:
        print(f"make_crawl: {os.path.basename(path)} is not the pinned file: this crawl differs from"
              " others'", file=sys.stderr)
    return path, got


def unpack(job):
    deb, target, sha256 = job
    stamp = target + ".sha256"
    if os.path.exists(stamp) and open(stamp).read() == sha256:
        return
    subprocess.run(["rm", "-rf", target], check=True)
    os.makedirs(target)
    subprocess.run(["dpkg-deb", "-x", deb, target], check=True)
    with open(stamp, "w") as file:
        file.write(sha256)


def pages_of(root, name):
    """(path below root, bytes) of the package's pages."""
    for directory, _, names in os.walk(os.path.join(root, name)):
        for page in names:
            path = os.path.join(directory, page)
            if page.endswith((".html", ".htm")) and not os.path.islink(path):
                size = os.path.getsize(path)
                if MIN_PAGE_BYTES <= size <= MAX_PAGE_BYTES:
                    yield os.path.relpath(path, root), size


def choose_pages(root, seed, target_bytes):
    """Paths in the order of the crawl: first each package's share, then what is left, up to size."""
    chosen, spare = [], []
    for name, _, _, megabytes in PACKAGES:
        room = megabytes * target_bytes / 600
        for path, size in sorted(pages_of(root, name), key=lambda page: share(seed, page[0])):
            room -= size + RECORD_OVERHEAD
            (chosen if room >= 0 else spare).append((share(seed, "order", path), path, size))
    paths, total = [], 0
    for _, path, size in sorted(chosen) + sorted(spare):
        if total >= target_bytes:
            break
        paths.append(path)
        total += size + RECORD_OVERHEAD
    return paths


def read_text(path):
    """The page as text, or None where it is not UTF-8 or says that it is something else."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    declared = META_CHARSET.search(text[:2048])
    return text if not declared or declared.group(1).lower() == "utf-8" else None


def labelled_variants(root, paths, seed):
    """Which page gets which variant: {index: (variant, turn)}, the variants taken in turn."""
    queues = {"": injections.ANYWHERE}
    for variant in injections.LANGUAGES:
        queues.setdefault(variant.language, []).append(variant)
    used, plan = dict.fromkeys(queues, 0), {}
    for index, path in enumerate(paths):
        language = LANGUAGE.search(path)
        queue = language.group(1) if language and language.group(1) in queues else ""
        rate = LANGUAGE_LABEL_RATE if queue else LABEL_RATE
        if share(seed, "label", path) >= rate:
            continue
        text = read_text(os.path.join(root, path))
        if text is None or "</head>" not in text or "</body>" not in text or "<body" not in text:
            continue
        turn, place = divmod(used[queue], len(queues[queue]))
        plan[index] = (queues[queue][place], turn + place)
        used[queue] += 1
    return plan


def body_place(text, choice):
    """Where a paragraph of the page's own can stand: after a paragraph in the text, or at its top."""
    top = text.index(">", text.index("<body")) + 1
    at = text.find("</p>", int(len(text) * (0.2 + 0.5 * choice)))
    if at < top or choice < 0.3 or PART_NAMES.search(text, top, at):
        return top
    depth = 0
    for tag in PART_TAGS.finditer(text, top, at):
        depth += -1 if tag.group(1) else 1
    return at + len("</p>") if depth == 0 else top


def place_of(text, place, choice):
    if place == "head":
        return text.index("</head>")
    return text.rindex("</body>") if place == "footer" else body_place(text, choice)


def encode(text, charset):
    return text.encode(charset, "strict" if charset == "utf-8" else "xmlcharrefreplace")


def url_of(path, seed):
    package, _, rest = path.partition("/")
    rest = urllib.parse.quote(re.sub(r"^usr/share/(?:doc/)?", "", rest))
    site = int(share(seed, "host", os.path.dirname(path)) * 40)
    root = ROOTS[site % len(ROOTS)]
    return f"https://{root}{site}.{package.replace('.', '-')}.example/{rest}"


def build_page(root, path, index, seed, injection):
    """Body, its charset, extra response headers and label of one page."""
    text = read_text(os.path.join(root, path))
    if text is None:
        with open(os.path.join(root, path), "rb") as file:
            return file.read(), "", [], None
    language = LANGUAGE.search(path)
    language = language.group(1) if language else ""
    charset = "utf-8"
    if injection:
        charset = injection[0].charset
    elif language in LEGACY and share(seed, "legacy", path) < LEGACY_RATE:
        charset = LEGACY[language]
    if charset != "utf-8":
        text = re.sub(r"(charset\s*=\s*[\"']?)utf-8", rf"\g<1>{charset}", text, count=1,
                      flags=re.IGNORECASE)
    if not injection:
        return encode(text, charset), charset, [], None
    return inject(text, charset, url_of(path, seed), injection, share(seed, "place", path))


def inject(text, charset, url, injection, choice):
    variant, turn = injection
    markup, license_id = injections.fill(variant, turn)
    label = {"url": url, "variant": variant.name, "license": license_id, "kind": variant.kind,
             "element": variant.element, "where": variant.where, "scope": variant.scope,
             "signal": variant.signal, "start": -1, "end": -1,
             "own": bool(injections.OWN_WORDS.search(text))}
    if variant.place == "http":
        return encode(text, charset), charset, [markup], label
    at = place_of(text, variant.place, choice)
    before, middle = encode(text[:at], charset), encode(markup, charset)
    label["start"], label["end"] = len(before), len(before) + len(middle)
    return before + middle + encode(text[at:], charset), charset, [], label


def make_records(job):
    """Compressed records, their uncompressed size and the label of one page."""
    root, path, index, seed, injection = job
    body, charset, extra, label = build_page(root, path, index, seed, injection)
    say_charset = charset and (label or share(seed, "header", path) < 0.7)
    content_type = f"text/html; charset={charset}" if say_charset else "text/html"
    language = LANGUAGE.search(path)
    records = warc_records.capture(seed, index, url_of(path, seed), body, content_type,
                                   charset or "ISO-8859-1",
                                   language.group(1)[:2] if language else "en", extra)
    return b"".join(map(warc_records.gzip_member, records)), sum(map(len, records)), label


def write_crawl(directory, root, options):
    """Writes crawl and labels; returns the facts of crawl.json about them."""
    paths = choose_pages(root, options.seed, options.size_mb * 1_000_000)
    plan = labelled_variants(root, paths, options.seed)
    jobs = [(root, path, index, options.seed, plan.get(index)) for index, path in enumerate(paths)]
    crawl, labels = os.path.join(directory, "crawl.warc.gz"), os.path.join(directory, "labels.jsonl")
    info = warc_records.warcinfo(options.seed, "crawl.warc.gz")
    size, count = len(info), 0
    with open(crawl + ".part", "wb") as out, open(labels + ".part", "w", encoding="utf-8") as notes, \
            multiprocessing.Pool(options.jobs) as pool:
        out.write(warc_records.gzip_member(info))
        for data, length, label in pool.imap(make_records, jobs, chunksize=32):
            out.write(data)
            size += length
            if label:
                notes.write(json.dumps(label, ensure_ascii=False) + "\n")
                count += 1
    os.replace(crawl + ".part", crawl)
    os.replace(labels + ".part", labels)
    return {"uncompressed_bytes": size, "stored_bytes": os.path.getsize(crawl),
            "responses": len(paths), "records": 3 * len(paths) + 1, "labels": count,
            "crawl_sha256": sha256_of(crawl), "labels_sha256": sha256_of(labels)}


def fingerprint(options, hashes):
    digest = hashlib.sha256(f"{options.seed} {options.size_mb} {hashes}".encode())
    for name in ("make_crawl.py", "injections.py", "warc_records.py"):
        digest.update(open(os.path.join(HERE, name), "rb").read())
    return digest.hexdigest()


def up_to_date(directory, want):
    try:
        with open(os.path.join(directory, "crawl.json")) as file:
            made = json.load(file)
        crawl = os.path.getsize(os.path.join(directory, "crawl.warc.gz"))
        return (made["fingerprint"] == want and made["stored_bytes"] == crawl
                and os.path.exists(os.path.join(directory, "labels.jsonl")))
    except (OSError, ValueError, KeyError):
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--directory", default="build/bench", metavar="DIR")
    parser.add_argument("--size-mb", type=int, default=600, help="uncompressed megabytes (600)")
    parser.add_argument("--seed", default="licensus-1")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (all cores)")
    options = parser.parse_args()
    debs, root = os.path.join(options.directory, "debs"), os.path.join(options.directory, "packages")
    os.makedirs(debs, exist_ok=True)
    os.makedirs(root, exist_ok=True)

    fetched = {name: fetch_package(name, version, sha256, debs) for name, version, sha256, _ in PACKAGES}
    want = fingerprint(options, {name: sha256 for name, (_, sha256) in fetched.items()})
    if up_to_date(options.directory, want):
        return
    with multiprocessing.Pool(options.jobs) as pool:
        pool.map(unpack, [(deb, os.path.join(root, name), sha256) for name, (deb, sha256) in fetched.items()])
    facts = write_crawl(options.directory, root, options)
    facts |= {"fingerprint": want, "seed": options.seed, "packages": {
        os.path.basename(deb): sha256 for deb, sha256 in fetched.values()}}
    with open(os.path.join(options.directory, "crawl.json"), "w") as file:
        json.dump(facts, file, indent=1)
        file.write("\n")
    ratio = facts["uncompressed_bytes"] / facts["stored_bytes"]
    print(f"crawl.warc.gz: {facts['responses']} pages, {facts['uncompressed_bytes'] / 1e6:.0f} MB"
          f" (ratio {ratio:.2f}), {facts['labels']} labels", file=sys.stderr)


if __name__ == "__main__":
    main()
