"""The pictures of pages where their addresses are shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.webapp.test_pages import soup
from webapp import create_app, resource, share_image
from webapp.pages.share import DRAWINGS_A_MINUTE
from webapp.share_image import Share, draw

PATHS = (
    "/",
    "/help",
    "/search?q=cong+doan&district=thanh-xuan&page=1",
    "/search?q=cong+doan&lang=en",
    "/districts/thanh-xuan",
    "/campaigns/tet-sum-vay?lang=en",
    "/articles/thanh-xuan-2020",
    "/articles/thanh-xuan-2020?lang=en",
)


def picture(client: FlaskClient, path: str) -> Image.Image:
    image = soup(client, path).select_one('meta[property="og:image"]')
    assert image
    answer = client.get(str(image["content"]).removeprefix("http://localhost"))
    assert answer.status_code == 200, path
    assert answer.mimetype == "image/png"
    assert len(answer.data) < 60_000
    return Image.open(BytesIO(answer.data))


@pytest.mark.parametrize("path", PATHS)
def test_every_page_names_a_picture_of_its_own(client: FlaskClient, path: str) -> None:
    head = soup(client, path)
    assert picture(client, path).size == (1200, 630)
    said = {
        str(meta.get("property") or meta.get("name")): str(meta["content"])
        for meta in head.select("meta[content]")
    }
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image:alt"]


def test_different_pages_have_different_pictures(client: FlaskClient) -> None:
    drawn = {path: picture(client, path).convert("RGB").tobytes() for path in PATHS if path != "/help"}
    assert len(set(drawn.values())) == len(drawn)


@pytest.mark.parametrize(
    "path",
    [
        "/share/article/nothing-here.png",
        "/share/facet/district/nowhere.png",
        "/share/facet/nothing/x.png",
        "/share/x.png",
    ],
)
def test_there_is_no_picture_of_what_does_not_exist(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_who_holds_a_picture_is_not_sent_it_again(client: FlaskClient) -> None:
    address = "/share/facet/district/thanh-xuan.png?lang=vi"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.fixture
def fresh(index: Path) -> Iterator[FlaskClient]:
    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    yield app.test_client()
    resource.close(app)


def test_strangers_cannot_have_any_number_drawn(fresh: FlaskClient) -> None:
    answers = [fresh.get(f"/share/search.png?q=từ+{number}") for number in range(DRAWINGS_A_MINUTE + 20)]
    refused = [answer for answer in answers if answer.status_code == 302]
    assert len(answers) - len(refused) >= DRAWINGS_A_MINUTE
    assert refused
    assert fresh.get(refused[0].headers["Location"]).mimetype == "image/png"
    assert refused[0].headers["Cache-Control"] == "no-store"
    assert fresh.get("/share/search.png?q=từ+1").status_code == 200  # what was drawn is still there


LONG = "Công đoàn các khu công nghiệp và chế xuất tổ chức đối thoại tại nơi làm việc " * 4


@pytest.mark.parametrize(
    "title",
    ["Ữ", LONG, "x" * 500, "", "𓀀漢字🎉", "Thi\N{COMBINING GRAVE ACCENT} đua", "dòng một\nhai\tba\0bốn"],
)
def test_any_title_fits(title: str) -> None:
    image = Image.open(
        BytesIO(draw(Share("Tin Công Đoàn", title, title, title, ["2019", "2020"], {"2020": 3}, "2020")))
    )
    grey = image.convert("L")
    assert image.size == (1200, 630)
    for edge in ((0, 0, 60, 630), (1140, 0, 1200, 630)):
        assert grey.crop(edge).getextrema()[0] > 250, "something is drawn past the margin"


@pytest.mark.parametrize(
    ("odd", "plain"), [("Tết 🎉vui", "Tết vui"), ("Tê\N{COMBINING ACUTE ACCENT}t vui", "Tết vui")]
)
def test_letters_are_drawn_whole_and_signs_without_a_letter_are_left_out(odd: str, plain: str) -> None:
    assert draw(Share("", "", odd, "")) == draw(Share("", "", plain, ""))
    assert draw(Share("", "", plain, "")) != draw(Share("", "", "Têt vui", ""))


def test_every_vietnamese_letter_has_a_shape() -> None:
    letters = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    text = letters + letters.upper() + "0123456789“”–…·%"
    assert share_image._drawable(text) == text


def test_robots_may_fetch_pictures(client: FlaskClient) -> None:
    assert not re.search(r"Disallow: /sh?\s", client.get("/robots.txt").text)
