#!/usr/bin/env python3
"""Writes tests/data/crawl and crawl_views: a small invented crawl in Common Crawl's shape (WARC, WET and WAT).

Every page, name and sentence is made up; hosts are reserved example domains (RFC 2606). The result
depends on nothing but this file. Usage: make_crawl.py [directory]
"""

import base64
import hashlib
import html
import json
import pathlib
import random
import re
import sys
import zlib

DATE = "2026-03-14T09:26:%02dZ"
RANDOM = random.Random(20260314)


class Page:
    """One page: `head`, `top` and `footer` are raw markup around the paragraphs."""

    def __init__(self, url, title, paragraphs, lang="en", head="", top="", footer="", charset="utf-8",
                 declared=None, headers=(), status=200, media_type="text/html", raw=None, wire=()):
        self.url, self.title, self.lang, self.charset = url, title, lang, charset
        self.headers, self.status, self.media_type, self.wire = list(headers), status, media_type, wire
        if declared is None:
            declared = charset
        self.content_type = media_type + (f"; charset={declared}" if declared else "")
        text = raw if raw is not None else self.markup(head, top, paragraphs, footer)
        self.body = text if isinstance(text, bytes) else text.encode(charset)
        self.text = "" if isinstance(text, bytes) else text

    def markup(self, head, top, paragraphs, footer):
        body = "\n".join(f"<p>{p}</p>" for p in paragraphs)
        foot = f"\n<footer>{footer}</footer>" if footer else ""
        return (f'<!DOCTYPE html>\n<html lang="{self.lang}"><head><meta charset="{self.charset}">'
                f"<title>{self.title}</title>{head}</head>\n<body>{top}\n<h1>{self.title}</h1>\n{body}{foot}\n"
                "</body></html>\n")


def cc(code, version="4.0", text=None, attributes=' rel="license"'):
    text = text or f"CC {code.upper()} {version}"
    return f'<a{attributes} href="https://creativecommons.org/licenses/{code}/{version}/">{text}</a>'


def json_ld(data):
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


MIT_README = """# tidecalc

Small command line program that works out high and low water for a harbour
from a table of tidal constituents.

    tidecalc --harbour brixham --date 2026-03-14

## License

tidecalc is released under the MIT License. See the file LICENSE.

SPDX-License-Identifier: MIT
"""

