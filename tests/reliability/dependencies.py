"""What the service runs with: the packages that pyproject.toml asks for, and those that they ask for in turn."""

from __future__ import annotations

import re
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
    text = (ROOT / "deploy" / "requirements.lock").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.MULTILINE))
