"""JSON lines → an article a line (`indexer.pages.jsonl`)."""

from indexer.pages.jsonl import read_jsonl as read

__all__ = ["read"]
