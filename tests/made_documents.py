"""Two thousand documents of every kind that detection looks at, the same each time."""
import json
import pathlib
import random

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS = ("harbour notes on tides and boats the keeper writes of weather lamps oil nets ropes gulls a long "
         "winter then spring rain over the pier children fish market old songs letters ledger count").split()
LICENSES = [
    "SPDX-License-Identifier: Apache-2.0 OR MIT",
    "Licensed under the Apache License, Version 2.0.",
    "This work is licensed under CC BY-SA 4.0.",
    "https://creativecommons.org/licenses/by-nc/4.0/",
    "Released under the MIT License.",
    "Data: Open Data Commons Attribution License, https://opendatacommons.org/licenses/by/1-0/",
    "All rights reserved.",
    "For research purposes only; non-commercial use.",
    "This work is in the public domain.",
    "공공누리 제1유형: 출처표시",
    "クリエイティブ・コモンズ 表示 4.0 国際",
    "Данная работа доступна по лицензии Creative Commons Attribution 4.0",
    "GNU General Public License version 2 or later",
    "It may not be used to train machine learning models.",
]
ODD = ["\"quoted\"", "back\\slash", "tab\there", "é ü ß", "🙂", "한국어 문장", "a,b;c|d", "<b>&amp;</b>", "{\"k\": 1}",
       "https://example.org/a?b=c&d=e", "line\n\nbreak", "C:\\new\\table", "'single'", "100 %"]


def sentence(rng, count):
    words = [rng.choice(WORDS) for _ in range(count)]
    if rng.random() < 0.3:
        words.insert(rng.randrange(len(words)), rng.choice(ODD))
    return " ".join(words).capitalize() + "."


def paragraphs(rng, count):
    return "\n".join(sentence(rng, rng.randrange(4, 40)) for _ in range(count))


def page(rng, license_text):
    url = rng.choice(["by/4.0", "by-sa/3.0", "by-nc-nd/4.0", "by/3.0/kr"])
    place = rng.randrange(5)
    link = f'<a rel="license" href="https://creativecommons.org/licenses/{url}/">license</a>'
    head = ['<meta name="robots" content="noai, noimageai">', "", "",
            '<script type="application/ld+json">' + json.dumps(
                {"@type": "Article", "license": f"https://creativecommons.org/licenses/{url}/"}) + "</script>",
            f'<link rel="license" href="https://creativecommons.org/licenses/{url}/">'][place]
    foot = link if place == 1 else ("&copy; 2026 Harbour Notes. All rights reserved." if place == 2 else "")
    return (f"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Notes</title>{head}</head>\n<body>"
            f"<p>{paragraphs(rng, 2)}</p>\n<p>{license_text}</p><footer>{foot}</footer></body></html>\n")


def made(rng, number, full_text):
    """One document: its path and its text."""
    kind = rng.randrange(10)
    license_text = rng.choice(LICENSES) if rng.random() < 0.4 else ""
    folder = rng.choice(["", "src/", "docs/a b/", "données/", "very/deep/er/"])
    if kind == 0:
        return f"{folder}page-{number}.html", page(rng, license_text)
    if kind == 1:
        return f"{folder}module_{number}.py", f"# {license_text}\nimport os\n\n# {paragraphs(rng, 1)}\nprint(1)\n"
    if kind == 2:
        return f"{folder}{number}/LICENSE", full_text if rng.random() < 0.3 else license_text + "\n"
    if kind == 3:
        value = {"title": sentence(rng, 4), "note": license_text, "tags": [rng.choice(ODD)]}
        return f"{folder}item-{number}.json", json.dumps(value, ensure_ascii=rng.random() < 0.5, indent=1)
    if kind == 4:
        return f"{folder}empty-{number}.txt", ""
    if kind == 5:
        return f"{folder}header-{number}.c", "/*\n * " + license_text + "\n */\nint main(void) { return 0; }\n"
    if kind == 6 and rng.random() < 0.1:
        return f"{folder}long-{number}.txt", paragraphs(rng, 400) + "\n" + license_text + "\n" + paragraphs(rng, 50)
    return f"{folder}note-{number}.txt", paragraphs(rng, rng.randrange(1, 8)) + "\n" + license_text + "\n"


def documents(count=2000, seed=5):
    """`count` pairs of path and text, the paths distinct and in byte order."""
    rng = random.Random(seed)
    full_text = (ROOT / "LICENSE").read_text()
    return sorted((made(rng, number, full_text) for number in range(count)), key=lambda d: d[0].encode())
