"""No package comes into the service unnoticed: all that it runs with stand in the list that is audited."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.reliability.dependencies import ROOT, locked, needed


def test_every_package_the_service_runs_with_is_listed() -> None:
    new = needed().keys() - locked().keys()
    assert not new, f"not in deploy/requirements.lock: {sorted(new)}; read SECURITY.md on adding a package"


@pytest.mark.parametrize("lock", ["deploy/requirements.lock", ".ci/requirements.lock"])
def test_every_locked_package_has_its_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_is_listed_satisfies_what_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    listed = locked()
    for line in project["dependencies"]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(listed[canonicalize_name(requirement.name)]), line