PAGES = [
    Page("https://www.example.org/", "Harbour Notes", ["A diary of small boats, tides and repairs.",
         "New entries come out on most Sundays, whatever the weather."],
         footer=f"Text of this site: {cc('by', text='Creative Commons Attribution 4.0')}."),
    Page("https://www.example.org/knots/bowline", "Tying a bowline", ["Form a small loop, pass the end up through it, round behind the standing part and back down.",
         "Pull slowly. If the loop slips, the end went round the wrong way."],
         footer=f"Licensed under {cc('by-sa')}."),
    Page("https://www.example.org/photos/pier", "The old pier in March", ["The planks were replaced after the storm.",
         '<figure><img src="/i/pier.jpg" alt="pier"><figcaption>Photo: M. Tanaka, '
         f"{cc('by-nc-nd', '2.0', attributes='')}</figcaption></figure>", "Fishermen still prefer the north side."],
         footer="&copy; 2026 Harbour Notes. All rights reserved."),
    Page("https://blog.example.com/2026/03/bread", "Bread without kneading", ["Mix flour, water, salt and a very small amount of yeast in the evening.",
         "By morning the dough has risen and smells faintly of apples."],
         footer="Copyright 2026 The Example Kitchen. All Rights Reserved."),
    Page("https://blog.example.com/2026/02/soup", "Leek soup", ["Sweat the leeks slowly; they must not turn brown."]),
    Page("https://data.example.org/rainfall", "Daily rainfall, 40 stations", ["Columns are station, date and millimetres.",
         "Missing days are left empty rather than filled with zero."],
         head=json_ld({"@context": "https://schema.org", "@type": "Dataset", "name": "Daily rainfall",
                       "license": "https://creativecommons.org/publicdomain/zero/1.0/"})),
    Page("https://data.example.org/trams", "Tram positions", ["Positions are published every ten seconds in UTC."],
         head='<link rel="license" href="https://opendatacommons.org/licenses/odbl/1-0/">'),
    Page("https://data.example.org/budget", "City budget 2025", ["Planned and actual spending by department."],
         head='<meta name="dcterms.license" content="https://creativecommons.org/licenses/by/3.0/">'),
    Page("https://data.example.org/speech", "Speech corpus", ["Twelve hours of read sentences from eighty volunteers.",
         "The recordings may be used for research purposes only. Commercial use is not permitted."]),
    Page("https://code.example.net/tidecalc/README", "", [], raw=MIT_README, media_type="text/plain"),
    Page("https://code.example.net/pump", "pump, a message queue", ["Install with your package manager, then start one broker on each host.",
         'The source is licensed under the <a href="https://www.apache.org/licenses/LICENSE-2.0">Apache License, Version 2.0</a>.']),
    Page("https://code.example.net/gridview", "gridview", ["A table widget without dependencies.",
         'Free software under the <a href="https://www.gnu.org/licenses/gpl-3.0.html">GNU General Public License</a>, version 3 or later.']),
    Page("https://art.example.com/noai", "Gallery of ink drawings", ["Each sheet was drawn in one sitting."],
         head='<meta name="robots" content="noai, noimageai">', footer="&copy; the artist. No AI training."),
    Page("https://art.example.com/reserved", "Watercolours", ["Prints are made to order."],
         head='<meta name="tdm-reservation" content="1">', headers=[("X-Robots-Tag", "noai")],
         footer="All rights reserved."),
    Page("https://kr.example.org/culture/mask", "탈춤 이야기", ["탈춤은 마을 사람들이 함께 즐기던 놀이이다.", "탈마다 맡은 인물과 이야기가 다르다."],
         lang="ko", footer='<img src="/i/opentype01.png" alt="공공누리 제1유형: 출처표시"> 본 저작물은 공공누리 제1유형에 따라 이용할 수 있습니다.'),
    Page("https://kr.example.org/notice/12", "시청 공지사항", ["봄맞이 청소 행사가 다음 주 토요일에 열립니다."], lang="ko", charset="euc-kr",
         footer='공공누리 제4유형: 출처표시 + 상업적 이용금지 + 변경금지'),
    Page("https://kr.example.org/blog/tea", "녹차 우리는 법", ["물을 칠십 도까지 식힌 뒤 이 분 동안 우린다."], lang="ko",
         footer=cc("by-nc-nd", "2.0/kr", "저작자표시-비영리-변경금지 2.0 대한민국")),
    Page("https://jp.example.org/garden", "庭の手入れ", ["春になったら、まず枯れた枝を切り落とします。", "水やりは朝のうちに済ませましょう。"], lang="ja",
         footer=cc("by", "4.0", "クリエイティブ・コモンズ 表示 4.0 国際 ライセンス")),
    Page("https://jp.example.org/map", "町の地図", ["駅から海岸までは歩いて二十分です。"], lang="ja", charset="shift_jis", footer="無断転載を禁じます。"),
    Page("https://cn.example.org/poem", "山中小记", ["清晨的雾气沿着山谷慢慢散开。"], lang="zh", footer=cc("by-nc-sa", "4.0", "署名-非商业性使用-相同方式共享 4.0")),
    Page("https://cn.example.org/station", "车站时刻表", ["末班车在晚上十一点发车。"], lang="zh", charset="gbk"),
    Page("https://ru.example.org/les", "Прогулка по лесу", ["Тропа начинается у старой мельницы и идёт вдоль ручья.", "Осенью здесь много грибов."],
         lang="ru", charset="windows-1251", footer="Все права защищены."),
    Page("https://ru.example.org/chai", "Самовар", ["Самовар растапливают сухими щепками."], lang="ru",
         footer=f"Текст доступен по лицензии {cc('by-sa', '4.0', 'Creative Commons Attribution-ShareAlike 4.0')}."),
    Page("https://de.example.net/rad", "Mit dem Rad am Fluss", ["Der Weg ist durchgehend asphaltiert und fast eben.", "Unterwegs gibt es drei Fähren."],
         lang="de", footer=f"Dieser Text steht unter der Lizenz {cc('by-sa', '3.0/de', 'Namensnennung - Weitergabe unter gleichen Bedingungen 3.0 Deutschland')}."),
    Page("https://de.example.net/impressum", "Impressum", ["Angaben gemäß § 5: Beispiel GmbH, Musterstadt."], lang="de", charset="iso-8859-1",
         footer="Alle Rechte vorbehalten."),
    Page("https://geo.example.net/hoehen", "Höhenmodell", ["Rasterweite zehn Meter, Stand Januar 2026."], lang="de",
         footer='<a href="https://www.govdata.de/dl-de/by-2-0">Datenlizenz Deutschland Namensnennung 2.0</a>'),
    Page("https://fr.example.net/marche", "Le marché du samedi", ["On y trouve des fromages, du miel et beaucoup de conversation."], lang="fr",
         footer=cc("by-nc", "4.0", "Attribution - Pas d'Utilisation Commerciale 4.0 International")),
    Page("https://fr.example.net/bus", "Arrêts de bus", ["La liste est mise à jour chaque lundi."], lang="fr",
         footer='<a href="https://www.etalab.gouv.fr/licence-ouverte-open-licence/">Licence Ouverte 2.0</a>'),
    Page("https://es.example.net/huerto", "Un huerto en el balcón", ["Los tomates necesitan seis horas de sol.", "Conviene regar al anochecer."], lang="es",
         footer=cc("by-sa", "4.0", "Creative Commons Atribución-CompartirIgual 4.0 Internacional")),
    Page("https://es.example.net/cuentos", "Cuentos de invierno", ["El faro se apagó la noche más larga del año."], lang="es", footer="Todos los derechos reservados."),
    Page("https://pt.example.net/azulejos", "Azulejos", ["Cada painel conta uma pequena história do bairro."], lang="pt",
         footer=cc("by-nc-nd", "3.0/pt", "CC BY-NC-ND 3.0 PT")),
    Page("https://wiki.example.org/wiki/Lighthouse", "Lighthouse", ["A lighthouse marks a coast for ships.", "The lamp was once lit with whale oil."],
         head='<link rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">',
         footer=f"Text is available under the {cc('by-sa', text='Creative Commons Attribution-ShareAlike License', attributes='')}; additional terms may apply."),
    Page("https://news.example.com/ferry", "Ferry line to reopen", ["The council voted on Tuesday to reopen the ferry in May.",
         "<blockquote>The report itself is public domain.</blockquote>"], footer="&copy; 2026 Example News. All rights reserved. No part may be reproduced without permission."),
    Page("https://news.example.com/weather", "Rain until Thursday", ["A slow front brings steady rain."]),
    Page("https://news.example.com/missing", "Not found", ["There is no such page."], status=404),
    Page("https://forum.example.com/t/881", "Which glue for oak?", ["I have tried two kinds and both failed outdoors.",
         '<div class="comment">My drawings are CC BY-NC, by the way.</div>', "Use one that is made for boats."]),
    Page("https://models.example.com/tern-7b", "tern-7b model card", ["A language model of seven thousand million weights.",
         'Weights are under the <a href="https://www.licenses.ai/ai-licenses">OpenRAIL-M license</a> with use restrictions.']),
    Page("https://books.example.org/atlas", "An atlas of winds", ["Scanned from the edition of 1887."],
         footer='<a rel="license" href="https://creativecommons.org/publicdomain/mark/1.0/"><img alt="Public Domain Mark" src="https://i.creativecommons.org/p/mark/1.0/88x31.png"></a>'),
    Page("https://shop.example.com/rope", "Rope by the metre", ["Sold in black, white and orange."],
         footer="Terms: content of this shop may not be used to train machine learning models."),
    Page("https://raw.example.net/stored-as-sent", "Stored as it was sent", ["This body came in gzip and in chunks, and the crawler kept it so.",
         "A reader has to undo both before it sees the link below."], footer=cc("by", "4.0"), wire=("gzip", "chunked")),
]


