"""Segmentation is pyvi's to the letter, and loads none of its libraries."""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
import threading
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.vietnamese import chunks, segment
from indexer.vietnamese.viterbi import Transitions, decode

from .texts import texts


@pytest.fixture(scope="module")
def pyvi() -> Callable[[str], str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyvi import ViTokenizer
    return ViTokenizer.tokenize


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n",
        "\n\n a\n",
        "a",
        "Công đoàn",
        unicodedata.normalize("NFD", "Công đoàn cơ sở"),
        "Liên đoàn Lao động (LĐLĐ) quận Thanh Xuân tổ chức Hội nghị tổng kết năm 2020.",
        "LIÊN ĐOÀN LAO ĐỘNG QUẬN THANH XUÂN",
        "công tác xã hội hoá; thuỷ sản, thủy sản",
        "https://congdoan.vn/a?b=c d ftp://x",
        "gửi về ban@ldld.hanoi.gov.vn trước 11/02/2021, 1.011 đồng, 3,5%",
        "😀 công đoàn 😀😀",
        "x" * 5000,
        "-> ==> ... >> .... -- …",
        "A. B. TP. Hồ Chí Minh Tp.HCM Mr. Nam ThS. Hà",
        "\tcông\u00a0đoàn\r\ncơ\u2028sở\x0bvà\x1cngười",
        "_ _ a_b __",
        "İstanbul ß ﬁ ΑΣ",
        "\0 a\0b",
        "công" + " " * 50 + "đoàn",
    ],
)
def test_edge_cases_are_pyvis(text: str, pyvi: Callable[[str], str]) -> None:
    assert segment.tokenize(text) == pyvi(text)


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_generated_texts_are_pyvis(text: str, pyvi: Callable[[str], str]) -> None:
    assert segment.tokenize(text) == pyvi(text)


def test_real_articles_are_pyvis(shared: Path, pyvi: Callable[[str], str]) -> None:
    with gzip.open(shared / "articles" / "news-45k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, 0, 6000, 50):
            body = json.loads(line)["body"]
            assert segment.tokenize(body) == pyvi(body)


def test_the_seeds_are_pyvis(seeds: Path, pyvi: Callable[[str], str]) -> None:
    for path in sorted(seeds.glob("*.txt")):
        text = path.read_text("utf-8")
        assert segment.tokenize(text) == pyvi(text)


def test_no_machine_learning_library_is_imported() -> None:
    program = (
        "import sys; from indexer.vietnamese import segment, analyse; import indexer.vietnamese.keyboard;"
        "assert segment.tokenize('Công đoàn cơ sở') == 'Công_đoàn cơ_sở'; analyse('Công đoàn cơ sở');"
        "print(*sorted({name.split('.')[0] for name in sys.modules} & "
        "{'sklearn', 'sklearn_crfsuite', 'pycrfsuite', 'scipy', 'joblib', 'pyvi'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_forgetting_starts_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = segment.tokenize("Công đoàn cơ sở một hai ba")
    monkeypatch.setattr(chunks, "KEPT", 2)
    assert [segment.tokenize("Công đoàn cơ sở một hai ba") for _ in range(3)] == [expected] * 3


def test_threads_do_not_disturb_each_other() -> None:
    samples = [f"Công đoàn cơ sở số {number} quận Thanh Xuân tổ{number} chức" for number in range(200)]
    expected = [segment.tokenize(text) for text in samples]
    answers: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: answers.append([segment.tokenize(text) for text in samples]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 4


weights = st.floats(-5, 5, allow_nan=False).map(lambda value: round(value, 3))


@settings(max_examples=300)
@given(
    st.lists(st.lists(weights, min_size=1, max_size=7), min_size=1, max_size=4),
    st.tuples(weights, weights, weights, weights),
)
def test_decoding_finds_the_best_of_all_labellings(rows: list[list[float]], moves: tuple[float, ...]) -> None:
    transitions = Transitions(*moves)
    t = ((moves[0], moves[1]), (moves[2], moves[3]))

    def score(row: list[float], labels: tuple[int, ...]) -> float:
        own = sum(value for value, label in zip(row, labels, strict=True) if label)
        return own + sum(t[a][b] for a, b in itertools.pairwise(labels))

    flat = np.array([value for row in rows for value in row])
    first = np.array([at == 0 for row in rows for at in range(len(row))])
    last = np.array([at == len(row) - 1 for row in rows for at in range(len(row))])
    labels = decode(flat, first, last, transitions).astype(int).tolist()
    at = 0
    for row in rows:
        ours = tuple(labels[at : at + len(row)])
        at += len(row)
        best = max(score(row, choice) for choice in itertools.product((0, 1), repeat=len(row)))
        assert score(row, ours) == pytest.approx(best)
