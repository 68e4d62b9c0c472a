"""The life of a campaign: its page and the API show dated steps, each a sentence of an article."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.article import Article
from indexer.facets import annotate
from indexer.ledger.steps import steps_of
from indexer.pipeline import update
from webapp import create_app, resource

PADDING = " Đông đảo cán bộ, đoàn viên các đơn vị trên địa bàn tham gia và hưởng ứng."
ARTICLES = [
    ("mo-dau", "2024-05-03", "Sáng 2/5, LĐLĐ quận Ba Đình tổ chức lễ phát động Tháng Công nhân năm 2024."),
    ("dich", "2024-05-04", "Mục tiêu của Tháng Công nhân là trao 300 suất quà cho đoàn viên khó khăn."),
    ("giua", "2024-05-20", "Ngày 18/5/2024, LĐLĐ quận Ba Đình sơ kết nửa chặng đường của Tháng Công nhân."),
    (
        "cuoi",
        "2024-06-05",
        "LĐLĐ quận Ba Đình tổng kết Tháng Công nhân, biểu dương 20 tập thể có thành tích.",
    ),
    (
        "khac",
        "2024-06-20",
        "LĐLĐ quận Đống Đa tổng kết năm học. Trước đó, Tháng Công nhân đã diễn ra sôi nổi.",
    ),
    ("sap-toi", "2025-04-20", "LĐLĐ quận Ba Đình sẽ phát động Tháng Công nhân vào tuần tới."),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    corpus = tmp_path_factory.mktemp("life-corpus")
    lines = (
        json.dumps({"id": i, "title": f"Tin {i}", "body": body + PADDING, "published": day, "source": "Báo"}, ensure_ascii=False)
        for i, day, body in ARTICLES
    )  # fmt: skip
    (corpus / "articles.jsonl").write_text("\n".join(lines))
    index = tmp_path_factory.mktemp("life-index") / "index"
    update(corpus, index, jobs=1)
    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    yield app.test_client()
    resource.close(app)


STEPS = [
    ("launch", "2024-05-02", "mo-dau"),
    ("goal", "2024-05-04", "dich"),
    ("interim", "2024-05-18", "giua"),
    ("final", "2024-06-05", "cuoi"),
]


def test_the_api_gives_the_steps_in_time(client: FlaskClient) -> None:
    answer = client.get("/api/campaigns/thang-cong-nhan/life").json
    assert [(s["kind"], s["date"], s["article"]["id"]) for s in answer["steps"]] == STEPS
    assert [s["date_basis"] for s in answer["steps"]] == ["sentence", "published", "sentence", "published"]


def test_every_step_is_a_sentence_of_its_article(client: FlaskClient) -> None:
    for step in client.get("/api/campaigns/thang-cong-nhan/life").json["steps"]:
        article = client.get(f"/api/articles/{step['article']['id']}").json
        assert article[step["field"]][step["start"] : step["end"]] == step["sentence"]


@pytest.mark.parametrize(("lang", "launch"), [("vi", "Phát động"), ("en", "Launch")])
def test_the_page_of_a_campaign_shows_its_life(client: FlaskClient, lang: str, launch: str) -> None:
    page = BeautifulSoup(client.get(f"/campaigns/thang-cong-nhan?lang={lang}").text, "lxml")
    steps = page.select("ol.life li")
    assert len(steps) == len(STEPS)
    assert steps[0].b.text == launch
    assert steps[0].time["datetime"] == "2024-05-02"
    assert "lễ phát động Tháng Công nhân" in steps[0].q.text


def test_a_campaign_that_nobody_knows_has_no_life(client: FlaskClient) -> None:
    assert client.get("/api/campaigns/khong-co/life").status_code == 404
    assert client.get("/api/campaigns/tet-sum-vay/life").json["steps"] == []


@pytest.mark.parametrize(
    ("body", "published", "date", "basis"),
    [
        ("Ngày 2/5/2023, công đoàn phát động Tháng Công nhân.", "2023-05-04", "2023-05-02", "sentence"),
        ("Sáng 2/5, công đoàn phát động Tháng Công nhân.", "2023-05-04", "2023-05-02", "sentence"),
        ("Công đoàn phát động Tháng Công nhân.", "2023-05-04", "2023-05-04", "published"),
        ("Năm 2012, công đoàn phát động Tháng Công nhân lần đầu.", "2023-05-04", "2012", "sentence"),
        ("Năm 2012, công đoàn phát động Tháng Công nhân lần đầu.", None, "2012", "sentence"),
        ("Công đoàn phát động Tháng Công nhân.", None, None, None),
    ],
)
def test_a_step_has_the_date_that_is_said_and_no_other(
    body: str, published: str | None, date: str | None, basis: str | None
) -> None:
    article = annotate(Article(id="x", kind="article", title="Tin", body=body, published=published, page="x"))
    (step,) = steps_of(article, "thang-cong-nhan")
    assert (step.date, step.basis) == (date, basis)


def kinds(body: str, campaign: str = "thang-cong-nhan") -> list[str]:
    article = annotate(
        Article(id="x", kind="article", title="Tin công đoàn", body=body, published="2024-06-01", page="x")
    )
    return [step.kind for step in steps_of(article, campaign)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("LĐLĐ quận long trọng tổ chức lễ phát động Tháng Công nhân.", ["launch"]),
        ("Tháng Công nhân đã được phát động tại 12 công đoàn cơ sở.", ["launch"]),
        ("Công đoàn ngành tổng kết và khen thưởng các đơn vị tiêu biểu trong Tháng Công nhân.", ["final", "award"]),
        ("LĐLĐ chưa phát động Tháng Công nhân.", []),
        ("Công đoàn tổng kết năm. Tháng Công nhân diễn ra trong tháng 5.", []),
        ("Đoàn viên tham gia Tháng Công nhân.", []),
    ],
)  # fmt: skip
def test_only_what_happened_to_the_campaign_is_a_step(body: str, expected: list[str]) -> None:
    assert kinds(body) == expected
