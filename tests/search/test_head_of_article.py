"""A few keywords are what an article is about: who has them in title or lead stands before who mentions them."""

from pathlib import Path

import pytest

from indexer.article import Article
from indexer.engines import open_writer
from search import Search

FILLER = "Buổi lễ diễn ra trong không khí ấm áp với sự có mặt của nhiều đại biểu và bà con trong vùng. " * 4


def article(name: str, title: str, lead: str, body: str) -> Article:
    return Article(name, "article", title, None, lead, body)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    mention = "Ngày hội có gian hàng hiến máu, rồi hiến máu và lại hiến máu, bên cạnh gian sách và quán cơm nghĩa tình."
    articles = [
        article("mentions", "Ngày hội mùa xuân ở xưởng dệt", "Ngày hội kéo dài hai buổi.", FILLER + mention),
        article(
            "title",
            "Công nhân hiến máu cứu người",
            "Sáng nay nhiều người đến sớm.",
            FILLER + "Trăm người hiến máu.",
        ),
        article(
            "lead", "Một việc làm đẹp", "Tổ may số ba rủ nhau đi hiến máu.", FILLER + "Họ hiến máu đã ba năm."
        ),
    ]
    scattered = "Nghị lực của người dự hội thao, cả khi lao tâm và động viên nhau"
    meeting = "Hội nghị người lao động bàn việc ca đêm. "
    articles += [
        article("scattered", scattered, "Chuyện bên lề.", FILLER + meeting),
        article("named", "Hội nghị người lao động ở xưởng dệt", "Bàn việc ca đêm.", FILLER),
    ]
    articles += [article(f"other{n}", f"Tin số {n}", "Chuyện ngoài lề.", FILLER) for n in range(20)]
    folder = Path(tmp_path_factory.mktemp("head"))
    with open_writer(str(folder / "index"), full=True) as writer:
        writer.commit(add=[writer.build(articles)], delete=[], state=b"")
    return Search.open(folder / "index")


@pytest.mark.parametrize("query", ["hiến máu", "hien mau", "hien máu", "hiến mau", "HIẾN MÁU", "hieesn máu"])
def test_what_the_head_says_comes_first(search: Search, query: str) -> None:
    found = [hit.article.id for hit in search.search(query).hits]
    assert set(found[:2]) == {"title", "lead"}
    assert found[2] == "mentions"


@pytest.mark.parametrize("query", ["hội nghị người lao động", "hoi nghi nguoi lao dong"])
def test_a_name_in_the_head_comes_before_its_words_apart(search: Search, query: str) -> None:
    assert [hit.article.id for hit in search.search(query).hits][:2] == ["named", "scattered"]


def test_the_parts_of_a_score_say_so_and_add_up(search: Search) -> None:
    first = search.search("hiến máu", explain=True).hits[0]
    assert first.parts
    head = next(part for part in first.parts if part.kind == "head")
    assert head.words == "hiến, máu, hiến máu"
    assert sum(part.amount for part in first.parts) == pytest.approx(first.score, rel=1e-4)


def test_what_is_not_in_the_head_has_no_such_part(search: Search) -> None:
    hit = next(hit for hit in search.search("hiến máu", explain=True).hits if hit.article.id == "mentions")
    assert hit.parts
    assert "head" not in {part.kind for part in hit.parts}
