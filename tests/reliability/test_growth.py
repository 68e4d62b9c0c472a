"""The cost of a page grows with its length alone: a short version of `run.py bench reliability growth`.

Growth is a ratio of processor times; a place and a shape that once failed each stand here, and some beside them.
"""

from __future__ import annotations

import pytest

from bench.reliability import growth
from bench.reliability.outcome import Outcome
from indexer.vietnamese import analyse


@pytest.mark.parametrize("place", ["jsonl body", "html under", "dump body", "html meta"])
@pytest.mark.parametrize("shape", [".", "!", "1,000,000 đồng ", "a", "f0", "“", "Theo ", "quận "])
def test_four_times_the_text_costs_no_more_than_six_times_the_time(place: str, shape: str) -> None:
    analyse(growth.TEXT)
    outcome = Outcome("growth", growth.ASKED, 1)
    growth.try_shape(outcome, place, repr(shape), (4_000, 16_000))
    assert outcome.problems == []


@pytest.mark.parametrize("sign", ["'", '"', "- ", "1 "])
def test_a_run_of_signs_behind_what_rules_begin_at_is_looked_at_once(sign: str) -> None:
    analyse(growth.TEXT)
    outcome = Outcome("growth", growth.ASKED, 1)
    growth.try_shape(outcome, "jsonl body", f"leads and {sign!r}", (16_000, 64_000))
    assert outcome.problems == []


@pytest.mark.parametrize("place", ["jsonl districts", "jsonl campaigns", "jsonl captions", "jsonl related"])
def test_lists_of_a_record_are_not_compared_with_themselves(place: str) -> None:
    outcome = Outcome("growth", growth.ASKED, 1)
    growth.try_shape(outcome, place, repr("Quận 1, "), (16_000, 64_000))
    assert outcome.problems == []


@pytest.mark.parametrize("place", growth.PLACES)
def test_every_place_holds_the_shape(place: str) -> None:
    if place == "query":
        pytest.skip("a query is the shape itself")
    data, _ = growth.page(place, "zqx" * 20)
    assert b"zqx" in data or b"<div>" * 12 in data
