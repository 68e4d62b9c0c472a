"""What people come for, in a real browser, with a script and without one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from indexer.article import Article, FacetValue
from indexer.engines import open_writer
from tests.webapp.serving import serving
from tests.webapp.vectors import VECTORS
from webapp import create_app, resource

both = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
PHONE = {"viewport": {"width": 390, "height": 844}}


def parameters(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


@both
def test_an_officer_types_without_accents_and_reads(read: Any, script: bool) -> None:
    page = read(java_script_enabled=script).open("/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill("tet sum vay")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("tet sum vay")
    hit = page.locator(".hit-title a").first
    title = hit.inner_text()
    assert page.locator(".hit mark").count() > 0
    hit.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.locator("#article mark").count() > 0
    page.get_by_role("link", name=re.compile("Trở lại kết quả")).click()
    expect(page).to_have_url(re.compile(r"/search\?q=tet\+sum\+vay"))


@both
def test_filters_narrow_widen_and_clear(read: Any, script: bool) -> None:
    page = read(java_script_enabled=script).open("/search?q=cong+doan")
    before = page.locator("#results-title").inner_text()

    def choose(label: str) -> None:
        page.locator("#filters-form").get_by_label(re.compile(rf"^{label} ")).first.check()
        if not script:
            page.get_by_role("button", name="Áp dụng").click()
        page.wait_for_url(re.compile("district="))
        page.locator(".chips", has_text=label).wait_for()

    choose("Bắc Từ Liêm")
    one = page.locator("#results-title").inner_text()
    choose("Hai Bà Trưng")
    two = page.locator("#results-title").inner_text()
    assert before != one != two
    assert parameters(page.url)["district"] == ["bac-tu-liem", "hai-ba-trung"] or script
    page.locator(".chip", has_text="Bắc Từ Liêm").click()
    expect(page.locator(".chip")).to_have_count(1)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(2)
    page.reload()
    expect(page.locator(".chip")).to_have_count(2)
    page.get_by_role("link", name="Bỏ tất cả bộ lọc").click()
    expect(page.locator("#results-title")).to_have_text(before)


def test_filtering_keeps_the_reader_s_place_and_focus(read: Any) -> None:
    page = read().open("/search?q=cong+doan")
    box = page.locator('#filters input[name="campaign"]:enabled').first
    box.scroll_into_view_if_needed()
    where = page.evaluate("scrollY")
    assert where > 0
    identity = box.get_attribute("id")
    box.check()
    page.wait_for_url(re.compile("campaign="))
    expect(page.locator("#status")).not_to_be_empty()
    assert page.evaluate("document.activeElement.id") == identity
    assert abs(page.evaluate("scrollY") - where) < 250


def test_a_long_facet_can_be_searched_with_or_without_accents(read: Any) -> None:
    page = read().open("/search?q=cong+doan")
    page.locator(".facet-search").first.fill("dong")
    shown = page.locator('[data-facet="district"] .facet-value:visible .facet-label').all_inner_texts()
    assert sorted(shown) == ["Hà Đông", "Đông Anh", "Đống Đa"]
    page.locator(".facet-search").first.press("Enter")
    assert "district" not in parameters(page.url)


def test_on_a_phone_the_filters_are_a_sheet(read: Any) -> None:
    page = read(**PHONE).open("/search?q=cong+doan")
    expect(page.locator("#filters")).not_to_be_visible()
    page.locator(".to-filters").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    sheet.locator("input[name=year]:enabled").first.check()
    page.wait_for_url(re.compile("year="))
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).not_to_be_visible()
    assert "to-filters" in page.evaluate("document.activeElement.className")


def test_on_a_phone_without_a_script_the_filters_stand_below(read: Any) -> None:
    page = read(java_script_enabled=False, **PHONE).open("/search?q=cong+doan")
    page.locator(".to-filters").click()
    expect(page.locator("#filters")).to_be_in_viewport()
    page.locator("#filters input[name=year]:enabled").first.check()
    page.get_by_role("button", name="Áp dụng").click()
    assert "year" in parameters(page.url)


def test_completions_by_keyboard_alone(read: Any) -> None:
    page = read().open("/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("thanh", delay=20)
    options = page.get_by_role("option")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    groups = page.locator(".completions-group").all_inner_texts()
    assert "Quận, huyện" in groups
    page.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert active
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("thanh")
    box.fill("thanh xuân")
    district = options.filter(has_text="Thanh Xuân").first
    district.wait_for()
    page.keyboard.press("ArrowDown")
    while (
        page.locator(f"#{box.get_attribute('aria-activedescendant')}").get_attribute("data-group")
        != "district"
    ):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/districts/thanh-xuan"))


def test_completions_do_not_follow_what_was_typed_before(read: Any) -> None:
    reader = read()
    page = reader.open("/")
    page.route("**/api/suggest?q=th&*", lambda route: None)  # a line so slow that this answer never comes
    box = page.locator(".search-input")
    box.press_sequentially("th", delay=10)
    page.wait_for_timeout(200)
    box.press_sequentially("anh xu", delay=10)
    page.get_by_role("option").first.wait_for()
    labels = page.get_by_role("option").all_inner_texts()
    assert any("Thanh Xuân" in label for label in labels)


@both
def test_the_map_and_the_years_lead_into_the_results(read: Any, script: bool) -> None:
    page = read(java_script_enabled=script).open("/")
    page.get_by_role("link", name=re.compile(r"^Bắc Từ Liêm: \d+ bài")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bắc Từ Liêm")
    page.get_by_role("link", name=re.compile(r"\d+ bài trong kho")).click()
    assert parameters(page.url)["district"] == ["bac-tu-liem"]
    page.locator(".timeline a.bar").first.click()
    page.wait_for_url(re.compile("year="))
    page.locator(".timeline a.bar").first.wait_for()


def test_a_period_is_chosen_by_dragging(read: Any) -> None:
    page = read().open("/search")
    bars = page.locator(".timeline .bar")
    first, last = bars.nth(0).bounding_box(), bars.nth(2).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 5, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 5, last["y"] + last["height"] / 2, steps=8)
    page.mouse.up()
    page.wait_for_url(re.compile("year="))
    assert len(parameters(page.url)["year"]) == 3


def swipe(page: Any, *points: tuple[float, float]) -> None:
    """A finger that goes down at the first point, moves over the others and comes up."""
    session = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(points):
        kind = "touchMove" if number else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_chooses_a_period_and_still_scrolls(read: Any) -> None:
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    reader = read(**phone)
    page = reader.open("/search")
    page.locator(".fold > summary").click()
    bars = page.locator(".timeline .bar")
    first, last = bars.nth(0).bounding_box(), bars.nth(2).bounding_box()
    assert first
    assert last
    left, right, y = first["x"] + 5, last["x"] + last["width"] - 5, first["y"] + first["height"] / 2
    swipe(page, (right, y), (right - 2, y - 60), (right - 2, y - 120), (right - 2, y - 180))
    page.wait_for_function("scrollY > 20")
    assert "year" not in parameters(page.url)
    assert page.locator(".bar-dragged").count() == 0
    reader.open("/search")
    page.locator(".fold > summary").click()
    swipe(page, *((left + (right - left) * step / 8, y) for step in range(9)))
    page.wait_for_url(re.compile("year="))
    assert len(parameters(page.url)["year"]) == 3


@both
def test_from_hit_to_hit_and_a_citation(read: Any, pages: dict[str, str], script: bool) -> None:
    reader = read(java_script_enabled=script)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open(pages["article"])
    expect(page.locator("#cite-text")).to_contain_text("“")
    page.get_by_text("Dạng BibTeX").click()
    expect(page.locator("#cite-bibtex")).to_contain_text("@article{")
    bar = page.locator("#hit-bar")
    if not script:
        expect(bar).not_to_be_visible()
        return
    count = page.locator("#article mark").count()
    page.get_by_role("button", name="Chỗ khớp sau").click()
    expect(page.locator("#hit-position")).to_have_text(f"1/{count}")
    page.keyboard.press("p")
    expect(page.locator("#hit-position")).to_have_text(f"{count}/{count}")
    expect(page.locator("mark.current")).to_be_in_viewport()
    page.get_by_role("button", name="Sao chép trích dẫn").click()
    expect(page.locator("#cite-status")).to_have_text("Đã sao chép.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#cite-text").inner_text()


@both
def test_the_matrix_leads_to_the_articles_of_a_cell(read: Any, script: bool) -> None:
    page = read(java_script_enabled=script).open("/coverage")
    cell = page.locator(".matrix-districts td a").first
    count = cell.inner_text()
    cell.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(count)


@both
def test_english_stays_english(read: Any, script: bool) -> None:
    page = read(java_script_enabled=script).open("/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Search")
    page.locator(".search-input").fill("cong doan")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".hit-title a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@both
def test_an_empty_answer_is_mended_in_one_click(read: Any, script: bool) -> None:
    page = read(java_script_enabled=script).open("/search?q=cong+doan&district=thanh-xuan&year=1999")
    offer = page.locator(".loosened li").first
    count = re.search(r"\d+", offer.locator(".count").inner_text())
    assert count
    offer.get_by_role("link").click()
    expect(page.locator("#results-title")).to_contain_text(count[0])


def test_a_first_page_is_light(read: Any, pages: dict[str, str]) -> None:
    for name in ("home", "results", "article", "campaign", "coverage", "documents"):
        reader = read()
        session = reader.context.new_cdp_session(reader.page)
        session.send("Network.enable")
        kinds: dict[str, str] = {}
        sizes: dict[str, float] = {}
        session.on("Network.responseReceived", lambda e, k=kinds: k.update({e["requestId"]: e["type"]}))
        session.on(
            "Network.loadingFinished", lambda e, s=sizes: s.update({e["requestId"]: e["encodedDataLength"]})
        )
        reader.open(pages[name])
        reader.settle()
        total = sum(sizes.values()) / 1024
        code = sum(size for key, size in sizes.items() if kinds.get(key) in ("Stylesheet", "Script")) / 1024
        print(f"{name}: {total:.1f} KB over the wire, {code:.1f} KB of it CSS and JS")
        assert total <= 120, name
        assert code <= 50, name


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site in which every word is an attack."""
    folder = tmp_path_factory.mktemp("hostile") / "index"
    articles = []
    for number, vector in enumerate(VECTORS):
        value = (FacetValue(f"v{number}", vector),)
        articles.append(
            Article(
                id=f"x{number}", kind="article", title=f"{vector} công đoàn", kicker=vector, lead=f"{vector} công đoàn",
                body=vector, author=vector, source=vector, url=vector, captions=(vector,), districts=value, campaigns=value,
            )
        )  # fmt: skip
    with open_writer(folder) as writer:
        writer.commit(add=[writer.builder()(articles)], delete=[], state=b"")
    app = create_app({"INDEX": str(folder), "ACCESS_LOG": False})
    with serving(app) as address:
        yield address
    resource.close(app)


