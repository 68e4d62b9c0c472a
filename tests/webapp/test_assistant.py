"""The archive for assistants, asked by the official client over both transports."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from flask.testing import FlaskClient
from mcp import StdioServerParameters
from mcp.client.client import Client

ROOT = Path(__file__).resolve().parents[2]
TOOLS = {"search", "article", "passages", "facets", "ledger", "honours"}
SITE = "https://tin.example.vn"


def ask(server: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The names of the tools, then the answer of each call: what it found, or the message of an error."""

    async def talk() -> list[Any]:
        async with Client(server) as client:
            listed = await client.list_tools()
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.tools)
            answers: list[Any] = [{tool.name for tool in listed.tools}]
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                answers.append(result.content[0].text if result.is_error else result.structured_content)
            return answers

    # In a thread of its own: a browser of another test may have left its event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, talk).result()


@pytest.fixture(params=["stdio", "http"])
def server(request: pytest.FixtureRequest, index: Path) -> Iterator[Any]:
    command = ["run.py", "mcp", "--index", str(index)]
    environment = {**os.environ, "TCD_BASE_URL": SITE}
    if request.param == "stdio":
        yield StdioServerParameters(command=sys.executable, args=command, cwd=ROOT, env=environment)
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *command, "--http", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/mcp"
    process.terminate()
    process.wait(20)


def test_an_assistant_searches_reads_and_cites(server: Any) -> None:
    names, found, quoted, facets, figures = ask(
        server,
        ("search", {"query": "cong doan", "size": 3}),
        ("passages", {"query": "công đoàn", "size": 4}),
        ("facets", {"facet": "district"}),
        ("ledger", {"query": ""}),
    )
    assert names == TOOLS
    assert 0 < len(found["results"]) <= 3
    for hit in found["results"]:
        assert hit["address"].startswith(f"{SITE}/articles/")
    assert found["generation"] >= 1
    assert quoted["passages"]
    for passage in quoted["passages"]:
        assert re.fullmatch(rf"{SITE}/articles/[^#]+#d\d+", passage["address"])
        assert passage["text"]
    assert facets["facets"]["district"]
    for row in figures["rows"]:
        assert row["sentence"]
        assert row["source"]["address"]
    _, article = ask(server, ("article", {"id": found["results"][0]["id"]}))
    assert article["title"] == found["results"][0]["title"]


def test_wrong_questions_get_an_explanation(server: Any) -> None:
    _, nothing, facet, date, page = ask(
        server,
        ("article", {"id": "không-có"}),
        ("facets", {"facet": "màu"}),
        ("search", {"query": "x", "date_from": "hôm qua"}),
        ("search", {"query": "x", "page": 0}),
    )
    assert "no article" in nothing
    assert "district" in facet
    for message in (nothing, facet, str(date), page):
        assert "Traceback" not in message


def test_answers_are_bounded(server: Any) -> None:
    _, found, quoted = ask(
        server, ("search", {"query": "", "size": 10_000}), ("passages", {"query": "công", "size": 10_000})
    )
    assert len(found["results"]) <= 20
    assert len(json.dumps(quoted)) < 100_000


def test_a_passage_stands_where_it_says(client: FlaskClient) -> None:
    for passage in client.get("/api/passages?q=công đoàn&size=20").json["passages"]:
        article = client.get(f"/api/articles/{passage['article']['id']}").json
        assert article[passage["field"]][passage["start"] : passage["end"]] == passage["text"]
        assert "<mark>" in passage["html"]
        page = client.get(passage["link"].split("#")[0]).text
        assert f'id="{passage["id"]}"' in page or passage["field"] == "lead"
