"""Run the notebooks of the documentation, and make pages of them with what they showed.

A hook of MkDocs (`hooks` in mkdocs.yml). Notebooks are kept without outputs: a page shows what this version
gives. Not mkdocs-jupyter: its pages load MathJax from elsewhere.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

DOCS = Path(__file__).resolve().parent
SCRIPTS = DOCS.parent / "scripts"
LONGEST_CELL = 300  # seconds
LINK_TO_FIGURE = re.compile(
    r'<a href="(?!http|\.\.)[^"]*">(.*?)</a>'
)  # drawn, and gone with the folder


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add a page for each notebook, and its pictures, to the files of the site."""
    from mkdocs.structure.files import File

    for path in notebooks():
        page, pictures = as_page(executed(path), path.stem)
        place = path.parent.relative_to(DOCS)
        files.append(File.generated(config, f"{place}/{path.stem}.md", content=page))
        for name, content in pictures.items():
            files.append(File.generated(config, f"{place}/{name}", content=content))
    return files


def notebooks() -> list[Path]:
    """Return the documentation's notebooks."""
    return sorted(DOCS.rglob("*.ipynb"))


def executed(path: Path) -> Any:
    """Return a notebook with its cells' outputs, run in a folder of its own, with this checkout's library.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        client = NotebookClient(notebook, timeout=LONGEST_CELL, resources=resources)
        client.execute(env={**os.environ, "PYTHONPATH": str(SCRIPTS)})
    return notebook


def as_page(notebook: Any, name: str) -> tuple[str, dict[str, bytes]]:
    """Return a notebook as Markdown, and its pictures by their names, which begin with `name`."""
    for cell in notebook.cells:  # progress, which a page has no use for
        shown = [each for each in cell.get("outputs", []) if each.get("name") != "stderr"]
        cell.update({"outputs": shown} if "outputs" in cell else {})
    resources: Any = {"unique_key": name, "output_files_dir": name}
    page, resources = MarkdownExporter().from_notebook_node(notebook, resources=resources)
    return LINK_TO_FIGURE.sub(r"\1", page), resources["outputs"]
