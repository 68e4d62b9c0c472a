"""The files of deploy/ are accepted by the programs that read them, where those are on this machine."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OURS = ("commands", "indexer", "search", "webapp")
HADOLINT = str(Path(sys.executable).with_name("hadolint"))
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="nginx or openssl is not installed"
)
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "1",
         "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl/tincongdoan.example", str(tmp_path))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {site} }}")
    done = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "return 301 https://" in site


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_understood_and_hardened(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=40", unit],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-400:] + done.stderr
    assert "Unknown" not in done.stderr, done.stderr
    assert "StateDirectory=" in unit.read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_verifies_the_units(tmp_path: Path) -> None:
    """With a Python and a user that this machine has in place of those that an operator makes."""

    def verify() -> str:
        command = ["systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir())]
        return subprocess.run(command, capture_output=True, text=True).stderr

    for unit in [*UNITS, *DEPLOY.glob("*.timer")]:
        text = unit.read_text().replace("/opt/tin-cong-doan/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text.replace("=tcd\n", "=root\n"))
    assert verify() == ""
    site = tmp_path / "tin-cong-doan.service"
    site.write_text(site.read_text().replace("ProtectHome=", "ProtectHoem="))
    assert "ProtectHoem" in verify()


@pytest.mark.skipif(not shutil.which(HADOLINT), reason="hadolint has no package for this machine")
def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    done = subprocess.run([HADOLINT, "--no-color", DEPLOY / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("name", ["compose.yaml", "compose.opensearch.yaml"])
def test_compose_files_keep_the_schema_of_compose(name: str, tmp_path: Path) -> None:
    def validate(file: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", file]
        return subprocess.run(command, capture_output=True, text=True)

    done = validate(DEPLOY / name)
    assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / name).write_text((DEPLOY / name).read_text().replace("read_only:", "readonly:"))
    assert validate(tmp_path / name).returncode == 1


def commands_of(name: str) -> set[str]:
    """The commands of `run.py` that a file of deploy/ starts."""
    return set(re.findall(r'run\.py"?,? "?(\w+)', (DEPLOY / name).read_text()))


def module_file(module: str) -> Path | None:
    path = ROOT / module.replace(".", "/")
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def imports(file: Path, package: str) -> set[str]:
    """The modules that a file names in its imports, also in functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = f"{package}.{node.module}" if node.level and node.module else node.module or package
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def packages_needed(start: str) -> set[str]:
    """The packages of others that a module of ours imports, and all modules of ours that it imports."""
    seen: set[str] = set()
    waiting, foreign = {start}, set[str]()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        if module.partition(".")[0] not in OURS:
            foreign.add(module.partition(".")[0])
        elif file := module_file(module):
            waiting |= imports(file, module.rpartition(".")[0]) - seen
    return foreign - set(sys.stdlib_module_names) - {"__future__", "_typeshed"}


@pytest.mark.parametrize(
    ("file", "command"),
    [
        (name, command)
        for name in ("Dockerfile", "compose.yaml", "compose.opensearch.yaml")
        for command in sorted(commands_of(name))
    ],
)
def test_the_image_has_what_each_of_its_commands_imports(file: str, command: str) -> None:
    locked = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (DEPLOY / "requirements.lock").read_text().splitlines()
        if "==" in line
    }
    distributions = packages_distributions()
    starts = [f"commands.{command}"]
    if "opensearch" in file:
        starts.append("indexer.engines.opensearch")
    for package in set().union(*map(packages_needed, starts)):
        names = {name.lower().replace("_", "-") for name in distributions.get(package, [package])}
        assert names & locked, f"{command} imports {package}, which deploy/requirements.lock lacks"


def test_the_services_that_are_looked_at_are_all_there() -> None:
    assert commands_of("compose.yaml") == {"watch", "fetch"}
    assert commands_of("compose.opensearch.yaml") == {"serve", "watch"}
    assert {"scrapy", "protego"} <= packages_needed("commands.fetch")


def test_the_checks_run_on_the_versions_of_the_image() -> None:
    def pins(path: Path) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", path.read_text(), re.MULTILINE):
            found.setdefault(name.lower(), set()).add(version)
        return found

    image, checks = pins(DEPLOY / "requirements.lock"), pins(ROOT / ".ci" / "requirements.lock")
    differing = {name for name in image.keys() & checks.keys() if image[name] != checks[name]}
    assert not differing
