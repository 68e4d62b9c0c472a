"""A small corpus that changes step by step, and what an index of it must hold after each step.

`Pages` writes JSONL files into a folder; every article says in its title which version of it this is, so that what an
index holds can be compared with what the files say, article by article.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from indexer.article import Article, FacetValue
from indexer.engines import open_reader
from indexer.engines.contract import And, EngineQuery

STEPS = ("add", "update", "delete", "merge", "full")
"""What an indexer is asked to do: new articles, new versions, articles gone, a small addition that makes
segments merge, everything anew."""

SENTENCES = (
    "Liên đoàn Lao động quận Thanh Xuân tổ chức hội nghị tổng kết phong trào thi đua yêu nước",
    "Công đoàn cơ sở thăm hỏi, tặng quà đoàn viên có hoàn cảnh khó khăn nhân dịp Tết sum vầy",
    "Người lao động được tư vấn pháp luật về tiền lương, bảo hiểm xã hội và an toàn vệ sinh lao động",
    "Chủ tịch công đoàn ký thỏa ước lao động tập thể với ban giám đốc doanh nghiệp",
    "Nữ công nhân khu nhà trọ huyện Đông Anh tham gia ngày hội văn hóa thể thao",
    "Cán bộ công đoàn các trường học quận Ba Đình hưởng ứng tháng công nhân",
    "Quỹ xã hội hỗ trợ mái ấm công đoàn cho gia đình đoàn viên huyện Mê Linh",
    "Ban Thường vụ biểu dương sáng kiến, sáng tạo và danh hiệu giỏi việc nước, đảm việc nhà",
)
DISTRICTS = (
    FacetValue("ba-dinh", "Ba Đình"),
    FacetValue("thanh-xuan", "Thanh Xuân"),
    FacetValue("me-linh", "Mê Linh"),
)


def title(article_id: str, version: int) -> str:
    """The title that says which article in which version this is."""
    return f"Bản tin {article_id} lần {version}"


def article(article_id: str, version: int, rng: random.Random) -> Article:
    """An Article of a few sentences, dated and placed."""
    year = rng.randint(2018, 2025)
    return Article(
        id=article_id,
        kind="article",
        title=title(article_id, version),
        lead=rng.choice(SENTENCES),
        body="\n\n".join(rng.choices(SENTENCES, k=rng.randint(1, 4))),
        published=f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T08:00:00+07:00",
        year=year,
        year_basis="published",
        added=rng.choice((None, "2020-09-13T12:26:40Z", "2023-11-14T22:15:00Z")),
        districts=(rng.choice(DISTRICTS),),
    )


class Pages:
    """JSONL files in `folder`, and the articles they state."""

    def __init__(self, folder: Path, seed: int, pages: int = 6, articles: int = 6) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rng = random.Random(seed)
        self.pages: dict[str, dict[str, int]] = {}
        self._made = 0
        for _ in range(pages):
            self._write(self._new_page(articles))

    def expected(self) -> dict[str, str]:
        """Article id → title, of everything that the files say."""
        return {i: title(i, v) for articles in self.pages.values() for i, v in articles.items()}

    def step(self, kind: str) -> None:
        """Change the files so that an update has the work `kind` (of `STEPS`) to do."""
        if kind == "add":
            self._write(self._new_page(self.rng.randint(2, 6)))
        elif kind == "merge":
            self._write(self._new_page(1))
        for name in self.rng.sample(sorted(self.pages), k=min(len(self.pages), 2)):
            articles = self.pages[name]
            if kind == "delete" and (len(articles) < 2 or self.rng.random() < 0.5) and len(self.pages) > 3:
                del self.pages[name]
                (self.folder / name).unlink()
                continue
            if kind == "delete" and len(articles) > 1:
                articles.pop(self.rng.choice(sorted(articles)))
            elif kind in ("update", "full"):
                self.pages[name] = {i: version + 1 for i, version in articles.items()}
            else:
                continue
            self._write(name)
        while len(self.pages) > 14:
            name = self.rng.choice(sorted(self.pages))
            del self.pages[name]
            (self.folder / name).unlink()

    def _new_page(self, articles: int) -> str:
        self._made += 1
        name = f"trang-{self._made:05}.jsonl"
        self.pages[name] = {f"{self._made:05}-{n}": 1 for n in range(articles)}
        return name

    def _write(self, name: str) -> None:
        lines = []
        for article_id, version in self.pages[name].items():
            made = article(article_id, version, self.rng)
            record = {"id": made.id, "title": made.title, "lead": made.lead, "body": made.body}
            lines.append(json.dumps(record | {"published": made.published}, ensure_ascii=False))
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def held(index: Path) -> dict[str, str]:
    """Article id → title of everything an index holds. Raises IndexProblem, or ValueError where the same article
    is there twice, or where what is listed, what is counted and what is looked up differ."""
    with open_reader(index) as engine:
        reader = engine.reader()
        listed = [(one.id, one.title) for one in reader.scan(EngineQuery(And()))]
        total = reader.answer(EngineQuery(limit=0)).total
        found = dict(listed)
        if not len(listed) == len(found) == total == reader.document_count:
            raise ValueError(
                f"{len(listed)} listed, {len(found)} different, {total} found, {reader.document_count} counted"
            )
        for article_id in found:
            looked_up = reader.article(article_id)
            if looked_up is None or looked_up.title != found[article_id]:
                raise ValueError(f"{article_id} is listed but not found by its id")
        return found
