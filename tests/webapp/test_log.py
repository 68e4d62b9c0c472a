"""What the server writes down of its readers: nothing of who they are and what they ask, unless its operator wants to know."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands import cli
from webapp import create_app, resource

QUERY = "nghiphepthangmuoi"
CLIENT = "192.0.2.17"
ADDRESSES = (
    f"/search?q={QUERY}",
    f"/api/search?q={QUERY}",
    f"/api/search?q={QUERY}&page=x",
    f"/no?q={QUERY}",
)


@pytest.mark.parametrize(
    ("settings", "client", "query"),
    [
        pytest.param({}, False, False, id="as it comes"),
        pytest.param({"LOG_CLIENTS": True}, True, False, id="clients"),
        pytest.param({"LOG_QUERIES": True}, False, True, id="queries"),
    ],
)
def test_the_log_names_what_was_allowed_and_no_more(
    index: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    settings: dict[str, bool],
    client: bool,
    query: bool,
) -> None:
    app = create_app({"INDEX": str(index), "ACCESS_LOG": True, **settings})
    access = logging.getLogger("tin_cong_doan.access")
    access.addHandler(caplog.handler)
    try:
        for address in ADDRESSES:
            app.test_client().get(address, environ_base={"REMOTE_ADDR": CLIENT})
    finally:
        access.removeHandler(caplog.handler)
        resource.close(app)
    lines = [record.getMessage() for record in caplog.records if record.name == access.name]
    assert [json.loads(line)["status"] for line in lines] == [200, 200, 400, 404]
    assert [CLIENT in line for line in lines] == [client] * 4
    assert [QUERY in line for line in lines] == [query] * 4
    (tmp_path / "log").write_text("\n".join(lines))
    found = CliRunner().invoke(cli, ["queries", str(tmp_path / "log")])
    assert found.exit_code == 0
    assert (found.stdout.split() == ["2", QUERY]) == query