def test_no_attack_runs_in_a_real_browser(browser: Browser, hostile_site: str) -> None:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on(
        "console",
        lambda message: ran.append(message.text) if "Content Security Policy" in message.text else None,
    )
    context.on(
        "request",
        lambda request: ran.append(request.url) if not request.url.startswith(hostile_site) else None,
    )
    for number in range(1, 11):
        page.goto(f"{hostile_site}/search?q=cong+doan&size=50&page={number}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for number in range(0, len(VECTORS), 25):
        page.goto(f"{hostile_site}/articles/x{number}?q=cong+doan", wait_until="load")
    for path in ("/", "/campaigns", "/coverage"):
        page.goto(hostile_site + path, wait_until="load")
    page.locator(".search-input").first.fill("script")
    page.wait_for_timeout(500)
    page.goto(f"{hostile_site}/search?q=cong+doan&size=50", wait_until="load")
    page.locator("#filters input[name=campaign]:enabled").first.check()
    page.wait_for_url(re.compile("campaign="))
    context.close()
    assert ran == []


def test_the_page_says_what_the_api_says(read: Any, site: str) -> None:
    reader = read()
    page = reader.open("/search?q=cong+doan&sort=newest")
    answer = json.loads(reader.context.request.get(f"{site}/api/search?q=cong+doan&sort=newest").text())
    shown = [a.get_attribute("href") for a in page.locator(".hit-title a").all()]
    assert [urlsplit(str(href)).path for href in shown] == [hit["link"] for hit in answer["results"]]


def test_the_box_shows_what_was_searched_for(read: Any) -> None:
    page = read().open("/search?q=cong+doan")
    box = page.locator(".masthead .search-input")
    page.get_by_role("link", name=re.compile("đúng như đã gõ")).first.click()
    page.wait_for_url(re.compile("exact="))
    box.fill("đang gõ dở")
    page.locator("#filters").get_by_role("checkbox", name=re.compile("^2020")).check()
    page.wait_for_url(re.compile("year=2020"))
    expect(box).to_have_value("đang gõ dở")


def test_a_better_spelling_is_taken_over_into_the_box(read: Any) -> None:
    page = read().open("/search?q=cogn+doan+co+so")
    better = page.locator(".notice-strong a").first
    spelling = better.inner_text()
    better.click()
    expect(page.locator(".masthead .search-input")).to_have_value(spelling)


def test_a_query_that_finds_nothing_offers_others_instead_of_empty_filters(read: Any) -> None:
    page = read().open("/search?q=qwzxv+zzkq")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.locator(".empty .examples a").first.click()
    expect(page.locator(".hit").first).to_be_visible()
    assert page.get_by_role("checkbox").count() > 10
