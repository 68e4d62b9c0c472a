"""Queries made of articles by a seed, with the articles that answer them: what people look for, in the words of the text.

Five kinds over the news (`NEWS_KINDS`): keywords, headlines whose words the article does not all have, questions, questions of
law, and headlines that are to find the other reports of their event. One over corpus/: places, campaigns and years. None uses
an article of the judged collections of ../shared/retrieval. A query whose number is even is for tuning, the others for
reporting.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from bench.judged import SHARED, news
from indexer.article import Article
from indexer.facets.registry import REGISTRY
from indexer.settings import ROOT
from indexer.vietnamese import analyse
from search.evaluate import read_qrels

SEED = 20_251
QUERIES = 400
KEYWORD_QUERIES = 600
"""Of each kind at most; half of them for reporting."""
TELLING = range(3, 1_500)
"""In how many articles a keyword is."""
KEYWORDS = (2, 4)
DROPPED = (1, 3)
"""Words of a title that its article loses."""
RARE_NAME = range(2, 9)
SHARED_NAMES = 4
"""Names that are in so few articles, and how many of them two reports of one event have in common."""
SENTENCE = (8, 32)
"""Syllables of a sentence that a question is made of."""
SHORT_QUESTION = 12
"""Syllables up to which a question loses none."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_NAME = re.compile(r"\b(?:[A-ZĐÀ-Ỹ][\w-]*[ ]){1,4}[A-ZĐÀ-Ỹ][\w-]*")
_NUMBER = re.compile(
    r"\b\d[\d.,/-]*(?: (?:nghìn|ngàn|triệu|tỷ|tỉ))? (?=(?:đồng|người|ngày|tháng|năm|tuổi|giờ|lần|USD|km|ha|%|công nhân|học sinh"
    r"|trường hợp)\b)"
)
_DAY = re.compile(
    r"\b(?:(?:vào|từ|đến) )?(?:(?:sáng|chiều|tối|đêm)(?: ngày)?|ngày) \d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?,? ?"
)
_IS = re.compile(r"^(?P<what>[^,;:]{24,70}?) (?P<is>là|gồm) [^,;:]+$")
_LAW = re.compile(
    r"\b(?:Bộ luật|Luật \w+|Nghị định|Thông tư|người lao động|người sử dụng lao động|hợp đồng lao động|quy định tại|bị phạt"
    r"|xử phạt|mức phạt|bảo hiểm xã hội)\b"
)


@dataclass(frozen=True, slots=True)
class MadeQueries:
    """Queries of some kind; `answers`: query id → the ids of the right articles; `taken_from`: query id → the article whose headline
    it is, which is left out of its results."""

    kind: str
    queries: dict[str, str] = field(default_factory=dict)
    answers: dict[str, frozenset[str]] = field(default_factory=dict)
    taken_from: dict[str, str] = field(default_factory=dict)

    def add(self, text: str, answers: Iterable[str], taken_from: str | None = None) -> None:
        """Add a query; its id is its number."""
        number = str(len(self.queries))
        self.queries[number] = text
        self.answers[number] = frozenset(answers)
        if taken_from is not None:
            self.taken_from[number] = taken_from

    def __len__(self) -> int:
        return len(self.queries)


def made_of_news() -> tuple[list[Article], list[MadeQueries]]:
    """The articles of the news, some of which lost words of their titles, and the queries of each kind."""
    articles = list(news())
    judged = _judged()
    rng = random.Random(SEED)
    free = [at for at, article in enumerate(articles) if article.id not in judged]
    rng.shuffle(free)
    quarter = len(free) // 4
    parts = [free[n * quarter : (n + 1) * quarter] for n in range(4)]
    keywords = _keywords(articles, parts[0], KEYWORD_QUERIES, rng)
    headlines = _poorer_headlines(articles, parts[1], QUERIES, rng)
    questions = _questions("questions", articles, parts[2], QUERIES, rng, lambda sentence: True)
    law = _questions("law questions", articles, parts[3], QUERIES, rng, lambda s: bool(_LAW.search(s)))
    events = _events(articles, QUERIES, rng)
    return articles, [keywords, headlines, questions, law, events]


def _judged() -> set[str]:
    """The articles of the judged collections."""
    folder = SHARED / "retrieval"
    files = [folder / "headlines.qrels.txt", *sorted(folder.glob("typed/*/qrels.txt"))]
    return {document for path in files for grades in read_qrels(path).values() for document in grades}


def _keywords(
    articles: Sequence[Article], places: Sequence[int], most: int, rng: random.Random
) -> MadeQueries:
    """Two to four words of an article's title and lead, at least one of them of the title, in the order of the text."""
    heads = {at: (_words(articles[at].title), _words(articles[at].lead or "")) for at in places}
    frequency = Counter(word for title, lead in heads.values() for word in {*title, *lead})
    share = len(places) / len(articles)
    made = MadeQueries("keywords")
    for at in places:
        if len(made) == most:
            break
        title, lead = (
            [w for w in dict.fromkeys(part) if _tells(frequency[w] / share, w)] for part in heads[at]
        )
        lead = [word for word in lead if word not in title]
        if len(title) < 1 or len(title) + len(lead) < KEYWORDS[0] + 2:
            continue
        number = rng.randint(*KEYWORDS)
        first = rng.choice(title)
        rest = rng.sample([w for w in title + lead if w != first], number - 1)
        made.add(" ".join(w for w in title + lead if w == first or w in rest), [articles[at].id])
    return made


