"""What all tests share: the reference folder beside the project, and a small corpus of our own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time where a red run would be somebody else's; new ones at every other run.
settings.register_profile("everyday", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")

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
