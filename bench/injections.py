"""The license evidence that make_crawl.py puts into pages, and what a scan must say of each.

A variant is one way in which pages state a license. `place` says where the markup goes; `kind`,
`element`, `where` and `scope` are the contract's words for the finding that must come of it (words
joined by `|` are alternatives; a scope of `none` marks a near miss, of which nothing must come; a
scope of `signal` expects a signal). Markup is a template: {url}, {path}, {escaped_url}, {badge}, {short}, {name},
{person} and {n} are filled by `fill`, which goes through the Creative Commons licenses in turn.
"""
import dataclasses
import re

CC = [("by", "4.0"), ("by-sa", "4.0"), ("by-nc", "4.0"), ("by-nc-sa", "3.0"), ("by-nd", "2.0"),
      ("by-nc-nd", "4.0"), ("by-sa", "3.0"), ("by", "2.5"), ("by-nc-sa", "4.0"), ("by-nd", "4.0"),
      ("by", "3.0"), ("by-nc", "2.0"), ("by-sa", "2.0")]
CC_WORDS = {"by": "Attribution", "nc": "NonCommercial", "nd": "NoDerivatives", "sa": "ShareAlike"}
URL_HEADS = ["https://creativecommons.org", "http://creativecommons.org",
             "https://www.creativecommons.org", "//creativecommons.org"]
URL_TAILS = ["/", "", "/deed.en", "/legalcode"]
PEOPLE = ["Mina Okafor", "Jonas Weber", "Li Na", "Ana Duarte", "Piotr Zieliński", "Sofía Rey", "Tom Hale"]


@dataclasses.dataclass(frozen=True)
class Variant:
    name: str
    place: str  # head, body, footer, http
    markup: str
    kind: str = ""
    element: str = ""
    where: str = ""
    scope: str = "document"
    license: str = ""  # "" for the Creative Commons license whose turn it is
    signal: str = ""
    language: str = ""  # pages of this language only (a path part of the source package)
    charset: str = "utf-8"


def footer(text):
    return f'\n<footer><p>{text}</p></footer>\n'


