"""One event, told once: results, the page of an event, the API and the ledger's sums."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.pipeline import update
from webapp import create_app, resource

TEXT = (
    "Sáng 14/5, Liên đoàn Lao động quận Cầu Giấy tổ chức lễ phát động Tháng Công nhân tại sân vận động phường Nghĩa Tân. "
    "Dịp này, LĐLĐ quận Cầu Giấy trao 120 suất quà cho đoàn viên khó khăn. "
    "Đông đảo cán bộ, đoàn viên của các công đoàn cơ sở đã có mặt từ rất sớm để tham gia ngày hội lớn của người lao động. "
    "Nhiều tiết mục văn nghệ đặc sắc do chính công nhân biểu diễn đã làm nóng không khí của buổi lễ trước giờ khai mạc. "
    "Phát biểu tại buổi lễ, lãnh đạo quận ghi nhận đóng góp của đội ngũ công nhân đối với sự phát triển của địa phương."
)
ARTICLES = [
    {"id": "goc", "title": "Cầu Giấy phát động Tháng Công nhân", "body": TEXT, "source": "Lao động Thủ đô", "published": "2024-05-14"},
    {"id": "in-lai", "title": "Quận Cầu Giấy phát động Tháng Công nhân", "body": TEXT, "source": "Hà Nội mới", "published": "2024-05-15"},
    {
        "id": "so-khac",
        "title": "Tháng Công nhân ở Cầu Giấy",
        "body": TEXT.replace("120 suất", "125 suất"),
        "source": "Kinh tế & Đô thị",
        "published": "2024-05-15",
    },
    {
        "id": "hai-ba-trung",
        "title": "Hai Bà Trưng chăm lo đoàn viên",
        "body": "Ngày 2/5/2024, LĐLĐ quận Hai Bà Trưng trao 40 suất quà cho đoàn viên, công nhân nhân Tháng Công nhân.",
        "source": "Lao động Thủ đô",
        "published": "2024-05-02",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    corpus = tmp_path_factory.mktemp("events-corpus")
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (corpus / "articles.jsonl").write_text("\n".join(lines))
    index = tmp_path_factory.mktemp("events-index") / "index"
    update(corpus, index, jobs=1)
    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    yield app.test_client()
    resource.close(app)


def test_results_show_an_event_on_one_line_with_the_other_papers_under_it(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/search?q=tháng+công+nhân&lang=vi").text, "lxml")
    titles = [a["href"].split("?")[0] for a in page.select(".hit-title a")]
    assert len(titles) == 2
    assert "/articles/hai-ba-trung" in titles
    folded = page.select_one(".hits details.event")
    assert "còn ở 2 báo" in folded.summary.text
    assert len(folded.select("ul a")) == 2
    assert folded.select_one("p.more a")["href"].startswith("/events/goc")


def test_the_api_keeps_every_article_and_names_its_event(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=tháng+công+nhân").json
    told = {hit["id"]: hit["event"] for hit in answer["results"]}
    assert answer["total"] == len(told) == 4
    assert told["hai-ba-trung"] is None
    assert told["goc"] == told["in-lai"] == told["so-khac"]
    assert told["goc"]["id"] == "goc"
    assert told["goc"]["size"] == 3
    assert set(told["goc"]["articles"]) == {"goc", "in-lai", "so-khac"}
    assert client.get("/api/articles/in-lai").json["event"] == told["goc"]


def test_an_event_has_a_page_with_its_course(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/events/goc?lang=vi").text, "lxml")
    links = [a["href"].split("?")[0] for a in page.select(".event-course h2 a, .event-course h3 a")]
    assert links[0] == "/articles/goc"
    assert len(page.select(".event-course > li")) == 3
    assert page.text.count("Trùng nội dung với một bài trước") == 2
    said = [[b.text for b in report.select(".ledger-list b")] for report in page.select(".event-course > li")]
    assert said == [["120 suất quà"], [], ["125 suất quà"]]


def test_other_reports_lead_to_the_page_of_their_event(client: FlaskClient) -> None:
    assert client.get("/events/in-lai").headers["Location"] == "/events/goc"
    assert client.get("/events/hai-ba-trung").headers["Location"] == "/articles/hai-ba-trung"
    assert client.get("/events/khong-co").status_code == 404


def test_a_sum_counts_the_figure_of_an_event_once_and_none_that_papers_contradict(
    client: FlaskClient,
) -> None:
    answer = client.get("/api/ledger?measure=gifts").json
    assert sorted(row["value"] for row in answer["rows"]) == [40, 120, 120, 125]
    (total,) = answer["sums"]
    assert total["value"] == 40
    assert total["left_out"] == {"disagree": 3}


def test_a_sum_takes_the_figure_on_which_all_papers_agree(client: FlaskClient) -> None:
    answer = client.get("/api/ledger?measure=gifts&source=lao-dong-thu-do&source=ha-noi-moi").json
    (total,) = answer["sums"]
    assert total["value"] == 160
    assert total["left_out"] == {"repeated": 1}
