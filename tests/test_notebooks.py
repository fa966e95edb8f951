"""The documentation's notebooks run as they are, and show what their text says they show."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
import run_notebooks
import yaml
from paths import ROOT
from sweepfig.config import settings

PNG = b"\x89PNG\r\n"


def test_notebooks_are_kept_without_outputs():
    (path,) = run_notebooks.notebooks()
    text = path.read_text(encoding="utf-8")
    assert '"outputs": []' in text
    assert '"output_type"' not in text


@pytest.fixture(scope="module")
def notebook():
    """The notebook, executed."""
    return run_notebooks.executed(ROOT / "docs" / "howto" / "notebook.ipynb")


def shown(notebook, code):
    """Return what the only cell that begins with this code gave, by type; printed text as text/plain."""
    (cell,) = (each for each in notebook.cells if each.source.startswith(code))
    (output,) = (each for each in cell.outputs if each.get("name") != "stderr")
    return output.data if "data" in output else {"text/plain": output.text}


def error_of_the_changed_model():
    """Return the notebook's RMSE at k = 0.36, nu = 1e-2, where the model was changed by a tenth."""
    k, nu, omega = 0.36, 1e-2, np.linspace(0.7, 1.7, 401)

    def response(width):
        return abs(1 / (1 - (1 + 3 * k**2) / (omega * (omega + 1j * (width + nu)))))

    return np.sqrt(np.mean((1.1 * response(0.035) - response(0.02)) ** 2))


def figures_within(page):
    return [base64.b64decode(each) for each in re.findall(r"base64,([^\"]+)\"", page)]


@pytest.mark.slow
def test_its_cells_show_figures(notebook):
    one = base64.b64decode(shown(notebook, "import sweepfig\n")["image/png"])
    page = shown(notebook, "drawn = sweepfig.draw(\n")["text/html"]
    assert one.startswith(PNG)
    assert one == figures_within(page)[0]
    assert len(figures_within(page)) == 6
    assert "6 drawn (100% by the template), 0 already current, 0 failed" in page
    assert 'href="plots/index.html"' in page
    assert "k=0.33/nu=0.001.png" in shown(notebook, "drawn.figures")["text/plain"]


@pytest.mark.slow
def test_its_cells_show_what_was_drawn_what_failed_and_why(notebook):
    again = shown(notebook, "again = ")["text/plain"]
    assert again == "0 drawn, 6 current; then 1 drawn\n"
    table = shown(notebook, "changed.numbers")["text/html"]
    assert f"<td>{error_of_the_changed_model():.2f}</td>" in table
    failures = shown(notebook, "some = ")["text/plain"]
    assert failures == "{PosixPath('errors/k=0.33/nu=0.01.png'): 'ValueError: too much damping'}"
    message = shown(notebook, "try:")["text/plain"]
    assert message.startswith("curves: got 'simulatd'; allowed are variables")
    assert message.count("\n") == 1


@pytest.mark.slow
def test_the_config_that_it_prints_is_one(notebook):
    config = yaml.safe_load(shown(notebook, "import yaml")["text/plain"])
    assert settings.check(config, source="the notebook").sweep.abscissa == "omega"


@pytest.mark.slow
def test_its_page_has_the_figures_and_no_link_to_what_is_gone(notebook):
    page, pictures = run_notebooks.as_page(notebook, "notebook")
    assert [content[: len(PNG)] for content in pictures.values()] == [PNG]
    assert f"]({next(iter(pictures))})" in page
    assert len(figures_within(page)) == 6
    assert "<a href" not in page
    assert "figure/s]" not in page
