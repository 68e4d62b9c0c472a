"""Numbers as Vietnamese writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indexer.ledger import numerals


@pytest.mark.parametrize(
    ("text", "value", "upper"),
    [
        ("1.011 đoàn viên", 1011, None),
        ("4.750,5 tỷ đồng", 4_750_500_000_000, None),
        ("2 tỷ 350 triệu đồng", 2_350_000_000, None),
        ("1 tỷ 250,3 triệu đồng", 1_250_300_000, None),
        ("hai triệu rưỡi", 2_500_000, None),
        ("ba mươi suất", 30, None),
        ("một trăm hai mươi lăm suất", 125, None),
        ("hai trăm linh năm người", 205, None),
        ("5 vạn khẩu trang", 50_000, None),
        ("700 ngàn đồng", 700_000, None),
        ("5 nghìn tỷ đồng", 5_000_000_000_000, None),
        ("từ 200 đến 250 người", 200, 250),
        ("30-45 người", 30, 45),
        ("từ 3 đến 5 triệu đồng", 3_000_000, 5_000_000),
        ("500.000 đồng đến 1 triệu đồng", 500_000, 1_000_000),
    ],
)
def test_a_number_is_read(text: str, value: int, upper: int | None) -> None:
    (found,) = numerals.find(text)
    assert (found.value, found.upper) == (Decimal(value), None if upper is None else Decimal(upper))


def test_done_against_plan_is_one_number_with_a_denominator() -> None:
    (found,) = numerals.find("kết nạp 1.011/850 đoàn viên")
    assert (found.value, found.denominator) == (1011, 850)


@pytest.mark.parametrize("text", ["hàng nghìn người", "hàng trăm triệu đồng", "hàng chục tỷ đồng"])
def test_vague_amounts_are_no_numbers(text: str) -> None:
    assert all(found.vague for found in numerals.find(text))


@pytest.mark.parametrize("text", ["covid-19", "ngày 28/7/1929", "2 tỷ 50 suất"])
def test_what_only_looks_like_one_number_is_not_joined(text: str) -> None:
    assert all(found.value not in (19, 2_000_000_050) for found in numerals.find(text))
