"""What only asks in a query, and what is a word that looks like it."""

from __future__ import annotations

import pytest

from search.understand.question_words import asking


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("ai được bằng khen năm 2020", ["ai"]),
        ("ai duoc bang khen nam 2020", ["ai"]),
        ("bao nhiêu đoàn viên được kết nạp", ["bao", "nhiêu"]),
        ("hoi thao cong nhan nhu the nao", ["như", "thế", "nào"]),
        ("đâu là nguyên nhân đình công", ["đâu"]),
        ("lương tối thiểu vùng là gì", ["là", "gì"]),
        ("vì sao công nhân ngừng việc và khi nào", ["vì", "sao", "khi", "nào"]),
        ("ai trong giáo dục", []),
        ("ai tạo sinh trong nhà máy", []),
        ("ai co the thay the con nguoi", []),
        ("tu dau nam cong nhan nghi viec", []),
        ("bao nhiêu", []),
        ("", []),
    ],
)
def test_words_that_ask(query: str, asks: list[str]) -> None:
    assert list(asking(query.split()).values()) == asks
