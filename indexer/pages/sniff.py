"""What kind of file this is, told from its bytes or its first characters.

Functions return a reason to refuse it, or whether it is HTML.
"""

from __future__ import annotations

import re

_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"PK\x03\x04", "a zip archive: unpack it first"),
    (b"PK\x05\x06", "a zip archive: unpack it first"),
    (b"Rar!", "an archive: unpack it first"),
    (b"7z\xbc\xaf", "an archive: unpack it first"),
    (b"BZh", "an archive: unpack it first"),
    (b"\xfd7zXZ", "an archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "an archive: unpack it first"),
    (b"\x1f\x8b", "packed twice: unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format", "a database"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"wOF", "a font"),
    (b"ID3", "a media file"),
    (b"{\\rtf", "an RTF document"),
)

_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<h1[\s>]", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_RULE = re.compile(r"[^{}\n]{1,200}\{[^{}]{0,2000}\}|^\s*[\w-]+\s*:\s*[^;\n]{1,200};\s*$", re.MULTILINE)
_SCRIPT = re.compile(
    r"\b(?:function\b[\w\s]{0,80}\(|return\b|var \w+\s*=|const \w+\s*=|=>\s*\{|window\.|document\.|import .+ from ['\"])"
)


def why_no_page(data: bytes) -> str | None:
    """The reason why bytes cannot be a page: empty, or a known binary format; else None."""
    if not data.strip():
        return "empty: no text on the page"
    for magic, what in _MAGIC:
        if data.startswith(magic):
            return f"not a page: {what}"
    return None


def looks_like_html(text: str) -> bool:
    """Is the text HTML rather than a dump (which may hold a stray `-->`)?"""
    if "<" not in text[:5000]:
        return False
    return _HTML.search(text, 0, 5000) is not None or len(_TAG.findall(text, 0, 5000)) > 4


def why_no_prose(text: str) -> str | None:
    """The reason why text is code rather than prose: a stylesheet, a script, JSON; else None."""
    head = text[:20_000]
    stripped = head.lstrip("\ufeff \t\r\n")
    if stripped.startswith(("{", "[")) and re.match(r"[\[{]\s*[\"\[{\]}]", stripped):
        return "not a page: JSON (a file of articles is called .jsonl)"
    if stripped.startswith(("<?xml", "<rss", "<svg", "<feed", "<urlset")) and not looks_like_html(text):
        return "not a page: XML"
    scripts = len(_SCRIPT.findall(head)) if "{" in head else 0
    if "{" in head and sum(len(m[0]) for m in _RULE.finditer(head)) > 0.5 * len(stripped):
        return "not a page: a script" if scripts else "not a page: a stylesheet"
    if scripts > 3 + len(head) // 2000:
        return "not a page: a script"
    return None
