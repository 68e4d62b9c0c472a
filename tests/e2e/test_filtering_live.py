"""Filters while they act: dates by keyboard, the focus after a swap, waiting, and a lost connection."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def searches_of(page: Page) -> list[str]:
    """The addresses of searches that the page asks for from now on."""
    made: list[str] = []
    page.on("request", lambda request: made.append(request.url) if "/search?" in request.url else None)
    return made


def type_date(page: Page, name: str, digits: str) -> None:
    page.locator(f"#filters [name={name}]").focus()
    page.keyboard.type(digits, delay=60)


@pytest.mark.fault(1)
@pytest.mark.parametrize(("locale", "digits"), [("en-US", "01152020"), ("vi-VN", "15012020")])
def test_a_date_typed_digit_by_digit_is_searched_for_once_and_whole(
    read: Any, locale: str, digits: str
) -> None:
    reader = read(locale=locale)
    page = reader.open("/search?q=cong+doan&lang=vi")
    made = searches_of(page)
    # Chromium takes the order of day and month from the locale of its own process: both are typed as the 15th fits.
    type_date(page, "from", digits if page.evaluate("navigator.language") == "vi-VN" else "01152020")
    page.wait_for_url(re.compile("from="))
    assert all("from=2020-" in url for url in made), made
    assert page.evaluate("document.activeElement.name") == "from"
    expect(page.locator("#filters [name=from]")).to_have_value(re.compile("^2020-"))


@pytest.mark.fault(1)
@pytest.mark.parametrize("value", ["0002-01-15", "0202-12-31", "1899-12-31"])
def test_a_year_before_1900_gets_a_message_and_no_search(read: Any, value: str) -> None:
    page = read().open("/search?q=cong+doan")
    made = searches_of(page)
    field = page.locator("#filters [name=from]")
    field.focus()
    field.fill(value)
    page.keyboard.press("Enter")
    expect(page.locator("#f-dates-fault")).to_contain_text("1900")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert made == []


@pytest.mark.fault(1)
def test_days_in_the_wrong_order_get_a_message_and_the_results_stay(read: Any) -> None:
    page = read().open("/search?q=cong+doan&from=2021-01-01")
    page.locator("#filters [name=to]").fill("2020-01-01")
    expect(page.locator("#f-dates-fault")).to_contain_text("sau ngày kết thúc")
    expect(page.locator("#results")).to_be_visible()


@pytest.mark.fault(1)
def test_a_year_before_1900_in_an_address_is_told_without_a_script(read: Any) -> None:
    page = read(java_script_enabled=False).open("/search?q=cong+doan&from=0002-01-15")
    expect(page.locator(".notice", has_text="bốn chữ số")).to_be_visible()


@pytest.mark.fault(1)
@pytest.mark.parametrize(
    ("name", "selector", "changed"),
    [
        ("size", "#f-size", "size=20"),
        ("sort", ".results .sorts a >> nth=1", "sort=newest"),
        ("map", ".map-svg a >> nth=0", "district="),
        ("checkbox", "#filters input[name=campaign]:enabled >> nth=0", "campaign="),
        ("page", ".pages a[rel=next]", "page=2"),
    ],
)
def test_the_focus_stays_where_it_was_after_a_swap(read: Any, name: str, selector: str, changed: str) -> None:
    page = read().open("/search?q=cong+doan")
    control = page.locator(selector)
    control.focus()
    if name == "size":
        control.select_option("20")
    else:
        page.keyboard.press("Space" if name == "checkbox" else "Enter")
    page.wait_for_url(re.compile(re.escape(changed)))
    expect(page.locator("#results-grid")).not_to_have_attribute("aria-busy", "true")
    focused = page.evaluate("[document.activeElement.tagName, document.activeElement.id]")
    assert focused[0] != "BODY", name
    assert page.evaluate("performance.getEntriesByType('navigation')[0].name").endswith("q=cong+doan")


@pytest.mark.fault(6)
def test_waiting_shows_a_bar_and_dims_the_list(read: Any) -> None:
    page = read().open("/search?q=cong+doan")
    held: list[Any] = []
    page.route(re.compile("sort=newest"), lambda route: held.append(route))
    page.locator(".results .sorts a").nth(1).click()
    page.wait_for_timeout(400)
    assert float(page.evaluate("getComputedStyle(document.querySelector('.hits')).opacity")) < 0.6
    assert (
        page.evaluate("getComputedStyle(document.querySelector('#results-grid'), '::before').height") == "4px"
    )
    held[0].continue_()
    page.wait_for_url(re.compile("sort=newest"))
    assert page.evaluate("getComputedStyle(document.querySelector('.hits')).opacity") == "1"


@pytest.mark.fault(6)
@pytest.mark.parametrize("way", ["checkbox", "link", "date", "size", "page", "tile", "bar", "chip"])
def test_without_a_connection_the_results_stay_and_the_reader_can_try_again(read: Any, way: str) -> None:
    reader = read()
    page = reader.open("/search?q=cong+doan&kind=article")
    before = page.locator(".hit-title").all_inner_texts()
    reader.context.set_offline(True)
    if way == "checkbox":
        page.locator("#filters input[name=campaign]:enabled").first.check()
    elif way == "link":
        page.locator(".results .sorts a").nth(1).click()
    elif way == "size":
        page.locator("#f-size").select_option("20")
    elif way == "date":
        page.locator("#filters [name=from]").fill("2020-01-01")
    else:
        link = {"page": ".pages a[rel=next]", "tile": ".map-svg a", "bar": ".timeline-svg a", "chip": ".chip"}
        page.locator(link[way]).first.click()
    notice = page.get_by_role("alert").filter(has_text="Mất kết nối")
    expect(notice).to_be_visible()
    assert page.locator(".hit-title").all_inner_texts() == before
    reader.context.set_offline(False)
    notice.get_by_role("button", name="Thử lại").click()
    page.wait_for_url(lambda url: not url.endswith("q=cong+doan&kind=article"))
    expect(page.locator("#connection")).to_be_hidden()
    reader.complaints = [c for c in reader.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


@pytest.mark.fault(6)
def test_a_busy_server_keeps_the_results_too(read: Any) -> None:
    reader = read()
    page = reader.open("/search?q=cong+doan")
    page.route(re.compile("sort=newest"), lambda route: route.fulfill(status=503, body="busy"))
    page.locator(".results .sorts a").nth(1).click()
    expect(page.locator("#connection")).to_be_visible()
    expect(page.locator(".hit").first).to_be_visible()
    reader.complaints = [c for c in reader.complaints if "503" not in c]


@pytest.mark.fault(4)
def test_forced_colours_keep_every_figure_of_the_map_readable(read: Any) -> None:
    page = read(forced_colors="active").open("/districts")
    pairs = page.evaluate(
        """[...document.querySelectorAll('.tile')].map(tile => [
            getComputedStyle(tile.querySelector('text')).fill, getComputedStyle(tile.querySelector('rect')).fill])"""
    )
    assert pairs
    assert all(text != under for text, under in pairs), pairs
