"""Brings an index up to date with a corpus: pages → Articles → facets → analysis → segments → commit.

Only pages whose stamp changed are opened, and only documents that say something new are indexed again.
Reading works in two passes so that memory stays bounded and duplicates cost nothing: the first reads
pages in worker processes, annotates their Articles and spools them to disk; then, knowing every
record of the corpus, briefs are folded into their articles and repeated pages merged; the second pass
builds segments from the spooled Articles. One commit makes the whole update visible, or none of it.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.corpus import PageFile, Unreadable, walk
from indexer.corpus_manifest import CorpusManifest, Document, PageState, rules_fingerprint
from indexer.engines import open_reader, open_writer
from indexer.errors import IndexMissing, IndexProblem, PageError, TinCongDoanError
from indexer.facets import Registry
from indexer.facets.declared import FILE, DeclaredFacet, registry_of
from indexer.facets.gazetteer_check import check_gazetteers
from indexer.guard import is_internal, shown_name
from indexer.page_spool import BATCH_BYTES, NOWHERE, Place, Progress, Remarks, Silent, read_pages, spool
from indexer.pages.article_draft import left_out
from indexer.received import FOLDER as RECEIVED
from indexer.segment_building import build_segments, without_refused
from indexer.workers import Workers

SMALL_UPDATE = 256
"""Up to this many pages are read in this process: starting workers would take longer."""


@dataclass(slots=True)
class Report:
    """What an update did. Counts are documents (articles and briefs), except for `pages_*` and
    `members_known` (lines, rows, captures of files that changed, which were as before); `remarks` are of
    the pages that were read."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    articles: int = 0
    briefs: int = 0
    pages_read: int = 0
    members_known: int = 0
    pages: int = 0
    rebuilt: str | None = None
    skipped: list[tuple[str, str]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """How many responses of a crawl are no articles, by what they are."""
    remarks: Remarks = field(default_factory=Remarks)
    seconds: float = 0.0

    @property
    def indexed(self) -> int:
        return self.added + self.changed

    @property
    def faults(self) -> list[tuple[str, str]]:
        """The refusals that are a fault of ours rather than of a page."""
        return [refusal for refusal in self.skipped if is_internal(refusal[1])]


def update(
    corpus: Path,
    index: Path,
    *,
    engine: str = "whoosh",
    full: bool = False,
    jobs: int = 0,
    progress: Progress | None = None,
    registry: Registry | None = None,
    replace_corpus: bool = False,
) -> Report:
    """Make `index` hold what `corpus` (a folder, or one file) holds now; returns what was done.

    `full` builds the index anew. `jobs` processes do the work; 0 means one per core. `registry`: the facets; by
    default those of every index and those that the corpus declares. Raises PageError when the corpus does not exist or
    has no pages, GazetteerError for a bad declaration or gazetteer, IndexLocked when another update is running, and OtherCorpus where
    the index was built from another corpus and more than half of its documents would go, unless `replace_corpus`.
    """
    started = time.perf_counter()
    progress = progress or Silent()
    jobs = jobs or len(os.sched_getaffinity(0))
    check_gazetteers()
    files, unreadable = _walk(corpus)
    registry = registry or registry_of(corpus)
    declared = [DeclaredFacet.of(spec) for spec in registry.declared]
    report = Report(pages=len(files), skipped=list(unreadable.items()))
    with (
        open_writer(index, engine=engine, full=full) as writer,
        spool() as folder,
    ):
        # An index that is built anew keeps what the old one knew of when its documents came.
        last, state = writer.last_state(), writer.state()
        earlier = CorpusManifest.from_bytes(last)
        before = earlier if state == last else CorpusManifest.from_bytes(state)
        report.rebuilt = _why_rebuild(before, full, writer.recovered_from, repr(declared))
        kept = {} if report.rebuilt else _kept(before.pages, files, unreadable)
        changed = [file for file in files if file.name not in kept]
        with Workers(jobs if _is_large(changed) else 1) as workers:
            read, spooled = read_pages(
                changed,
                registry,
                folder,
                workers,
                progress,
                report.remarks,
                {} if report.rebuilt else before.pages,
            )
            after = CorpusManifest(rules_fingerprint(), kept | read, repr(declared), _place(corpus))
            after.follow(earlier, int(time.time()), writer.generation + 1)
            old, new = before.documents(), after.find_events()
            if not replace_corpus:
                _refuse_other_corpus(corpus, index, earlier, new)
            differs = [
                i
                for i, document in new.items()
                if report.rebuilt or ((was := old.get(i)) is not document and was != document)
            ]
            work = [i for i in differs if new[i].page not in unreadable]
            gone = [i for i in (old or before.moments) if i not in new]
            needed = [place for i in work for place in ((new[i].page, new[i].index), *new[i].versions)]
            unread = _unread(needed, spooled)
            again = [file for file in files if file.name in unread]
            forgetful = {page: after.pages[page].forgetting(unread[page]) for page in unread}
            more = read_pages(again, registry, folder, workers, Silent(), Remarks(), forgetful)[1]
            spooled |= {page: _merged(spooled.get(page), places) for page, places in more.items()}
            built = build_segments(work, new, spooled, after.moments, writer.builder(), workers, progress)
        segments = built.segments
        if built.refused:
            after = replace(after, pages=without_refused(after.pages, built.refused, new))
            after.follow(earlier, int(time.time()), writer.generation + 1)
            new = after.find_events()
            work = [i for i in work if i in new]
            gone = [i for i in old if i not in new]
        if (
            segments
            or gone
            or after.pages != before.pages
            or after.corpus != before.corpus
            or (after.rules, after.facets) != (before.rules, before.facets)
        ):
            progress.stage("committing", None)
            writer.commit(
                add=segments,
                delete=[*gone, *(i for i in work if i in old)],
                state=after.to_bytes(),
                facets=declared,
            )
    report.pages_read = len(changed)
    if not report.rebuilt:
        report.members_known = sum(_same_members(before, after, file.name) for file in changed)
    for page in after.pages.values():
        for where, reason in page.refused:
            if counted := left_out(reason):
                report.left_out[counted[1]] += counted[0]
            else:
                report.skipped.append((where, reason))
    report.added = sum(i not in old for i in work)
    report.changed = sum(i in old and (bool(report.rebuilt) or not new[i].says_what(old[i])) for i in work)
    report.removed = len(gone)
    report.unchanged = len(new) - report.indexed
    report.briefs = sum(document.kind == "brief" for document in new.values())
    report.articles = len(new) - report.briefs
    report.seconds = time.perf_counter() - started
    return report


class OtherCorpus(TinCongDoanError):
    """The index was built from another corpus, and little of it would be left."""


def _refuse_other_corpus(
    corpus: Path, index: Path, earlier: CorpusManifest, new: Mapping[str, Document]
) -> None:
    """Raise OtherCorpus where another corpus than the index was built from would remove more than half of it."""
    if earlier.corpus in ("", _place(corpus)):
        return
    held = earlier.documents()
    gone = sum(identity not in new for identity in held)
    if 2 * gone <= len(held):
        return
    raise OtherCorpus(
        f"{index} was built from {earlier.corpus}. From {corpus}, {gone:,} of its {len(held):,} documents would go and "
        f"{len(new):,} be there. If that is meant, add --replace; otherwise give --index another folder."
    )


def remembered_corpus(index: Path, engine: str = "whoosh") -> Path | None:
    """Return the folder or file that an index was built from; None where there is no index or it does not say.

    Raises IndexProblem for an index that cannot be read.
    """
    try:
        with open_reader(index, engine=engine) as handle:
            corpus = CorpusManifest.from_bytes(handle.reader().state()).corpus
    except IndexMissing:
        return None
    return Path(corpus) if corpus else None


def _place(corpus: Path) -> str:
    """How the index remembers its corpus."""
    return shown_name(str(corpus.resolve()))


def _walk(corpus: Path) -> tuple[list[PageFile], dict[str, str]]:
    """The files of the corpus, and why others could not be read. Raises PageError if there are none."""
    files: list[PageFile] = []
    unreadable = {}
    for entry in walk(corpus):
        if isinstance(entry, Unreadable):
            unreadable[entry.name] = entry.reason
        else:
            files.append(entry)
    if not files and not (corpus / RECEIVED).is_dir():  # what came by the write API may all have been deleted
        raise PageError(f"{corpus}: there are no pages here. The index was left as it is.")
    return files, unreadable


def _why_rebuild(before: CorpusManifest, full: bool, found: IndexProblem | None, facets: str) -> str | None:
    if found is not None:
        return str(found)
    if full:
        return "asked for with --full"
    if before.rules and before.rules != rules_fingerprint():
        return "the rules that read pages have changed since the index was built"
    if before.rules and before.facets != facets:
        return f"the facets that the corpus declares in {FILE} have changed"
    return None


def _kept(
    before: Mapping[str, PageState], files: Sequence[PageFile], unreadable: Mapping[str, str]
) -> dict[str, PageState]:
    """The pages that need not be read: unchanged ones, and those that cannot be read today (a page
    that cannot be read is not a page that is gone)."""
    kept = {
        file.name: before[file.name]
        for file in files
        if file.name in before and before[file.name].stamp == file.stamp
    }
    return kept | {name: before[name] for name in unreadable if name in before}


def _unread(needed: Iterable[tuple[str, int]], spooled: Mapping[str, Sequence[Place]]) -> dict[str, set[int]]:
    """The records that are needed and were not read, because their page or member is as it was: by page, their places."""
    found: dict[str, set[int]] = {}
    for page, index in needed:
        if page not in spooled or spooled[page][index] == NOWHERE:
            found.setdefault(page, set()).add(index)
    return found


def _merged(first: Sequence[Place] | None, more: list[Place]) -> list[Place]:
    """Where the records of a page are that was read twice, each time other members of it."""
    if first is None or len(first) != len(more):
        return more
    return [later if place == NOWHERE else place for place, later in zip(first, more, strict=True)]


def _same_members(before: CorpusManifest, after: CorpusManifest, name: str) -> int:
    """How many members of a changed page were not read again."""
    if name not in before.pages or name not in after.pages:
        return 0
    return len(before.pages[name].member_keys() & after.pages[name].member_keys())


def _is_large(files: Sequence[PageFile]) -> bool:
    return len(files) > SMALL_UPDATE or sum(file.stamp[0] for file in files) > BATCH_BYTES
