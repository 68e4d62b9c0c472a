"""The help: ten tasks for an officer, each with steps, a picture in the page's language and a page to try it on."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from webapp.i18n import catalogue


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_ten_tasks_have_steps_and_a_picture_that_is_served(client: FlaskClient, lang: str) -> None:
    page = BeautifulSoup(client.get(f"/help?lang={lang}").text, "lxml")
    tasks = page.select(".task")
    assert len(tasks) == 10
    for task in tasks:
        assert len(task.select("ol > li")) >= 3
        image = task.select_one("img")
        assert image, task.h3
        assert image["src"].endswith(f"-{lang}.webp")
        served = client.get(image["src"])
        assert served.status_code == 200
        assert served.mimetype == "image/webp"
        assert len(served.data) < 40_000
        assert len(image["alt"]) > 30
        assert int(image["width"]) > 300


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_of_each_task_is_there(client: FlaskClient, lang: str) -> None:
    page = BeautifulSoup(client.get(f"/help?lang={lang}").text, "lxml")
    links = [a["href"] for a in page.select(".task figcaption a")]
    assert len(links) >= 8
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200 or "/districts/" in link
        assert f'<html lang="{lang}"' in answer.text


def test_both_languages_explain_the_same_tasks() -> None:
    vi, en = (catalogue(lang).list("help.tasks.rows") for lang in ("vi", "en"))
    assert [(task["id"], len(task["steps"])) for task in vi] == [
        (task["id"], len(task["steps"])) for task in en
    ]
