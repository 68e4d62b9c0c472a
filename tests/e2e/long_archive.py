"""A made archive for what the shipped corpus is too small to show: 36 years, undated articles, one event, one changed text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

YEARS = range(1990, 2026)
UNDATED = 40
PLACES = ("Thanh Xuân", "Bắc Từ Liêm", "Hoàn Kiếm", "Sóc Sơn", "Đông Anh", "Long Biên")
WORKS = (
    "trao quà cho đoàn viên",
    "tổ chức hội thao",
    "phát động Tháng Công nhân",
    "ký thỏa ước lao động tập thể",
)
EVENT = (
    "Sáng 12/5/2024, Liên đoàn Lao động quận Long Biên khánh thành mái ấm công đoàn cho gia đình đoàn viên Nguyễn "
    "Thị Mai, Công ty May Sông Hồng, trị giá 80 triệu đồng. Ngôi nhà rộng 60 m², xây trong ba tháng. "
    "Đông đảo cán bộ, đoàn viên của các công đoàn cơ sở trong quận đã góp ngày công đào móng, chuyển gạch từ đầu mùa xuân. "
    "Chủ nhà cho biết bốn người trong gia đình trước đó phải ở nhờ căn phòng cũ của họ hàng, mùa mưa nước dột khắp nơi. "
    "Đại diện công ty tặng thêm một chiếc tủ lạnh cùng bộ bàn ghế, còn hàng xóm mang đến những chậu cây xanh trước hiên."
)


def articles() -> list[dict[str, Any]]:
    """JSONL records: more articles in later years, some without a date, two reports of one event."""
    made: list[dict[str, Any]] = []
    for year in YEARS:
        for number in range(1 + (year - 1990) // 6):
            place, work = PLACES[(year + number) % len(PLACES)], WORKS[number % len(WORKS)]
            made.append(
                {
                    "id": f"y{year}-{number}",
                    "title": f"Công đoàn quận {place} {work} năm {year}",
                    "lead": f"Liên đoàn Lao động quận {place} {work}, có {number + 2} công đoàn cơ sở tham gia.",
                    "body": f"Công đoàn cơ sở ở {place} {work}. Năm {year} có {100 + number} đoàn viên được chăm lo.",
                    "published": f"{year}-0{1 + number % 9}-15T08:00:00+07:00",
                    "author": "Lê Minh",
                    "source": "Báo Mẫu",
                }
            )
    for number in range(UNDATED):
        made.append(
            {
                "id": f"n{number}",
                "title": f"Công đoàn cơ sở số {number} chăm lo đời sống người lao động",
                "body": "Công đoàn cơ sở thăm hỏi người lao động khó khăn.",
            }
        )
    made.append(
        {
            "id": "w1",
            "title": "Công đoàn phường Khương Đình ra mắt",
            "lead": "Công đoàn phường Khương Đình (Hà Nội) ra mắt ban chấp hành lâm thời.",
            "body": "Công đoàn phường Khương Đình có 12 công đoàn cơ sở.",
            "published": "2025-09-03T09:00:00+07:00",
            "source": "Báo Mẫu",
        }
    )
    for number, paper in enumerate(("Báo Mẫu", "Báo Khác")):
        made.append(
            {
                "id": f"e{number}",
                "title": f"Long Biên trao mái ấm công đoàn cho gia đình đoàn viên{' khó khăn' * number}",
                "body": EVENT + (" Bà Mai xúc động cảm ơn tổ chức công đoàn." * number),
                "published": f"2024-05-1{2 + number}T09:00:00+07:00",
                "source": paper,
            }
        )
    return made


def write(path: Path, *, changed: bool = False) -> None:
    """Write the archive as JSONL; `changed` is the same archive after its source edited the article `e0`."""
    rows = articles()
    if changed:
        (edited,) = (row for row in rows if row["id"] == "e0")
        edited["body"] = edited["body"].replace("80 triệu đồng", "90 triệu đồng")
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
