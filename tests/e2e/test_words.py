"""Words on the pages: those that a review found unnatural are gone from every page, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

GONE = {
    "vi": [
        "chữ tắt", "Chép trích dẫn", "Đã chép", "cùng siết lại", "Với những phong trào nào", "Ở những quận, huyện nào",
        "Được đưa tin ở đâu", "Vì sao xếp như vậy", "mở cho mọi nguồn gọi", r"không cần khóa\.", "Yêu cầu chưa đúng",
        "không nhận “", "ghi ở Retry-After", r"Độ phủ(?! tin)", "Theo dõi bằng Atom", r"khoảng năm \d{4}",
    ],
    "en": [
        "The newest is of", "Filters in force", "The request needs mending", "Why is it filed so",
        "Take the results with you", "Follow by Atom", "To the home page", "can be had as JSON", "API for programmers",
    ],
}  # fmt: skip
MORE = ["/search?year=abc", "/search?q=cong+doan&page=0&size=500", "/search?from=2021-01-01&to=2020-01-01"]


@pytest.mark.fault(11)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_page_uses_the_words_that_were_replaced(read: Any, pages: dict[str, str], lang: str) -> None:
    reader = read()
    found = {}
    for path in [*pages.values(), *MORE]:
        page = reader.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        text = page.evaluate(
            "[document.title, document.body.textContent, ...[...document.querySelectorAll('[aria-label]')]"
            ".map((e) => e.ariaLabel)].join('\\n')"
        )
        # what articles themselves say is theirs
        for theirs in (
            page.locator("[lang=vi]:not(html), .teaser, .hit").all_text_contents() if lang == "en" else []
        ):
            text = text.replace(theirs, "")
        if said := [words for words in GONE[lang] if re.search(words, text)]:
            found[path] = said
    reader.complaints.clear()  # the error pages
    assert found == {}


@pytest.mark.fault(11)
def test_the_documents_of_the_api_say_in_which_language_they_are(read: Any) -> None:
    page = read().open("/api/docs?lang=vi")
    expect(page.get_by_text("bằng tiếng Anh")).to_be_visible()
    english = page.evaluate(
        """() => [...document.querySelectorAll("main p, main li, main td")]
            .filter((part) => /\\b(the|of|and|with)\\b/i.test(part.textContent) && part.closest("[lang]").lang !== "en")
            .map((part) => part.textContent.trim().slice(0, 80))"""
    )
    assert english == []
    assert not read().open("/api/docs?lang=en").get_by_text("bằng tiếng Anh").count()


@pytest.mark.fault(11)
@pytest.mark.parametrize(
    "q", ["union election results", "collective bargaining agreement", "factory inspection report"]
)
@pytest.mark.parametrize(("lang", "said"), [("vi", "bằng tiếng Việt"), ("en", "in Vietnamese")])
def test_an_english_query_is_told_that_the_articles_are_vietnamese(
    read: Any, q: str, lang: str, said: str
) -> None:
    page = read().open(f"/search?q={q.replace(' ', '+')}&lang={lang}")
    expect(page.locator(".notice", has_text=said)).to_be_visible()


@pytest.mark.fault(11)
@pytest.mark.parametrize(
    "q", ["công đoàn cơ sở", "ldld thanh xuan", "bong da nu cong nhan", "le hoi hoa anh dao"]
)
def test_a_vietnamese_query_is_not_told_so(read: Any, q: str) -> None:
    page = read().open(f"/search?q={q.replace(' ', '+')}&lang=vi")
    expect(page.locator(".notice", has_text="bài viết bằng tiếng Việt")).to_have_count(0)
