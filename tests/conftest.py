"""What all tests share: the reference folder beside the project, and a small corpus of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared`; tests that need it skip, saying so, where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("needs the reference pages in ../shared, which are not here")
    return SHARED


@pytest.fixture(scope="session")
def seeds(shared: Path) -> Path:
    """The five reference pages of a newspaper."""
    return shared / "seeds"