LINKS = [
    Variant("a-rel-footer", "footer", footer('Content is available under <a rel="license" href="{url}">{short}</a>.'), "link", "a", "footer"),
    Variant("a-footer-class", "footer", '\n<div class="site-footer"><span>&copy; {person}.</span> <a href="{url}">Some rights reserved</a></div>\n', "link", "a", "footer"),
    Variant("a-footer-id", "footer", "\n<div id='footer'><ul><li><a href='{url}' target=_blank>License</a></li></ul></div>\n", "link", "a", "footer"),
    Variant("a-rel-body", "body", '\n<p>This article is available under a <a class="lic" rel="license noopener" href="{url}">{name} License</a>.</p>\n', "link", "a", "body"),
    Variant("a-plain-body", "body", '\n<p>Text on this page may be reused under the terms of the <a href="{url}">{name}</a> license.</p>\n', "link", "a", "body"),
    Variant("link-head", "head", '<link rel="license" href="{url}">\n', "link", "link", "head"),
    Variant("link-dct-head", "head", '<link rel="dct:license" title="{short}" href="{url}" />\n', "link", "link|rdfa", "head"),
    Variant("meta-license", "head", '<meta name="license" content="{url}">\n', "link", "meta", "head"),
    Variant("meta-dc-rights", "head", '<meta name="DC.rights" content="{url}" />\n', "link", "meta", "head"),
    Variant("meta-dcterms", "head", '<meta content="{url}" name="dcterms.license">\n', "link", "meta", "head"),
    Variant("meta-og", "head", '<meta property="og:license" content="{url}">\n', "link", "meta", "head"),
    Variant("meta-copyright-name", "head", '<meta name="copyright" content="{person}, {short}">\n', "link|reference|notice", "meta", "head"),
    Variant("json-ld-head", "head", '<script type="application/ld+json">{{"@context":"https://schema.org","@type":"Article","headline":"Page {n}","license":"{url}"}}</script>\n', "link", "json-ld", "head"),
    Variant("json-ld-escaped", "head", '<script type="application/ld+json">{{"@context":"https:\\/\\/schema.org","@type":"WebPage","license":"{escaped_url}"}}</script>\n', "link", "json-ld", "head"),
    Variant("json-ld-graph", "body", '\n<script type="application/ld+json">\n{{"@context": "https://schema.org", "@graph": [{{"@type": "Organization", "name": "{person}"}},\n {{"@type": "WebPage", "name": "Page {n}", "license": {{"@type": "CreativeWork", "url": "{url}"}}}}]}}\n</script>\n', "link", "json-ld", "body"),
    Variant("rdfa", "footer", footer('<span xmlns:cc="http://creativecommons.org/ns#" about=""><a property="cc:license" href="{url}">{short}</a></span>'), "link", "rdfa|a", "footer"),
    Variant("microdata", "body", '\n<div itemscope itemtype="https://schema.org/Article"><link itemprop="license" href="{url}"><span itemprop="author">{person}</span></div>\n', "link", "microdata", "body"),
    Variant("badge-chooser", "footer", footer('<a rel="license" href="{url}"><img alt="Creative Commons License" style="border-width:0" src="https://i.creativecommons.org/l/{path}/88x31.png" /></a><br />This work is licensed under a <a rel="license" href="{url}">{name} License</a>.'), "link", "a", "footer"),
    Variant("badge-only", "footer", footer('<img src="{badge}" width="88" height="31" alt="license">'), "link", "img", "footer"),
    Variant("http-link", "http", 'Link: <{url}>; rel="license"', "link", "http-header", ""),
    Variant("cc0-footer", "footer", footer('<a rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">CC0</a>'), "link", "a", "footer", license="CC0-1.0"),
    Variant("odbl-footer", "footer", footer('Data &copy; contributors, <a href="https://opendatacommons.org/licenses/odbl/1-0/">ODbL</a>'), "link", "a", "footer", license="ODbL-1.0"),
    Variant("ogl-footer", "footer", footer('All content is available under the <a href="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/" rel="license">Open Government Licence v3.0</a>, except where otherwise stated'), "link", "a", "footer", license="OGL-UK-3.0"),
    Variant("apache-head", "head", '<link rel="license" href="https://www.apache.org/licenses/LICENSE-2.0">\n', "link", "link", "head", license="Apache-2.0"),
    Variant("mit-link-footer", "footer", footer('Released under the <a href="https://opensource.org/licenses/MIT">MIT License</a>.'), "link", "a", "footer", license="MIT"),
]

NAMES = [
    Variant("name-footer", "footer", footer("Unless otherwise noted, this page is licensed under {name}."), "notice|reference", "", "footer"),
    Variant("short-footer", "footer", '\n<div class="page-footer">&copy; 2025 {person} &middot; {short}</div>\n', "notice|reference", "", "footer"),
    Variant("short-body", "body", "\n<p>This work is licensed under {short}.</p>\n", "notice|reference", "", "body"),
    Variant("mit-name", "footer", footer("Released under the MIT License."), "notice|reference", "", "footer", license="MIT"),
    Variant("es-name", "footer", footer("Este obra está bajo una licencia de Creative Commons Reconocimiento-CompartirIgual 4.0 Internacional."), "notice|reference", "", "footer", license="CC-BY-SA-4.0"),
    Variant("fr-name", "footer", footer("Ce contenu est mis à disposition selon les termes de la licence Creative Commons Attribution - Pas d’Utilisation Commerciale 4.0 International."), "notice|reference", "", "footer", license="CC-BY-NC-4.0"),
    Variant("de-name", "body", "\n<p>Dieses Werk ist lizenziert unter einer Creative Commons Namensnennung - Weitergabe unter gleichen Bedingungen 4.0 International Lizenz.</p>\n", "notice|reference", "", "body", license="CC-BY-SA-4.0"),
    Variant("pt-name", "footer", footer("Este trabalho está licenciado com uma Licença Creative Commons - Atribuição-NãoComercial 4.0 Internacional."), "notice|reference", "", "footer", license="CC-BY-NC-4.0"),
    Variant("zh-name", "footer", footer("本作品采用知识共享署名-相同方式共享 4.0 国际许可协议进行许可。"), "notice|reference", "", "footer", license="CC-BY-SA-4.0"),
    Variant("kogl-1-link", "footer", footer('<a href="https://www.kogl.or.kr/info/licenseType1.do" target="_blank"><img src="/images/img_opentype01.jpg" alt="공공누리 제1유형"></a> 본 저작물은 출처표시 조건에 따라 이용할 수 있습니다.'), "link|reference|notice", "a|img", "footer", license="LicenseRef-KOGL-1"),
    Variant("kogl-4-name", "body", "\n<p>본 저작물은 공공누리 제4유형(출처표시+상업적 이용금지+변경금지)에 따라 이용할 수 있습니다.</p>\n", "notice|reference", "", "body", license="LicenseRef-KOGL-4"),
]

