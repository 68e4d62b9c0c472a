"""What Whoosh would do wrong with an index of ours, and has no hook for: corrected in place, for our indexes only.

Opening an index imports this module, since its table of contents names our classes. Whoosh's release is pinned, and a
test calls each of these functions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from indexer.engines.whoosh.library import (
    TOC,
    FieldFacet,
    FileIndex,
    FileStorage,
    Highlighter,
    OverlappingCategorizer,
    ReaderCorrector,
    SegmentWriter,
    TopCollector,
    edit_distance,
)
from indexer.engines.whoosh.stock.term_text import TEXT
from indexer.engines.whoosh.stock.text_field import FacetField, TextField
from indexer.errors import IndexDamaged, IndexProblem, IndexReadOnly, QueryError
from indexer.settings import program
from indexer.vietnamese import has_diacritics

MANIFEST = "MAIN.manifest"
"""The file that tells a folder of ours from any other (`manifest.py` writes it)."""


def refuse(storage: Any, indexname: str) -> None:
    """Raise IndexReadOnly if a folder is an index of ours."""
    if indexname == "MAIN" and storage.file_exists(MANIFEST):
        folder = getattr(storage, "folder", "the index")
        raise IndexReadOnly(
            f"{folder}: Whoosh can read this index, not write to it; add, change and remove pages in the corpus, "
            f"then run `{program()} index --index {folder}`"
        )


RETRIES, PAUSE = 20, 0.05
"""How often a generation is looked up again, and after how many seconds, when a commit replaces it meanwhile."""


def _refuse_writing() -> None:
    write, create = SegmentWriter.__init__, TOC.create.__func__

    @wraps(write)
    def refuse_to_write(self: Any, ix: Any, *args: Any, **options: Any) -> None:
        """Refuse before the lock is taken: every writer of Whoosh begins here."""
        refuse(ix.storage, ix.indexname)
        write(self, ix, *args, **options)

    @wraps(create)
    def refuse_to_create(cls: Any, storage: Any, schema: Any, indexname: str = "MAIN") -> None:
        """Refuse to make an empty index where one of ours stands."""
        refuse(storage, indexname)
        create(cls, storage, schema, indexname)

    SegmentWriter.__init__ = refuse_to_write
    TOC.create = classmethod(refuse_to_create)


def _read_what_is_committed() -> None:
    read = FileIndex.reader

    @wraps(read)
    def read_committed(self: Any, reuse: Any = None) -> Any:
        """Read the generation that the manifest names.

        Whoosh takes the newest TOC, which a commit that was cut off may have left; and of a reader that it takes over
        it keeps segments that are gone, and deletions of before.
        """
        from indexer.engines.whoosh.manifest import read_manifest

        if not self.storage.file_exists(MANIFEST) or self.indexname != "MAIN":
            return read(self, reuse=reuse)
        if not isinstance(self.storage, FileStorage):
            raise IndexProblem(
                "an index of ours is mapped from its files: open it with whoosh.index.open_dir"
            )
        for attempt in range(RETRIES):
            manifest = read_manifest(Path(self.storage.folder))
            try:
                toc = TOC.read(self.storage, self.indexname, gen=manifest.generation, schema=self._schema)
                return self._reader(self.storage, toc.schema, toc.segments, toc.generation)
            except (OSError, IndexDamaged):
                if attempt == RETRIES - 1:
                    raise
                time.sleep(PAUSE)
        raise AssertionError("unreachable")

    FileIndex.reader = read_committed


def _group_by_each_value() -> None:
    categorize = FieldFacet.categorizer

    @wraps(categorize)
    def in_each_group(self: Any, searcher: Any) -> Any:
        """An article of two districts stands in the group of each, as in a `Search`."""
        field = searcher.schema[self.fieldname]
        if isinstance(field, FacetField) and field.many and not self.reverse:
            return OverlappingCategorizer(searcher, self.fieldname)
        return categorize(self, searcher)

    FieldFacet.categorizer = in_each_group


def _suggest_the_nearest() -> None:
    suggest = ReaderCorrector._suggestions

    @wraps(suggest)
    def nearest_first(self: Any, text: str, maxdist: int, prefix: int) -> Iterator[tuple[float, str]]:
        """Rank by distance, then by frequency (Whoosh looks at the frequency only), marks where marks were typed."""
        if not isinstance(self.reader.schema[self.fieldname], TextField):
            yield from suggest(self, text, maxdist, prefix)
            return
        marked = has_diacritics(text)
        found: set[str] = set()
        for leaf, _ in self.reader.leaf_readers():
            if leaf.segment() is not None:
                found.update(leaf.terms_within(self.fieldname, text, maxdist, prefix=prefix))
        for word in found - {text}:
            if has_diacritics(word) == marked:
                frequency = self.reader.frequency(self.fieldname, word) or 1
                yield -(edit_distance(word, text) + 0.5 / frequency), word

    ReaderCorrector._suggestions = nearest_first


def _refuse_strict_phrases() -> None:
    highlight = Highlighter.highlight_hit

    @wraps(highlight)
    def loose_only(
        self: Any, hit: Any, fieldname: str, *args: Any, strict_phrase: bool = False, **options: Any
    ) -> Any:
        """Whoosh counts the words between blanks for a strict phrase, and marks others where there is punctuation."""
        if strict_phrase and isinstance(hit.results.searcher.schema[fieldname], TextField):
            raise QueryError(
                "strict_phrase would mark the wrong words of a text with punctuation: leave it out"
            )
        return highlight(self, hit, fieldname, *args, strict_phrase=strict_phrase, **options)

    Highlighter.highlight_hit = loose_only


def _count_what_was_left_over() -> None:
    computes = TopCollector.computes_count

    @wraps(computes)
    def only_if_nothing_was(self: Any) -> bool:
        """A search for the best ten leaves over what cannot be among them, and Whoosh may count the rest as all."""
        if not isinstance(dict(self.top_searcher.schema.items()).get(TEXT), TextField):
            return bool(computes(self))
        return bool(self.total < self.limit)

    TopCollector.computes_count = only_if_nothing_was


_refuse_writing()
_read_what_is_committed()
_group_by_each_value()
_suggest_the_nearest()
_refuse_strict_phrases()
_count_what_was_left_over()
