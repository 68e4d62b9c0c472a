"""The promises of docs/reliability.md about an index that stays whole, each tried some dozen times."""

from __future__ import annotations

import pytest

from bench.reliability import failures, flips, kills, power, random_queries, readers
from bench.reliability.outcome import Outcome
from indexer.engines.whoosh import array_file, manifest, reader

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def kept(outcome: Outcome) -> bool:
    """Whether a promise held; what was counted is printed where a test fails."""
    print(outcome.report())
    return not outcome.problems


def test_killed_indexers_lose_nothing() -> None:
    assert kept(kills.run(20, 14, recovery=60))


def test_power_cuts_lose_nothing_that_was_acknowledged() -> None:
    assert kept(power.run(20))


def test_failing_writes_leave_the_old_index_and_a_writer_that_works() -> None:
    assert kept(failures.run(20, again=60))


def test_a_commit_that_failed_can_be_tried_again() -> None:
    assert kept(failures.same_writer())


def test_full_disk_read_only_folder_two_indexers() -> None:
    assert kept(failures.obstacles())
    assert kept(failures.at_the_command_line())


def test_flipped_bits_are_never_answered_from() -> None:
    assert kept(flips.run(60))


def test_answers_are_those_of_plain_python() -> None:
    assert kept(random_queries.run(200, seed=2))


def test_readers_never_mix_generations() -> None:
    assert kept(readers.run(3, 15, 900))


# The checks themselves: they must see what they are there to see.


def test_a_writer_that_does_not_sync_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "sync", lambda path: None)
    assert power.run(25).problems


def test_an_index_without_checksums_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_file.ArrayFile, "verify", lambda self, start, stop: None)
    assert flips.run(40).problems


def test_an_engine_that_forgets_deletions_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reader.WhooshReader.__init__

    def forgetful(self, generation, segments, deleted, *more):  # type: ignore[no-untyped-def]
        whole(self, generation, segments, [numbers[:0] for numbers in deleted], *more)

    monkeypatch.setattr(reader.WhooshReader, "__init__", forgetful)
    monkeypatch.setattr(random_queries, "PER_CORPUS", 10)
    assert random_queries.run(60, seed=3).problems