CREDIT = '<a href="https://pictures.example/p/{n}">{person}</a>'
EMBEDDED = [
    Variant("figcaption", "body", '\n<figure><img src="/img/{n}.jpg" alt=""><figcaption>Photo: ' + CREDIT + ', <a href="{url}">{short}</a></figcaption></figure>\n', "link", "a", "body", "embedded"),
    Variant("photo-credit", "body", '\n<p class="photo-credit">Image by ' + CREDIT + ' via Flickr (<a href="{url}">{short}</a>)</p>\n', "link", "a", "body", "embedded"),
    Variant("wp-caption", "body", '\n<div id="attachment_{n}" class="wp-caption alignright"><img src="/wp/{n}.jpg" alt=""><p class="wp-caption-text">Photo credit: ' + CREDIT + ' / <a rel="license" href="{url}">{short}</a></p></div>\n', "link", "a", "body", "embedded"),
    Variant("blockquote", "body", '\n<blockquote cite="https://quoted.example/{n}"><p>The harbour was rebuilt twice.</p><p>{person}, <a href="{url}">{short}</a></p></blockquote>\n', "link", "a", "body", "embedded"),
    Variant("comment", "body", '\n<div class="comments"><div class="comment" id="comment-{n}"><b>{person}</b><p>You can use mine, it is under <a href="{url}" rel="nofollow ugc">{short}</a>.</p></div></div>\n', "link", "a", "body", "embedded"),
    Variant("json-ld-image", "head", '<script type="application/ld+json">{{"@context":"https://schema.org/","@type":"NewsArticle","headline":"Page {n}","image":{{"@type":"ImageObject","contentUrl":"https://pictures.example/{n}.jpg","license":"{url}","creditText":"{person}"}}}}</script>\n', "link", "json-ld", "head", "embedded"),
    Variant("figcaption-name", "body", "\n<figure><img src=/img/{n}.png><figcaption>Map by {person}, {short}</figcaption></figure>\n", "notice|reference", "", "body", "embedded"),
]

NEAR_MISSES = [
    Variant("cc-home", "body", '\n<p>We met people of <a href="https://creativecommons.org/about/">Creative Commons</a> in {n} cities.</p>\n', scope="none"),
    Variant("driving-license", "body", '\n<p>{person} renewed a driving license and a fishing permit by the river.</p>\n', scope="none"),
    Variant("mit-university", "footer", footer('<a href="https://web.mit.example/licensing/">MIT</a> admissions, {n} places'), scope="none"),
    Variant("other-host", "body", '\n<p>Rules of the pool: <a href="https://pool.example/licenses/by/4.0/">house rules</a>.</p>\n', scope="none"),
]

