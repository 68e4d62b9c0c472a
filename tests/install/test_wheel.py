"""The wheel and the sdist, each installed in a clean environment elsewhere and used as a newcomer would use them.

Every Python from 3.11 that is found on this machine is tried with the wheel, the running one also with the sdist.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
UV = [sys.executable, "-m", "uv", "--quiet"]
NEW_ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("TCD_", "PYTHON", "VIRTUAL_ENV"))
}


def run(*command: str | Path, cwd: Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=NEW_ENVIRONMENT,
        text=True,
        capture_output=True,
        timeout=timeout,
    )
    return done


def must(*command: str | Path, cwd: Path) -> str:
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def _index_address() -> list[str]:
    """The package index that pip is set to use, for uv."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"], text=True, capture_output=True
    )
    return ["--default-index", said.stdout.strip()] if said.returncode == 0 and said.stdout.strip() else []


def python(version: str) -> str | None:
    """An interpreter of this version, the running one if it is."""
    if sys.version.startswith(version + "."):
        return sys.executable
    candidates = [
        shutil.which(f"python{version}"),
        *sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python")),
    ]
    for candidate in filter(None, candidates):
        if subprocess.run([candidate, "-c", "import venv, ssl"], capture_output=True).returncode == 0:
            return str(candidate)
    return None


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    must(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


def install(python: str, package: Path, folder: Path) -> Path:
    """A clean environment with the package; returns the folder of its commands."""
    must(*UV, "venv", "--python", python, folder / "env", cwd=folder)
    must(*UV, "pip", "install", *_index_address(), "--python", folder / "env/bin/python", package, cwd=folder)
    return folder / "env" / "bin"


def walk_through(bin: Path, folder: Path) -> None:
    """Index, search, check and serve a folder of one's own, then the demo, from an empty folder."""
    work = folder / "work"
    corpus = work / "corpus"
    corpus.mkdir(parents=True)
    (work / "search.py").write_text("raise SystemExit('a file of the same name must not be taken')\n")
    line = {
        "id": "1",
        "title": "Tết sum vầy ở Thanh Xuân",
        "body": "Công đoàn trao quà cho đoàn viên.",
        "published": "2025-01-20",
    }
    (corpus / "news.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    command = bin / "tin-cong-doan"
    assert "tin-cong-doan" in must(command, "--help", cwd=work).splitlines()[0]
    assert "bench" not in must(command, "--help", cwd=work)
    assert "1 added" in must(command, "index", cwd=work)
    assert (work / "index").is_dir()
    found = json.loads(must(command, "search", "--json", "tet sum vay", cwd=work))
    assert [hit["id"] for hit in found["results"]] == ["1"]
    must(command, "check", cwd=work)
    assert "Did you mean search?" in run(command, "serch", "x", cwd=work).stderr
    _serve(command, work)
    before = sorted(work.rglob("*"))
    assert "articles" in must(command, "demo", "--no-serve", "--index", folder / "demo", cwd=work)
    assert sorted(work.rglob("*")) == before


def _serve(command: Path, work: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [command, "serve", "--port", str(port), "--workers", "1"], cwd=work, env=NEW_ENVIRONMENT
    )
    try:
        for path, expected in (
            ("/api/search?q=cong+doan", b'"total"'),
            ("/", "Tin Công Đoàn".encode()),
            ("/api/docs", b"curl"),
        ):
            assert expected in _get(f"http://127.0.0.1:{port}{path}")
    finally:
        server.terminate()
        server.wait(30)


def _get(address: str) -> bytes:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bytes(answer.read())
        except ConnectionError:
            time.sleep(0.2)
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionError):
                raise
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_wheel_works_in_a_clean_environment(built: Path, tmp_path: Path, version: str) -> None:
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"there is no Python {version} on this machine")
    walk_through(install(interpreter, next(built.glob("*.whl")), tmp_path), tmp_path)


def test_the_sdist_works_in_a_clean_environment(built: Path, tmp_path: Path) -> None:
    walk_through(install(sys.executable, next(built.glob("*.tar.gz")), tmp_path), tmp_path)


def test_the_wheel_holds_what_is_needed_and_no_more(built: Path) -> None:
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"indexer", "search", "webapp", "commands", "tincongdoan"}
    assert "webapp/api.md" in names
    assert any(name.startswith("commands/sample_corpus/") for name in names)
    assert not [name for name in names if "/fetched/" in name or name.endswith((".pyc", ".DS_Store"))]
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        assert not [
            name for name in sdist.getnames() if "/tests/" in name or "/bench/" in name or "/.venv" in name
        ]


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10"])
def test_an_old_python_is_told_what_is_needed(tmp_path: Path, version: str) -> None:
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"there is no Python {version} on this machine")
    done = run(interpreter, ROOT / "run.py", "index", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_a_checkout_without_its_packages_says_what_to_do(tmp_path: Path) -> None:
    must(*UV, "venv", "--python", sys.executable, tmp_path / "env", cwd=tmp_path)
    done = run(tmp_path / "env/bin/python", ROOT / "run.py", "index", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "make run" in done.stderr
