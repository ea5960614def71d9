#!/usr/bin/env python3
"""Makes small files with the structure of the datasets that rules/datasets.toml knows, below DIR (default:
datasets beside this file). Contents are made up; only names, keys and layout are those of the datasets."""
import json
import pathlib
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent / "datasets")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def write(path, content):
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())


def imagenet():
    for synset in ("n01440764", "n01443537"):
        for number in (2, 10026):
            write(f"imagenet/train/{synset}/{synset}_{number}.JPEG", JPEG)
    write("imagenet/val/ILSVRC2012_val_00000001.JPEG", JPEG)
    write("imagenet/ILSVRC2012_devkit_t12/readme.txt", "Development kit, as the made-up one of a test.\n")
    write("imagenet/ILSVRC2012_devkit_t12/COPYING", "SPDX-License-Identifier: BSD-3-Clause\n")


def coco():
    names = ("Attribution-NonCommercial-ShareAlike", "Attribution-NonCommercial", "Attribution-NonCommercial-NoDerivs", "Attribution")
    codes = ("by-nc-sa", "by-nc", "by-nc-nd", "by")
    table = [{"url": f"http://creativecommons.org/licenses/{code}/2.0/", "id": i + 1, "name": f"{name} License"}
             for i, (name, code) in enumerate(zip(names, codes))]
    images = [{"license": license_id, "file_name": f"{i:012}.jpg", "coco_url": f"http://images.cocodataset.org/train2014/{i:012}.jpg",
               "flickr_url": f"http://farm1.staticflickr.com/{i}.jpg", "height": 1, "width": 1, "date_captured": "2013-11-14 16:28:13", "id": i}
              for i, license_id in enumerate((3, 1, 4, 9), 1)]
    info = {"description": "COCO 2014 Dataset", "url": "http://cocodataset.org", "version": "1.0", "year": 2014, "contributor": "COCO Consortium", "date_created": "2017/09/01"}
    write("coco/annotations/instances_train2014.json",
          json.dumps({"info": info, "images": images, "licenses": table, "annotations": [{"id": 1, "image_id": 1, "category_id": 1}, {"id": 2, "image_id": 2, "category_id": 1}], "categories": [{"id": 1, "name": "person"}, {"id": 2, "name": "dog"}]}))


def cifar():
    for name in ("data_batch_1", "test_batch", "batches.meta"):
        write(f"cifar-10/cifar-10-batches-py/{name}", b"\x80\x02}q\x01(U\x04dataq\x02U\x03\x00\x01\x02u.")
    write("cifar-10/cifar-10-batches-py/readme.html", '<meta HTTP-EQUIV="REFRESH" content="0; url=http://www.cs.toronto.edu/~kriz/cifar.html">\n')


def wikipedia():
    pages = "".join(f"<page><title>Page {i}</title><ns>0</ns><id>{i}</id><revision><id>{i}</id><timestamp>2026-01-01T00:00:00Z</timestamp>"
                    f"<text xml:space=\"preserve\">Words of page {i}.</text></revision></page>\n" for i in range(1, 4))
    write("wikipedia/kowiki-20260401-pages-articles.xml",
          '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="ko">\n<siteinfo><sitename>위키백과</sitename><dbname>kowiki</dbname>'
          f"<base>https://ko.wikipedia.org/wiki/x</base></siteinfo>\n{pages}</mediawiki>\n")


def record(kind, uri, content_type, block):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\n" + (f"WARC-Target-URI: {uri}\r\n" if uri else "")
    head += f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{len(block):012}>\r\nContent-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def common_crawl():
    page = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>Words.</p><footer>Licensed under <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a></footer></body></html>'
    write("common-crawl/CC-MAIN-20260101000000-00000.warc",
          record("warcinfo", "", "application/warc-fields", b"isPartOf: CC-MAIN-2026-01\r\npublisher: Common Crawl\r\n") +
          record("response", "https://www.example.org/", "application/http; msgtype=response", page))


def squad():
    paragraph = {"context": "Words of a page.", "qas": [{"id": "1", "question": "What?", "answers": [{"text": "Words", "answer_start": 0}]}]}
    write("squad/train-v1.1.json", json.dumps({"data": [{"title": "A", "paragraphs": [paragraph]}, {"title": "B", "paragraphs": [paragraph]}], "version": "1.1"}))


def korean():
    write("korean/klue/klue-nli-v1.1_train.json", json.dumps([{"guid": f"klue-nli-v1_train_{i:05}", "genre": "NSMC", "premise": "말", "hypothesis": "글", "gold_label": "neutral"} for i in range(2)], ensure_ascii=False))
    paragraph = {"context": "쪽의 말.", "qas": [{"id": "1", "question": "무엇?", "answers": [{"text": "말", "answer_start": 3}]}]}
    write("korean/korquad/KorQuAD_v1.0_train.json", json.dumps({"version": "KorQuAD_v1.0_train", "data": [{"title": "가", "paragraphs": [paragraph]}, {"title": "나", "paragraphs": [paragraph]}]}, ensure_ascii=False))
    head = {"title": "국립국어원 메신저 말뭉치 MDRW1900000002", "creator": "국립국어원", "distributor": "국립국어원", "year": "2019", "category": "메신저 대화", "annotation_level": ["원시"], "sampling": "참여자 모집"}
    write("korean/modu/MDRW1900000002.json", json.dumps({"id": "MDRW1900000002", "metadata": head, "document": [{"id": f"MDRW1900000002.{i}", "metadata": {"title": "대화"}, "utterance": [{"id": "1", "form": "말"}]} for i in (1, 2)]}, ensure_ascii=False))
    write("korean/ai-hub/01.데이터/1.Training/라벨링데이터/TL1/a.json", json.dumps({"label": "말"}, ensure_ascii=False))
    write("korean/kogl/index.html", '<html><body><p>통계 자료</p><footer>본 저작물은 공공누리 제4유형 + AI유형 조건에 따라 이용할 수 있습니다.</footer></body></html>')


for make in (imagenet, coco, cifar, wikipedia, common_crawl, squad, korean):
    make()