def _words(text: str) -> list[str]:
    analysis = analyse(text)
    return [" ".join(analysis.syllables[first:last]) for first, last in analysis.words]


def _tells(articles: float, word: str) -> bool:
    return int(articles) in TELLING and not any(map(str.isdigit, word)) and len(word) > 1


def _poorer_headlines(
    articles: list[Article], places: Sequence[int], most: int, rng: random.Random
) -> MadeQueries:
    """Titles of articles that have none in the index, nor one to three of its words."""
    made = MadeQueries("headlines with words the article lacks")
    for at in places:
        if len(made) == most:
            break
        article = articles[at]
        words = [w for w in dict.fromkeys(_words(article.title)) if len(w) > 2]
        text = f"{article.lead or ''}\n{article.body}"
        there = [w for w in words if re.search(rf"\b{re.escape(w)}\b", text, re.IGNORECASE)]
        if len(words) < 5 or len(there) < 4:
            continue
        lost = rng.sample(there, rng.randint(*DROPPED))
        without = re.compile("|".join(rf"\b{re.escape(w)}\b" for w in lost), re.IGNORECASE)
        lead = without.sub("", article.lead) if article.lead else article.lead
        articles[at] = replace(article, title="", lead=lead, body=without.sub("", article.body))
        made.add(article.title, [article.id])
    return made


def _questions(
    kind: str,
    articles: Sequence[Article],
    places: Sequence[int],
    most: int,
    rng: random.Random,
    fits: Callable[[str], bool],
) -> MadeQueries:
    """Sentences turned into questions, each of which loses one word in five besides what is asked for."""
    made = MadeQueries(kind)
    for at in places:
        if len(made) == most:
            break
        article = articles[at]
        sentences = _SENTENCE_END.split(f"{article.lead or ''}\n{article.body}")
        found = [q for s in sentences if fits(s) for q in _asked(s.strip(" .!?”“\"'-–"))]
        if found:
            made.add(_shortened(rng.choice(found), rng), [article.id])
    return made


def _asked(sentence: str) -> Iterator[str]:
    """The questions that a sentence answers."""
    if not SENTENCE[0] <= len(sentence.split()) <= SENTENCE[1]:
        return
    if number := _NUMBER.search(sentence):
        yield f"{sentence[: number.start()]}bao nhiêu {sentence[number.end() :]}?"
    if day := _DAY.search(sentence):
        yield f"{sentence[: day.start()]}{sentence[day.end() :].strip(' ,')} khi nào?"
    if whole := _IS.match(sentence):
        yield f"{whole['what']} {whole['is']} gì?"


def _shortened(question: str, rng: random.Random) -> str:
    words = question.split()
    if len(words) <= SHORT_QUESTION:
        return question
    kept = [w for w in words if rng.random() > 0.2 or w in ("bao", "nhiêu", "khi", "nào?", "là", "gì?")]
    return " ".join(kept)


def _events(articles: Sequence[Article], most: int, rng: random.Random) -> MadeQueries:
    """Headlines that are to find the other reports of their event, which share several rare names with theirs."""
    owners: dict[str, list[int]] = defaultdict(list)
    for at, article in enumerate(articles):
        for name in set(_NAME.findall(f"{article.lead or ''}\n{article.body}")):
            owners[name].append(at)
    links = Counter(
        pair for places in owners.values() if len(places) in RARE_NAME for pair in combinations(places, 2)
    )
    near: dict[int, set[int]] = defaultdict(set)
    for (a, b), names in links.items():
        if names >= SHARED_NAMES:
            near[a].add(b)
            near[b].add(a)
    made = MadeQueries("the other reports of one event")
    subjects = sorted(near)
    rng.shuffle(subjects)
    used: set[int] = set()
    for at in subjects:
        if len(made) == most:
            break
        if used.intersection((at, *near[at])) or not articles[at].title or len(near[at]) > RARE_NAME[-1]:
            continue
        used.update((at, *near[at]))
        made.add(articles[at].title, [articles[other].id for other in near[at]], articles[at].id)
    return made


def made_of_corpus() -> MadeQueries:
    """Place, campaign and year of the pages of corpus/, by two and three of them; the right pages as their labels say."""
    with (ROOT / "corpus" / "labels.toml").open("rb") as file:
        pages = tomllib.load(file)["page"]
    names = {
        value.value: value.label
        for facet in ("district", "campaign")
        for value in REGISTRY[facet].known_values()
    }
    answers: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        key = f"{page['file']}:{page['line']}" if "line" in page else page["file"]
        year = [str(page["year"])] if "year" in page else []
        places = [names[value] for value in page.get("districts", ()) if value in names]
        campaigns = page.get("campaigns", [])
        for place in places:
            for campaign in campaigns:
                answers[f"{campaign} {place}"].add(key)
                for number in year:
                    answers[f"{campaign} {place} {number}"].add(key)
            for number in year:
                answers[f"công đoàn {place} {number}"].add(key)
        for campaign in campaigns:
            for number in year:
                answers[f"{campaign} năm {number}"].add(key)
    made = MadeQueries("place, campaign, year")
    for text, right in answers.items():
        made.add(text, right)
    return made
