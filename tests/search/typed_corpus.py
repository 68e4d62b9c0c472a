"""Articles written for `test_as_typed`: what is typed beside what is meant, and words that must not be mended away."""

from __future__ import annotations

from indexer.article import Article

# id, title, lead and body
_ROWS: list[tuple[str, str, str]] = [
    ("hoi-thao-1", "Hội thao mừng ngày thành lập ngành", "Hội thao có kéo co và cầu lông. Hội thao kéo dài hai ngày."),
    ("hoi-thao-2", "Trao giải hội thao công nhân", "Hội thao thu hút 300 vận động viên của 12 đơn vị."),
    ("hoi-thao-3", "Hội thao người giáo viên nhân dân", "Hội thao vừa khép lại với môn bóng chuyền."),
    ("hoi-thao-dau-1", "Hội thảo về tiền lương", "Hội thảo bàn về tiền lương tối thiểu vùng."),
    ("hoi-thao-dau-2", "Hội thảo góp ý luật", "Hội thảo nghe tám tham luận của các chuyên gia."),
    ("dinh-cong", "Công nhân nhà máy giày đình công", "Vụ đình công bắt đầu từ sáng thứ hai vì tiền ăn ca."),
    ("ngung-viec", "Gần nghìn thợ may ngừng việc tập thể", "Họ ngừng việc tập thể để đòi bữa ăn tốt hơn."),
    ("lan-cong", "Xưởng gỗ có người lãn công", "Vài chục người lãn công trong hai ngày liền."),
    ("phuong-dinh-cong", "Phường Định Công dọn kênh", "Người dân Định Công vớt rác trên kênh."),
    ("no-luong", "Công ty dệt nợ lương ba tháng", "Doanh nghiệp nợ lương hơn 80 người."),
    ("cham-luong", "Hãng xe chậm trả lương tài xế", "Tài xế phản ánh việc chậm trả lương từ tháng tư."),
    ("luong-thuong", "Bàn về lương thưởng cuối năm", "Lương thưởng năm nay tăng nhẹ so với năm ngoái."),
    ("that-nghiep", "Tỷ lệ thất nghiệp giảm", "Số người thất nghiệp trong quý giảm còn 2%."),
    ("mat-viec", "Hàng trăm thợ mộc mất việc", "Xưởng đóng cửa, thợ mộc mất việc trước Tết."),
    ("tai-nan", "Tai nạn lao động ở công trường", "Một vụ tai nạn lao động làm hai người bị thương."),
    ("u23", "Đội U23 thắng trận mở màn", "Đội U23 ghi hai bàn trong hiệp hai."),
    ("u-23", "Đội U.23 chia tay giải", "Đội U.23 dừng bước sau loạt luân lưu."),
    ("ngay-so", "Thông báo tuyển dụng 01/08/2014", "Hồ sơ nhận từ 01/08/2014 tại phòng nhân sự."),
    ("ngay-so-ngan", "Lịch thi tay nghề 1/8/2014", "Kỳ thi mở ngày 1/8/2014 ở xưởng cơ khí."),
    ("ngay-chu", "Khánh thành cầu vượt", "Cầu khánh thành ngày 1 tháng 8 năm 2014 sau hai năm."),
    ("ngay-khac", "Khai trương cửa hàng 8/1/2014", "Cửa hàng mở ngày 8/1/2014."),
    ("quan", "Quận Thanh Xuân mở lớp nấu ăn", "Hội phụ nữ quận Thanh Xuân mở lớp nấu ăn."),
    ("bootstrap", "Lập trình viên học bootstrap", "Khóa học dạy html5 và bootstrap trong sáu tuần."),
    ("wolf", "Phim của đạo diễn Wolf ra rạp", "Đạo diễn Wolf kể chuyện một thị trấn nhỏ."),
    ("thuoc-la-1", "Bỏ thuốc lá ở nơi làm việc", "Nhà máy cấm thuốc lá trong xưởng sơn."),
    ("thuoc-la-2", "Thuốc lá và sức khỏe thợ mỏ", "Bác sĩ nói về thuốc lá và bệnh phổi."),
    ("ung-vien-1", "Ứng viên giám đốc trình bày", "Ba ứng viên trình bày kế hoạch năm."),
    ("ung-vien-2", "Ứng viên trẻ được chọn", "Ứng viên trẻ nhất mới 27 tuổi."),
    ("dong-dao-1", "Đông đảo bà con xem múa lân", "Đông đảo người dân đến xem từ sớm."),
    ("dong-dao-2", "Đông đảo đoàn viên hiến máu", "Sự kiện có đông đảo đoàn viên tham gia."),
    ("bien-hoa-1", "Biên Hòa thưởng sáng kiến", "Công nhân Biên Hòa có 40 sáng kiến."),
    ("bien-hoa-2", "Nhà trọ ở Biên Hòa", "Chủ trọ Biên Hòa giảm tiền phòng."),
    ("gan-1", "Bữa cơm ca và tiền lương", "Tổ trưởng hỏi về tiền lương; ngay sau đó bàn tới nhà trẻ của xưởng."),
    ("gan-2", "Chuyện nhà trẻ", "Nhà trẻ đông cháu. " + "Cô giáo kể chuyện vui mỗi chiều. " * 12 + "Tiền lương của cô còn thấp."),
    ("cong-doan-1", "Công đoàn phường trao quà", "Công đoàn phường trao quà cho 50 cháu nhỏ."),
    ("cong-doan-2", "Công đoàn bệnh viện trao quà", "Công đoàn bệnh viện trao quà cho bệnh nhân nghèo."),
    ("khong-gian-1", "Không gian đọc sách", "Không gian đọc sách mở cửa cả tuần."),
    ("khong-gian-2", "Không gian xanh cho thợ", "Không gian xanh trước cổng xưởng."),
    ("hau-qua", "Hậu quả của làm đêm kéo dài", "Hậu quả là mất ngủ và đau dạ dày."),
    ("minimum", "Lương tối thiểu vùng tăng", "Lương tối thiểu tăng 6% từ tháng bảy."),
    ("mike-1", "Mike Pence đến thăm nhà máy", "Ông Mike Pence gặp công nhân da giày."),
    ("mike-2", "Mike Pence nói về thuế", "Mike Pence trả lời báo chí chiều qua."),
]  # fmt: skip


def articles() -> list[Article]:
    """The articles; each lead is the first sentence of its text."""
    return [Article(id, "article", title, None, None, body) for id, title, body in _ROWS]
