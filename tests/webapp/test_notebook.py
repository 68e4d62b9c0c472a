"""The notebook of the documents runs against a real server, and draws what the archive holds."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tincongdoan.client import Client

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs/examples/campaign.ipynb"


@pytest.mark.parametrize("campaign", ["thang-cong-nhan", "tet-sum-vay"])
@pytest.mark.filterwarnings("default")  # of the kernel's own libraries
def test_the_notebook_draws_the_course_of_a_campaign(
    site: str, campaign: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {
        "TCD_SERVER": site,
        "TCD_CAMPAIGN": campaign,
        "PYTHONPATH": str(ROOT),
        "MPLCONFIGDIR": str(tmp_path),
        "IPYTHONDIR": str(tmp_path),
        "JUPYTER_RUNTIME_DIR": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(tmp_path))
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    drawn = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(drawn) >= 2
    printed = "".join(o["text"] for o in outputs if o.output_type == "stream" and o.name == "stdout")
    titles = [article["title"] for article in Client(site).export(campaign=campaign)]
    assert f"{len(titles)} articles" in printed
    assert any(title in printed for title in titles)
    assert [o for o in outputs if o.output_type == "stream" and o.name == "stderr"] == []


def test_the_notebook_is_kept_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert all(not c.outputs and c.execution_count is None for c in notebook.cells if c.cell_type == "code")
