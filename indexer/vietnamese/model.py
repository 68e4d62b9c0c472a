"""pyvi's segmentation model, read from the installed package without the libraries that trained it.

The model is a linear-chain CRF with two labels (`B_W` begins a word, `I_W` continues one), stored by CRFsuite
inside a pickle of sklearn-crfsuite. Importing those would pull in scikit-learn; here the pickle is opened
by an unpickler that builds nothing but plain containers, and CRFsuite's file is read as what it is: a table of
features (attribute, label, weight) and a list of attribute names. Format: CRFsuite 0.12, `crf1d_model.c`
and `cqdb.c` (Okazaki, 2007).
"""

from __future__ import annotations

import codecs
import io
import pickle
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from indexer.errors import TinCongDoanError

_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE, _TRANSITION = 0, 1


class SegmenterProblem(TinCongDoanError):
    """pyvi is not installed, or its model is not of the form that is known here."""


@dataclass(frozen=True, slots=True)
class Model:
    """What decoding needs of the CRF.

    `weights`: attribute name → (weight for label 0, weight for label 1). `transitions[a][b]`: the weight of
    label b after label a. `inside`: the number (0 or 1) of the label that continues a word.
    `pairs`, `triples`: the dictionary's entries of two and three syllables, joined by single spaces.
    """

    weights: dict[str, tuple[float, float]]
    transitions: tuple[tuple[float, float], tuple[float, float]]
    inside: int
    pairs: list[str]
    triples: list[str]


def load() -> Model:
    """Read the model of the installed pyvi. Raises SegmenterProblem when there is none to read."""
    spec = find_spec("pyvi")
    if spec is None or not spec.submodule_search_locations:
        raise SegmenterProblem("pyvi is not installed: install the project's dependencies (make run does)")
    folder = Path(next(iter(spec.submodule_search_locations))) / "models"
    try:
        weights, transitions, labels = _read_crfsuite(_unpickle((folder / "pyvi3.pkl").read_bytes()))
        entries = (folder / "words.txt").read_text("utf-8").split("\n")
    except (OSError, KeyError, ValueError, struct.error, pickle.UnpicklingError) as error:
        raise SegmenterProblem(f"cannot read pyvi's model in {folder}: {error}; reinstall pyvi") from error
    return Model(
        weights=weights,
        transitions=transitions,
        inside=labels.index("I_W"),
        pairs=[entry for entry in entries if entry.count(" ") == 1],
        triples=[entry for entry in entries if entry.count(" ") == 2],
    )


class _Plain:
    """Stands for any object of a pickle: keeps its state, runs nothing."""

    def __new__(cls, *args: Any, **kwargs: Any) -> _Plain:
        return super().__new__(cls)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return codecs.encode if (module, name) == ("_codecs", "encode") else _Plain


def _unpickle(data: bytes) -> bytes:
    """The bytes of the CRFsuite file inside the pickle of a sklearn-crfsuite estimator."""
    estimator = _PlainUnpickler(io.BytesIO(data)).load()
    content = estimator.state["modelfile"].state["__FILE_RESOURCE_DATA__"]
    if not isinstance(content, bytes) or content[:4] != b"lCRF":
        raise ValueError("not a CRFsuite model")
    return content


def _read_crfsuite(
    data: bytes,
) -> tuple[dict[str, tuple[float, float]], tuple[tuple[float, float], tuple[float, float]], list[str]]:
    """Weights by attribute name, transitions and label names of a first-order CRFsuite model."""
    (_, size, kind, _, _, label_count, attribute_count, at_features, at_labels, at_attributes) = (
        struct.unpack("<4sI4sIIIIIII", data[:40])
    )
    if kind != b"FOMC" or size != len(data) or label_count != 2:
        raise ValueError("not a first-order model with two labels")
    labels = _names(data, at_labels, label_count)
    attributes = _names(data, at_attributes, attribute_count)
    count = struct.unpack_from("<I", data, at_features + 8)[0]
    features = np.frombuffer(data, _FEATURE, count, at_features + 12)
    table = np.zeros((attribute_count, 2))
    state = features[features["kind"] == _STATE]
    table[state["source"], state["target"]] = state["weight"]
    moves = np.zeros((2, 2))
    transition = features[features["kind"] == _TRANSITION]
    moves[transition["source"], transition["target"]] = transition["weight"]
    weights = dict(zip(attributes, map(tuple, table.tolist()), strict=True))
    (a, b), (c, d) = moves.tolist()
    return weights, ((a, b), (c, d)), labels


def _names(data: bytes, at: int, count: int) -> list[str]:
    """The strings of a CQDB (constant quark database) that begins at `at`, by their numbers."""
    magic, _, _, _, backward_count, backward_at = struct.unpack_from("<4sIIIII", data, at)
    if magic != b"CQDB" or backward_count < count:
        raise ValueError("its string table is damaged")
    names = []
    for offset in struct.unpack_from(f"<{count}I", data, at + backward_at):
        length = struct.unpack_from("<I", data, at + offset + 4)[0]
        names.append(data[at + offset + 8 : at + offset + 7 + length].decode("utf-8"))
    return names