def gzip_member(data):
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    return deflate.compress(data) + deflate.flush()


def sha1(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def urn():
    bits = f"{RANDOM.getrandbits(128):032x}"
    return f"<urn:uuid:{bits[:8]}-{bits[8:12]}-{bits[12:16]}-{bits[16:20]}-{bits[20:]}>"


def record(kind, block, content_type, second, url=None, more=()):
    fields = [("WARC-Type", kind), ("WARC-Date", DATE % second), ("WARC-Record-ID", urn()),
              ("Content-Length", str(len(block))), ("Content-Type", content_type)]
    if url:
        fields.append(("WARC-Target-URI", url))
    fields += more
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    return gzip_member(head.encode() + block + b"\r\n\r\n")


def on_the_wire(page):
    """Body and headers as stored: Common Crawl decodes and renames; one page is kept as sent."""
    body = page.body
    headers = [("Content-Type", page.content_type)]
    if "gzip" in page.wire:
        body = gzip_member(body)
        headers.append(("Content-Encoding", "gzip"))
    else:
        headers.append(("X-Crawler-Content-Encoding", "gzip"))
    if "chunked" in page.wire:
        cuts = [0, 97, 240, len(body)]
        chunks = [body[a:b] for a, b in zip(cuts, cuts[1:])] + [b""]
        body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
        headers.append(("Transfer-Encoding", "chunked"))
    else:
        headers.append(("Content-Length", str(len(body))))
    return headers + page.headers, body


def http_response(page):
    headers, body = on_the_wire(page)
    reason = {200: "OK", 404: "Not Found"}[page.status]
    head = f"HTTP/1.1 {page.status} {reason}\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers) + "\r\n"
    return head.encode() + body, body, headers


def plain_text(markup):
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", markup)
    text = re.sub(r"(?s)</(p|h1|title|footer|figure|blockquote|div)>", "\n", text)
    lines = [re.sub(r"[ \t]+", " ", html.unescape(re.sub(r"(?s)<[^>]*>", "", line))).strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line) + "\n"


def attributes(tag):
    return {name: html.unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', tag)}


def envelope(page, headers, warc_file, offset):
    head = {"Title": page.title,
            "Metas": [attributes(tag) for tag in re.findall(r"<meta [^>]*>", page.text)],
            "Link": [{"path": "LINK@/href", "url": a["href"], "rel": a["rel"]}
                     for a in map(attributes, re.findall(r"<link [^>]*>", page.text))]}
    links = []
    for tag, text in re.findall(r"(?s)<a( [^>]*)>(.*?)</a>", page.text):
        a = attributes(tag)
        links.append({"path": "A@/href", "url": a["href"], "text": plain_text(text).strip()}
                     | ({"rel": a["rel"]} if "rel" in a else {}))
    response = {"Response-Message": {"Status": str(page.status), "Version": "HTTP/1.1"}, "Headers": dict(headers)}
    if page.media_type == "text/html":
        response["HTML-Metadata"] = {"Head": head, "Links": links}
    return {"Container": {"Filename": warc_file, "Compressed": True, "Offset": str(offset)},
            "Envelope": {"Format": "WARC", "WARC-Header-Metadata": {"WARC-Type": "response", "WARC-Target-URI": page.url},
                         "Payload-Metadata": {"Actual-Content-Type": "application/http; msgtype=response",
                                              "HTTP-Response-Metadata": response}}}


def main():
    directory = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    name = "example-00000.warc"
    info = "software: make_crawl.py\r\nformat: WARC File Format 1.0\r\ndescription: invented pages\r\n".encode()
    warc, wet, wat = (bytearray(record("warcinfo", info, "application/warc-fields", 0)) for _ in range(3))
    for number, page in enumerate(PAGES):
        second = number + 1
        host, path = page.url.split("/", 3)[2:]
        request = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: examplebot\r\n\r\n".encode()
        block, body, headers = http_response(page)
        warc += record("request", request, "application/http; msgtype=request", second, page.url)
        offset = len(warc)
        warc += record("response", block, "application/http; msgtype=response", second, page.url,
                       [("WARC-Payload-Digest", sha1(body)), ("WARC-Block-Digest", sha1(block))])
        found = f"fetchTimeMs: {RANDOM.randrange(20, 900)}\r\ncharset-detected: {page.charset}\r\n".encode()
        warc += record("metadata", found, "application/warc-fields", second, page.url)
        wat += record("metadata", json.dumps(envelope(page, headers, name + ".gz", offset), ensure_ascii=False).encode(),
                      "application/json", second, page.url)
        if page.status == 200:
            text = (plain_text(page.text) if page.media_type == "text/html" else page.text).encode()
            wet += record("conversion", text, "text/plain", second, page.url, [("WARC-Block-Digest", sha1(text))])
    for folder, ending, data in (("crawl", ".gz", warc), ("crawl_views", ".wet.gz", wet),
                                 ("crawl_views", ".wat.gz", wat)):
        (directory / folder).mkdir(parents=True, exist_ok=True)
        (directory / folder / (name + ending)).write_bytes(data)


if __name__ == "__main__":
    main()
