"""Small corpora for the contract of the engines: one to read, one at random."""

from __future__ import annotations

import random

from indexer.article import FIELDS, Article, Evidence, FacetValue
from tests.indexer.engines.strategies import CAMPAIGNS, DAYS, DISTRICTS, SYLLABLES

THANH_XUAN = FacetValue("thanh-xuan", "Thanh Xuân")
DONG_DA = FacetValue("dong-da", "Đống Đa")
TET = FacetValue("tet-sum-vay", "Tết sum vầy")
WOMEN = FacetValue("gioi-viec-nuoc", "Giỏi việc nước - Đảm việc nhà")

READABLE = (
    Article(
        id="tet",
        kind="article",
        title="Công đoàn quận Thanh Xuân tặng vé xe đưa công nhân về quê đón Tết",
        kicker="Chăm lo đời sống",
        lead="Liên đoàn Lao động quận trao 300 vé xe cho đoàn viên có hoàn cảnh khó khăn.",
        body="Sáng 20/1, chuyến xe đầu tiên rời bến.\n\nĐoàn viên được tặng quà và bánh chưng.",
        captions=("Công nhân lên xe về quê.",),
        author="Minh Phương",
        source="Lao động Thủ đô",
        published="2021-01-20T08:30:00+07:00",
        year=2021,
        year_basis="published",
        districts=(THANH_XUAN,),
        campaigns=(TET,),
        evidence=(
            Evidence("district", "thanh-xuan", "title", 15, 25, "Thanh Xuân", "union of the district"),
        ),
    ),
    Article(
        id="thi-dua",
        kind="article",
        title="Nữ đoàn viên giỏi việc nước, đảm việc nhà",
        lead="Phong trào thi đua lan tỏa trong các công đoàn cơ sở.",
        body="Chị em vừa hoàn thành công việc, vừa chăm sóc gia đình. Nhiều sáng kiến được khen thưởng.",
        published="2020-03-08T07:00:00+07:00",
        year=2020,
        year_basis="published",
        districts=(THANH_XUAN, DONG_DA),
        campaigns=(WOMEN,),
    ),
    Article(
        id="cong-dong",
        kind="article",
        title="Cộng đồng doanh nghiệp Đống Đa chung tay vì người lao động",
        body="Các doanh nghiệp cộng tác với tổ chức công đoàn để cải thiện bữa ăn ca.",
        year=2020,
        year_basis="inferred",
        districts=(DONG_DA,),
        campaigns=(TET, WOMEN),
    ),
    Article(
        id="tin-ngan",
        kind="brief",
        title="Công đoàn Đống Đa tổ chức Tết sum vầy",
        lead="Chương trình diễn ra tại nhà văn hóa quận.",
        published="2019-01-15T10:00:00+07:00",
        year=2019,
        year_basis="published",
        districts=(DONG_DA,),
        campaigns=(TET,),
    ),
    Article(id="khong-ngay", kind="article", title="Hướng dẫn 1294/HD-TLĐ về đại hội công đoàn các cấp"),
)


def at_random(count: int, seed: int = 20) -> list[Article]:
    """So many Articles of few syllables, with all the facets and dates there are; always the same ones."""
    chance = random.Random(seed)

    def text(longest: int) -> str:
        parts = [chance.choice((*SYLLABLES, *SYLLABLES, "\n\n")) for _ in range(chance.randrange(longest))]
        return " ".join(parts).strip()

    def some(values: tuple[str, ...]) -> tuple[FacetValue, ...]:
        return tuple(FacetValue(v, v.upper()) for v in chance.sample(values, chance.choice((0, 1, 1, 2))))

    articles = []
    for number in range(count):
        published = chance.choice((None, *DAYS))
        year = int(published[:4]) if published else chance.choice((None, 2019, 2020, 2021))
        fields = {name: text(12) for name in FIELDS if name != "captions"}
        articles.append(
            Article(
                id=f"id{number:03}",
                kind=chance.choice(("article", "article", "brief")),
                captions=tuple(text(6) for _ in range(chance.randrange(3))),
                published=published,
                year=year,
                year_basis=None if year is None else "published" if published else "inferred",
                districts=some(DISTRICTS),
                campaigns=some(CAMPAIGNS),
                **fields,  # type: ignore[arg-type]
            )
        )
    return articles
