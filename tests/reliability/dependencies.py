"""What the service runs with: the packages that pyproject.toml asks for, and those that they ask for in turn.

`python -m tests.reliability.dependencies` prints them as `name==version` lines: the content of deploy/requirements.lock.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def needed() -> dict[str, str]:
    """Name → installed version of every package the service runs with on this platform."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    todo = [Requirement(line) for line in project["dependencies"]]
    found: dict[str, str] = {}
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if name in found:
            continue
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = installed.version
        todo += [Requirement(line) for line in installed.requires or ()]
    return dict(sorted(found.items()))


def locked() -> dict[str, str]:
    """Name → version of the lines of deploy/requirements.lock."""
    lines = (ROOT / "deploy" / "requirements.lock").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


if __name__ == "__main__":
    print("\n".join(f"{name}=={version}" for name, version in needed().items()))
