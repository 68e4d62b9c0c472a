"""An article of our own as a newspaper's text dump, whose parts the tests of dumps put together anew."""

from __future__ import annotations

from collections.abc import Callable

from indexer.article import Article

ReadArticle = Callable[..., Article]

TITLE = "Chăm lo bữa ăn ca cho công nhân may Đông Mỹ"
LEAD = "Sau ba tháng đối thoại, công đoàn cơ sở và giám đốc đã thống nhất nâng mức bữa ăn ca, kèm quy chế giám sát bếp ăn."
FIRST = "Theo thỏa thuận, mỗi suất ăn được nâng lên hai mươi lăm nghìn đồng. Tổ giám sát gồm ba đoàn viên được bầu tại hội nghị."
SECOND = "Chị Trần Thu Hà, công nhân chuyền 4, cho biết bữa trưa đã có thêm rau xanh và canh nóng. “Chúng tôi làm việc yên tâm hơn”, chị nói."
THIRD = "Trong quý tới, công đoàn cơ sở sẽ lấy phiếu đánh giá của người lao động rồi công bố kết quả tại bảng tin của xưởng."
TEASER = "Công đoàn Sóc Sơn mở lớp tập huấn cho cán bộ công đoàn cơ sở"
TEASER_LEAD = "(LĐTĐ) Hơn một trăm cán bộ công đoàn cơ sở của huyện dự lớp tập huấn về thương lượng tập thể."
FOOT = f"Có thể bạn quan tâm\n\nNên xem\n\n{TEASER}\n\n{TEASER}\n\n{TEASER_LEAD}\nXem thêm\nPhiên bản di động"
BODY = [FIRST, SECOND, THIRD]
LINKS = ["Công nhân Đông Mỹ được khám sức khỏe miễn phí", "Thanh Trì: Mười doanh nghiệp ký thỏa ước mới"]
SLUG = "cham lo bua an ca cho cong nhan may dong my"
CAPTION = "Bữa trưa của công nhân chuyền 4 tại xưởng may Đông Mỹ."


def page(*blocks: str) -> str:
    return "\n\n".join(blocks)


PLAIN = page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", FOOT)


def paragraphs(found: Article) -> list[str]:
    return found.body.split("\n\n") if found.body else []


def check(
    found: Article, *, body: list[str] = BODY, author: str | None = "Minh Khuê", kicker: str | None = None
) -> None:
    assert found.title == TITLE
    assert found.lead == LEAD
    assert paragraphs(found) == body
    assert found.author == author
    assert found.kicker == kicker
