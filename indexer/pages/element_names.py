"""What the classes and ids of an element say of it: body, caption, author, related links, or furniture.

A name is a hint and never more: what carries it is weighed with what it holds (`layout.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


def _names(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[-_\s])(?:{pattern})(?:$|[-_\s\d])", re.IGNORECASE)


_FURNITURE = _names(
    r"share|sharing|sharedaddy|social|socials|tags?|tag-?list|taglist|keywords?|tu-?khoa|breadcrumbs?|bread|ads?|advert\w*|banner|qc|quang-?cao|"
    r"sponsor\w*|promo\w*|newsletter\w*|subscri\w+|signup|sign-up|toolbar|tools|print|rating|vote|poll|sidebar|side-?bar|pagination|paging|pager|"
    r"navigation|nav|navbar|menu|player|audio|follow|google-?news|feedback|widget|btn|button|hotline|skip-?link|"
    r"cta|popular|trending|teasers?|outbrain|taboola|carousel|slider-?nav|paywall|jump-?nav|toc|table-of-contents|muc-?luc|meta-?info|byline-?wrapper|"
    r"donat\w+|reactions?|bio|author-?(?:bio|box|info|card)|about-?(?:the-?)?author|disclaimer|credits?-?box|read-?next|up-?next|more-?(?:from|in|on|stories)"
)
_FRAME = _names(
    r"comments?|comment-?list|comments?-?area|commentlist|binh-?luan|fb-comments|disqus\w*|footer|site-?footer|page-?footer|cookies?|gdpr|consent|"
    r"popup|pop-?up|vip-?popup|modal|modal-?\w+|overlay|lightbox|login|dang-?nhap|copyright|respond|replies|off-?canvas"
)
_RELATED = _names(
    r"related?|relate|relation|lien-?quan|tin-?lien-?quan|lienquan|tinlienquan|box-?tin\w*|tin-?khac|tinkhac|other-?news|"
    r"news-?other|news-?related|read-?more|readmore|more-?news|xem-?them|doc-?them|see-?also|list-?news|same-?cate\w*|cung-?chuyen-?muc|"
    r"recommend\w*|recirc\w*|suggest\w*|you-?may\w*|most-?read|most-?view\w*|hot-?news|relatednews|insert-?related\w*|relatedonenews|article-?relate|"
    r"jp-relatedposts|related-?\w+|story-?list|news-?list|list-?story|tin-?moi|tham-?khao"
)
_CAPTION = _names(
    r"caption|photocms[-_]caption|img-?caption|image-?caption|wp-caption-text|chu-?thich|chuthich|pcaption|imgcaption|"
    r"photo-?desc\w*|expnoedit|desc-?image|note-?img|image-?note|thumb-?caption"
)
_AUTHOR = _names(
    r"author|authors|byline|tac-?gia|tacgia|author[-_]\w+|\w+[-_]author|writer|nguoi-?viet|but-?danh|credit|signature"
)
_BODY = _names(
    r"article-?_?body|articlebody|article-?_?content|articlecontent|article-?_?text|detail-?_?content|contentdetail|content-?_?detail|"
    r"content-?body|content__article-?body|entry-?content|post-?content|post-?body|singular-?content|fck_detail|main-?content|maincontent|main-detail-body|"
    r"art-?body|noi-?dung|noidung|body-?content|bodytext|body-?text|news-?content|newscontent|news-?detail|newsdetail|story-?body|story-?content|story-?text|story|"
    r"cms-body|the-article-body|article__body|article-detail|detail__content|detail-?body|text-?content|content-?news|contents?|chi-?tiet|chitiet|"
    r"knc-content|edittor-content|zce-content-body|b-maincontent|sc-longform-body|longform|entry|postbody|article|post|"
    r"item-?page|field-name-body|field--name-body|ms-rtestate-field|ms-rtestate|bodydetail"
)


_PICTURE = _names(
    r"image|images|img|imgs|photo|photos|picture|figure|pic|anh|hinh|hinh-?anh|media|wp-block-image|thumb(?:nail)?|image-?\w+|photo-?\w+"
)


class Names(NamedTuple):
    """Which kinds of names an element carries."""

    body: bool = False
    caption: bool = False
    author: bool = False
    related: bool = False
    furniture: bool = False
    frame: bool = False
    picture: bool = False


_NONE = Names()
_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
_EMBED = re.compile(r"embed|tweet|instagram|quote", re.IGNORECASE)
"""A post of somebody's is quoted, whatever network it comes from."""


@lru_cache(maxsize=4096)
def read_names(names: str) -> Names:
    """The kinds of names in an element's classes and ids, joined by blanks."""
    if not names:
        return _NONE
    names = _CAMEL.sub("-", names)
    found = Names(
        *(
            pattern.search(names) is not None
            for pattern in (_BODY, _CAPTION, _AUTHOR, _RELATED, _FURNITURE, _FRAME, _PICTURE)
        )
    )
    return found._replace(furniture=False) if found.furniture and _EMBED.search(names) else found
