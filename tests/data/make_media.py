#!/usr/bin/env python3
"""Writes tests/data/media: pictures, a PDF, an EPUB and XML files that state licenses and preferences.

Usage: make_media.py [directory]
"""

import pathlib
import struct
import sys
import zipfile
import zlib

SPACES = {
    "cc": "http://creativecommons.org/ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "tdm": "http://www.w3.org/ns/tdmrep/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
DMI = "http://ns.useplus.org/ldf/vocab/"


def xmp(properties, attributes="", wrapped=True):
    spaces = "".join(f' xmlns:{p}="{u}"' for p, u in SPACES.items())
    packet = (f'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
              f'<rdf:Description rdf:about=""{spaces}{attributes}>{properties}</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>')
    if wrapped:
        packet = f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{packet}\n<?xpacket end="w"?>'
    return packet.encode()


def alt(name, text):
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></{name}>'


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(*segments):
    """A gray picture of one dot: one table of quantisation, two codes of one bit."""
    return (b"\xff\xd8" + b"".join(segments)
            + segment(0xDB, b"\0" + b"\1" * 64)
            + segment(0xC0, struct.pack(">BHHBBBB", 8, 1, 1, 1, 1, 0x11, 0))
            + segment(0xC4, b"\x00\x01" + b"\0" * 15 + b"\0") + segment(0xC4, b"\x10\x01" + b"\0" * 15 + b"\0")
            + segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x3f\xff\xd9")


def jpeg_xmp(packet):
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(packet):
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + packet
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\0", 9)) + chunk(b"iTXt", text) + chunk(b"IEND", b""))


def pdf(packet):
    objects = [b"<< /Type /Catalog /Pages 2 0 R /Metadata 3 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>",
               b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(packet), packet)]
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (b"xref\n0 4\n0000000000 65535 f \n%strailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
                  % (table, len(out)))


def cbor(value):
    """RFC 8949, as far as texts and maps go."""
    if isinstance(value, str):
        data, major = value.encode(), 0x60
    else:
        data, major = b"".join(cbor(k) + cbor(v) for k, v in value.items()), 0xA0
    size = len(value.encode()) if isinstance(value, str) else len(value)
    return (bytes([major + size]) if size < 24 else bytes([major + 24, size])) + data


def box(kind, data):
    return struct.pack(">I", len(data) + 8) + kind + data


def superbox(kind, label, *content):
    uuid = kind + bytes.fromhex("00110010800000AA00389B71")
    return box(b"jumb", box(b"jumd", uuid + b"\3" + label.encode() + b"\0") + b"".join(content))


def credentials(label, uses):
    """A manifest store with one assertion; nobody has signed it."""
    owner = label.split(".")[0]
    entries = {"entries": {f"{owner}.{what}": {"use": use} for what, use in uses.items()}}
    store = superbox(b"c2pa", "c2pa", superbox(b"c2ma", "urn:uuid:00000000-0000-4000-8000-000000000000", superbox(
        b"c2as", "c2pa.assertions", superbox(b"cbor", label, box(b"cbor", cbor(entries))))))
    return segment(0xEB, b"JP" + struct.pack(">HI", 1, 1) + store)


OPF = """<?xml version="1.0"?>
<package version="3.0" xmlns="http://www.idpf.org/2007/opf" prefix="tdm: http://www.w3.org/ns/tdmrep#">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title>
<dc:rights>https://creativecommons.org/licenses/by-nc-nd/4.0/</dc:rights>
<meta property="tdm:reservation">1</meta><meta property="tdm:policy">https://books.example/tdm.json</meta>
</metadata></package>
"""
RSL = """<rsl xmlns="https://rslstandard.org/rsl"><content url="/" server="https://api.example">
<license><permits type="usage">search ai-index</permits><prohibits type="usage">ai-train</prohibits>
<payment type="subscription"><amount currency="USD">10</amount></payment></license>
</content></rsl>
"""
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:rsl="https://rslstandard.org/rsl"><channel><title>News</title>
<item><title>One</title><rsl:content url="https://news.example/1"><rsl:license><rsl:permits type="usage">all</rsl:permits>
<rsl:prohibits type="user">commercial</rsl:prohibits><rsl:payment type="free"/></rsl:license></rsl:content></item>
</channel></rss>
"""

PHOTO = (f'<xmpRights:WebStatement>https://creativecommons.org/licenses/by-sa/4.0/</xmpRights:WebStatement>'
         f'{alt("dc:title", "The harbour")}<dc:creator><rdf:Seq><rdf:li>A. Photographer</rdf:li></rdf:Seq></dc:creator>'
         f'{alt("dc:rights", "© A. Photographer")}')
FILES = {
    "photo.jpg": jpeg(jpeg_xmp(xmp(PHOTO, f' plus:DataMining="{DMI}DMI-PROHIBITED-AIMLTRAINING"'))),
    "drawing.png": png(xmp('<cc:license rdf:resource="http://creativecommons.org/publicdomain/zero/1.0/"/>', wrapped=False)),
    "owner.jpg": jpeg(jpeg_xmp(xmp(alt("dc:rights", "© A. Photographer") +
                                   f"<plus:DataMining>{DMI}DMI-UNSPECIFIED</plus:DataMining>"))),
    "reserved.jpg": jpeg(jpeg_xmp(xmp(alt("xmpRights:UsageTerms", "All rights reserved.")))),
    "paper.pdf": pdf(xmp("<tdm:reservation>1</tdm:reservation><tdm:policy>https://papers.example/tdm</tdm:policy>")),
    "signed.jpg": jpeg(credentials("c2pa.training-mining", {"ai_generative_training": "notAllowed", "ai_inference": "allowed"})),
    "signed_later.jpg": jpeg(credentials("cawg.training-mining", {"data_mining": "constrained"})),
    "broken.jpg": jpeg(jpeg_xmp(xmp("<cc:license>MIT</dc:license>"))),
    "plain.jpg": jpeg(),
    "license.xml": RSL.encode(),
    "feed.xml": FEED.encode(),
}

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "media")
folder.mkdir(exist_ok=True)
for name, content in FILES.items():
    (folder / name).write_bytes(content)
with zipfile.ZipFile(folder / "book.epub", "w") as book:
    for name, text in [("mimetype", "application/epub+zip"), ("OEBPS/content.opf", OPF),
                       ("OEBPS/one.xhtml", '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Chapter one</p></body></html>')]:
        book.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
