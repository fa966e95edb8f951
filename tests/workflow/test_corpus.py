"""Config files that somebody found or thought of, each with what must come of it in its first line.

A file that made trouble goes into corpus/config: `# accepted`, or `# refused: ` and a piece of the message.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from paths import assert_is_message, run_fallback, run_snakemake
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan import freshness
from sweepfig.plan.make import make_plan
from sweepfig.workflow import rule_settings

CORPUS = Path(__file__).parents[1] / "corpus" / "config"
FILES = sorted(CORPUS.iterdir())
LONGEST_SECONDS = 20.0  # on a busy machine; each takes less than one


def expected(path: Path) -> str:
    """Return the piece of the message that a file is refused with; empty if it is accepted."""
    if path.suffix == ".json":
        return json.loads(path.read_text())["refused"]
    first = path.read_bytes().split(b"\n")[0].decode()
    assert first == "# accepted" or first.startswith("# refused: ")
    return first.removeprefix("# accepted").removeprefix("# refused: ")


def draw_two(configfile: Path) -> Path:
    """Go the whole way with a config, as far as two figures; return its output folder."""
    config = settings.read(configfile)
    rule_settings.figure_pattern(config)
    freshness.check_output(config.output)
    plan = make_plan(config)
    outcomes = render_targets(plan, config.output, range(2))
    assert [outcome.row.status for outcome in outcomes] == ["ok", "ok"]
    return Path(config.output)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_config_of_the_corpus_is_drawn_or_refused_in_one_message(sweep, path):
    before = set(sweep.folder.rglob("*"))
    began = time.monotonic()
    message = expected(path)
    if message:
        with pytest.raises(UserError, match=re.escape(message)) as caught:
            draw_two(path)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", str(caught.value))
        assert len(str(caught.value)) < 3000
        allowed = {sweep.folder}
    else:
        allowed = {sweep.folder / draw_two(path)}
    assert time.monotonic() - began < LONGEST_SECONDS
    for new in set(sweep.folder.rglob("*")) - before:
        assert new in allowed or allowed & set(new.parents)
    assert not Path("pwned").exists()


# Snakemake reads a config before the workflow does: what it says of one that is no YAML is its own.
THROUGH_BOTH = ["key-twice.yaml", "billion-laughs-options.yaml", "nul-in-style.yaml"]


@pytest.mark.parametrize("run", [run_snakemake, run_fallback])
@pytest.mark.parametrize("name", THROUGH_BOTH)
def test_a_config_of_the_corpus_is_refused_alike_on_both_paths(sweep, run, name):
    path = CORPUS / name
    assert_is_message(run(configfile=str(path)), expected(path))
