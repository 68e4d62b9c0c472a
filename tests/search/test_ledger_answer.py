"""Questions of quantity, as people put them, and what the ledger answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.pipeline import update
from search import Search
from search.ledger_answer import answer

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
ARTICLES = [
    {
        "id": "ba-dinh",
        "title": "LĐLĐ quận Ba Đình tổng kết hoạt động",
        "body": "Năm 2022, LĐLĐ quận Ba Đình kết nạp 740/700 đoàn viên, thành lập 9 công đoàn cơ sở. "
        "LĐLĐ quận tặng Giấy khen cho 11 tập thể, 26 cá nhân.",
        "published": "2022-12-20",
    },
    {
        "id": "tet",
        "title": "Công đoàn Hà Nội chăm lo Tết",
        "body": "Dịp Tết 2023, các cấp công đoàn Hà Nội chi 86 tỷ đồng chăm lo cho đoàn viên. "
        "Công đoàn trao 1.500 suất quà và 30 chuyến xe đưa công nhân về quê đón Tết.",
        "published": "2023-01-12",
    },
    {
        "id": "gioi",
        "title": "Công đoàn Hoàn Kiếm tuyên dương",
        "body": "Năm 2022, LĐLĐ quận Hoàn Kiếm biểu dương 64 “Công nhân giỏi Thủ đô”. "
        "Công đoàn quận vận động đoàn viên ủng hộ đồng bào vùng lũ 350 triệu đồng.",
        "published": "2022-05-10",
    },
]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    corpus = tmp_path_factory.mktemp("answers")
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (corpus / "articles.jsonl").write_text("\n".join(lines))
    update(corpus, corpus / "index", jobs=1)
    opened = Search.open(corpus / "index")
    yield opened
    opened.close()


def values(search: Search, q: str) -> list[float | None] | None:
    found = answer(search, q)
    if found is None:
        return None
    return [e.figure.value if e.figure else e.honour.count if e.honour else None for e in found.rows]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("bao nhiêu đoàn viên ba đình 2022", 740),
        ("năm 2022 quận Ba Đình kết nạp bao nhiêu đoàn viên?", 740),
        ("ba dinh ket nap bao nhieu doan vien nam 2022", 740),
        ("số đoàn viên kết nạp ở quận Ba Đình năm 2022", 740),
        ("so doan vien ba dinh 2022", 740),
        ("kết nạp bao nhiêu ba đình", 740),
        ("chỉ tiêu bao nhiêu đoàn viên ba đình", 700),
        ("how many members joined ba dinh 2022", 740),
        ("thành lập bao nhiêu công đoàn cơ sở", 9),
        ("bao nhieu cdcs ba dinh", 9),
        ("chi tết 2023 bao nhiêu tiền", 86_000_000_000),
        ("tết 2023 chi bao nhiêu", 86_000_000_000),
        ("chi tet 2023 bao nhieu tien", 86_000_000_000),
        ("bao nhiêu suất quà tết", 1_500),
        ("bao nhieu suat qua tet 2023", 1_500),
        ("mấy chuyến xe về quê", 30),
        ("may chuyen xe ve que", 30),
        ("ủng hộ vùng lũ bao nhiêu", 350_000_000),
        ("ung ho vung lu bao nhieu tien", 350_000_000),
        ("bao nhiêu công nhân giỏi thủ đô", 64),
        ("co bao nhieu cong nhan gioi thu do nam 2022", 64),
        ("ai được giấy khen", 11),
        ("ai duoc giay khen", 11),
        ("những tập thể nào nhận giấy khen năm 2022", 11),
    ],
)
def test_a_question_is_answered_by_the_row_that_says_it(search: Search, q: str, first: float) -> None:
    found = values(search, q)
    assert found, q
    assert found[0] == first


@pytest.mark.parametrize(
    "q",
    [
        "bao nhiêu đoàn viên đống đa 2022",
        "bao nhiêu đoàn viên ba đình 2019",
        "bao nhieu mai am cong doan",
        "ai được bằng khen",
        "bao nhiêu suất quà trung thu",
        "how many houses",
        "bao nhiêu voi",
    ],
)
def test_what_no_article_says_has_no_figure(search: Search, q: str) -> None:
    assert values(search, q) == []


@pytest.mark.parametrize(
    "q",
    ["đoàn viên ba đình", "cong nhan may ba dinh", "ai là chủ tịch", "công nhân giỏi thủ đô", "tết 2023", ""],
)
def test_what_asks_for_no_number_gets_no_card(search: Search, q: str) -> None:
    assert values(search, q) is None


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed pages of ../shared are not here")
@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("bao nhiêu đoàn viên bắc từ liêm 2020", 1011),
        ("bac tu liem ket nap bao nhieu doan vien 2020", 1011),
        ("thành lập bao nhiêu công đoàn cơ sở bắc từ liêm 2020", 18),
        ("bao nhiêu công nhân giỏi cấp ngành", 276),
        ("ủng hộ covid bao nhiêu tiền", 200_000_000),
    ],
)
def test_the_seed_pages_answer(tmp_path: Path, q: str, expected: float) -> None:
    shutil.copytree(SEEDS, tmp_path / "corpus")
    update(tmp_path / "corpus", tmp_path / "index", jobs=1)
    search = Search.open(tmp_path / "index")
    found = values(search, q)
    search.close()
    assert found
    assert found[0] == expected