SIGNALS = [
    Variant("noai-meta", "head", '<meta name="robots" content="noai, noimageai">\n', element="meta", scope="signal", signal="noai"),
    Variant("noai-header", "http", "X-Robots-Tag: noai, noimageai", element="http-header", scope="signal", signal="noai"),
    Variant("tdm-meta", "head", '<meta name="tdm-reservation" content="1">\n', element="meta", scope="signal", signal="tdm-reservation"),
    Variant("tdm-header", "http", "tdm-reservation: 1", element="http-header", scope="signal", signal="tdm-reservation"),
]

KO_CC = footer("이 저작물은 크리에이티브 커먼즈 저작자표시-비영리-변경금지 4.0 국제 라이선스에 따라 이용할 수 있습니다.")
KO_KOGL = footer("본 저작물은 공공누리 제2유형(출처표시+상업적 이용금지)에 따라 이용할 수 있습니다.")
JA_CC = footer("この作品は クリエイティブ・コモンズ 表示 - 継承 4.0 国際 ライセンスの下に提供されています。")
RU_CC = footer("Произведение доступно по лицензии Creative Commons «Атрибуция — На тех же условиях» 4.0 Всемирная.")
LANGUAGES = [
    Variant(f"{name}-{charset}", "footer", markup, "notice|reference", "", "footer", license=license_id, language=language, charset=charset)
    for name, language, charset, markup, license_id in [
        ("ko-cc", "ko-KR", "utf-8", KO_CC, "CC-BY-NC-ND-4.0"),
        ("ko-cc", "ko-KR", "euc-kr", KO_CC, "CC-BY-NC-ND-4.0"),
        ("ko-kogl", "ko-KR", "euc-kr", KO_KOGL, "LicenseRef-KOGL-2"),
        ("ja-cc", "ja-JP", "utf-8", JA_CC, "CC-BY-SA-4.0"),
        ("ja-cc", "ja-JP", "shift_jis", JA_CC, "CC-BY-SA-4.0"),
        ("ru-cc", "ru-RU", "utf-8", RU_CC, "CC-BY-SA-4.0"),
        ("ru-cc", "ru-RU", "windows-1251", RU_CC, "CC-BY-SA-4.0"),
    ]
]

ANYWHERE = LINKS + NAMES + EMBEDDED + NEAR_MISSES + SIGNALS

# Words of pages that speak of licenses by themselves: there the injected one may rightly lose.
OWN_WORDS = re.compile(
    r"licen[csz]|lizenz|licenz|lisens|copyright|copyleft|creative ?commons|rights reserved|©|&copy;|&#169;|\(c\)"
    r"|\bgpl\b|\bgnu\b|public.domain|\bmit\b|\bbsd\b|apache|лиценз|авторск|ライセンス|著作権|라이선스|저작권|许可|許可|授权|授權|版权|版權",
    re.IGNORECASE)


def fill(variant, turn):
    """The markup of a variant and its license, for its `turn`-th use."""
    code, version = CC[turn % len(CC)]
    path = f"{code}/{version}"
    # Every head with every tail: the second steps on once the first has gone round.
    tail = URL_TAILS[turn // len(URL_HEADS) % len(URL_TAILS)]
    url = f"{URL_HEADS[turn % len(URL_HEADS)]}/licenses/{path}{tail}"
    words = "-".join(CC_WORDS[part] for part in code.split("-"))
    license_id = f"CC-{code.upper()}-{version}"
    markup = variant.markup.format(
        url=url, path=path, escaped_url=url.replace("/", "\\/"), short=f"CC {code.upper()} {version}",
        badge=f"https://licensebuttons.net/l/{path}/88x31.png",
        name=f"Creative Commons {words} {version} {'International' if version == '4.0' else 'Unported' if version == '3.0' else 'Generic'}",
        person=PEOPLE[turn % len(PEOPLE)], n=turn * 37 % 9973 + 11)
    if variant.scope in ("none", "signal"):
        license_id = ""
    return markup, variant.license or license_id
