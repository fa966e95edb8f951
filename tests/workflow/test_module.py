"""Used from other workflows: as a module, whose sweep a rule of theirs makes; from a hosting service."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import document_config
import pytest
import yaml
from paths import ROOT, SNAKEFILE, assert_is_message, assert_ok, draw_here, figures, run, tree
from sweepfig.config.reader import ROOT as HOME
from sweeps import config_for, write_sweep

SMALL = {"size": [2, 1.5], "dpi": 50}
SIMULATE = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT / "tests" / "support")!r})
from sweeps import write_sweep
write_sweep(Path(sys.argv[1]), seed=int(sys.argv[2]))
"""
CLIENT = f"""
configfile: "client.yaml"

module figures:
    snakefile: {str(SNAKEFILE)!r}
    config: config["figures"]

use rule * from figures as figures_*

rule everything:
    default_target: True
    input: "worst.txt", rules.figures_all.input

rule worst:
    input: "results/plots/data.csv"
    output: "worst.txt"
    shell: "tail -n 1 {{input}} > {{output}}"

rule simulate:
    output: "results/sweep.nc"
    shell: "{sys.executable} simulate.py {{output}} {{config[seed]}}"

onsuccess:
    print("the client's own words")
"""
TWO = f"""
configfile: "client.yaml"

module one:
    snakefile: {str(SNAKEFILE)!r}
    config: config["one"]
    prefix: "here/one"
use rule * from one as one_*

module two:
    snakefile: {str(SNAKEFILE)!r}
    config: config["two"]
    prefix: "here/two"
use rule * from two as two_*

rule everything:
    default_target: True
    input: rules.one_all.input, rules.two_all.input

rule simulate:
    output: "here/{{which}}/sweep.nc"
    params: seed=lambda wildcards: config["seeds"][wildcards.which]
    shell: "{sys.executable} simulate.py {{output}} {{params.seed}}"
"""


@pytest.fixture
def client(tmp_path, monkeypatch):
    """A folder for another workflow, with what makes its sweep."""
    monkeypatch.chdir(tmp_path)
    Path("simulate.py").write_text(SIMULATE)


def write_client(snakefile: str, **config) -> None:
    Path("Snakefile").write_text(snakefile)
    Path("client.yaml").write_text(yaml.safe_dump(config))


def run_client(*arguments: str):
    return run([sys.executable, "-m", "snakemake", "--cores", "2", *arguments])


def drawn_alone(config: dict, folder: Path) -> dict[str, bytes]:
    """Draw a config in this process; return its figures."""
    Path("alone.yaml").write_text(yaml.safe_dump({**config, "output": str(folder)}))
    draw_here("alone.yaml")
    return {str(path.relative_to(folder)): path.read_bytes() for path in figures(folder)}


@pytest.mark.slow
def test_a_module_draws_the_sweep_that_a_rule_of_the_client_makes(client):
    config = config_for("results/sweep.nc", figure=SMALL, output="results/plots")
    write_client(CLIENT, seed=0, figures=config)
    done = assert_ok(run_client())
    assert "the client's own words" in done.text
    assert "k0=0.33/rc-1.000e-03.png" in Path("worst.txt").read_text()
    found = {str(path.relative_to("results/plots")) for path in figures(Path("results/plots"))}
    expected = drawn_alone(config, Path("alone"))
    assert len(expected) == 6
    assert {name: Path("results/plots", name).read_bytes() for name in found} == expected
    assert Path("logs/results_plots/split.log").exists()

    # Another sweep: its figures, by the client's own dependencies.
    write_client(CLIENT, seed=1, figures=config)
    done = assert_ok(run_client("--forcerun", "simulate"))
    assert "6 drawn" in done.text
    assert drawn_alone(config, Path("again")) != expected
    # With the client's triggers as they come, once more the table; then nothing.
    assert "render" not in assert_ok(run_client()).text
    assert "Nothing to be done" in assert_ok(run_client()).text


ONE_FIGURE = f"""
configfile: "client.yaml"

module figures:
    snakefile: {str(SNAKEFILE)!r}
    config: config["figures"]

use rule * from figures as figures_*

rule one:
    default_target: True
    input: "plots/k0=0.33/rc-1.778e-05.png"
    output: "one.txt"
    shell: "wc -c {{input}} > {{output}}"
"""


@pytest.mark.slow
def test_a_rule_of_the_client_that_takes_one_figure_is_done_then(client):
    write_sweep(Path("sweep.nc"))
    figure, before = Path("plots/k0=0.33/rc-1.778e-05.png"), b""
    for ylabel in ("one", "other"):
        look = {**SMALL, "ylabel": ylabel}
        write_client(ONE_FIGURE, figures=config_for("sweep.nc", figure=look))
        assert_ok(run_client())
        assert [path.name for path in figures(Path("plots"))] == [figure.name]
        assert figure.read_bytes() != before
        before = figure.read_bytes()
        # With the client's triggers as they come, its rule once more; then nothing.
        assert "asked" not in assert_ok(run_client()).text
        assert "Nothing to be done" in assert_ok(run_client()).text


@pytest.mark.slow
def test_a_dry_run_of_a_client_that_takes_a_movie_says_what_it_would_do(client):
    write_sweep(Path("sweep.nc"))
    movie = ONE_FIGURE.replace("plots/k0=0.33/rc-1.778e-05.png", "plots/movies/k0=0.33.webp")
    write_client(movie, figures=config_for("sweep.nc", figure=SMALL))
    assert_ok(run_client())
    said = assert_ok(run_client("--dry-run", "-R", "figures_split")).text
    assert "checkpoint figures_split:" in said
    assert "Traceback" not in said


OF_ONE_WAVENUMBER = f"""
configfile: "client.yaml"

module figures:
    snakefile: {str(SNAKEFILE)!r}
    config: config["figures"]

use rule * from figures as figures_*

rule montage:
    default_target: True
    input: expand("plots/k0=0.33/rc-{{cee}}.png", cee=["1.000e-05", "1.778e-05", "1.000e-03"])
    output: "montage.txt"
    shell: "wc -c {{input}} > {{output}}"
"""
WARM = ("--executor", "warm", "--scheduler", "warm")


@pytest.mark.slow
@pytest.mark.parametrize("executor", [(), WARM], ids=["local", "warm"])
def test_a_rule_of_the_client_takes_the_figures_of_one_wavenumber(client, executor):
    write_sweep(Path("sweep.nc"))
    write_client(OF_ONE_WAVENUMBER, figures=config_for("sweep.nc", figure=SMALL))
    assert_ok(run_client(*executor))
    assert {path.parent.name for path in figures(Path("plots"))} == {"k0=0.33"}
    assert len(figures(Path("plots"))) == 3
    if not executor:  # with the client's triggers as they come, its rule once more
        assert_ok(run_client())
    assert "Nothing to be done" in assert_ok(run_client(*executor)).text
    Path("plots/k0=0.33/rc-1.778e-05.png").unlink()
    assert_ok(run_client(*executor))
    assert len(figures(Path("plots"))) == 3


@pytest.mark.slow
def test_two_modules_each_under_a_prefix_draw_their_own_sweeps(client):
    configs = {
        "one": config_for("sweep.nc", figure=SMALL),
        "two": config_for("sweep.nc", figure={**SMALL, "ylabel": "other"}),
    }
    write_client(TWO, seeds={"one": 1, "two": 2}, **configs)
    assert_ok(run_client())
    for name, config in configs.items():
        folder = Path("here", name, "plots")
        curves = [{**curve, "file": f"here/{name}/sweep.nc"} for curve in config["sweep"]["curves"]]
        expected = drawn_alone(
            {**config, "sweep": {**config["sweep"], "curves": curves}}, Path(f"alone-{name}")
        )
        found = {str(path.relative_to(folder)): path.read_bytes() for path in figures(folder)}
        assert found == expected
    assert not Path("plots").exists()
    # One figure, asked for by its path.
    figure = Path("here/two/plots/k0=0.33/rc-1.778e-05.png")
    content = figure.read_bytes()
    assert "Nothing to be done" in assert_ok(run_client(str(figure))).text
    figure.unlink()
    assert_ok(run_client(str(figure)))
    assert figure.read_bytes() == content


def test_a_mistake_in_a_modules_config_is_one_message(client):
    write_client(CLIENT, seed=0, figures=config_for("results/sweep.nc", colour="red"))
    done = run_client()
    assert_is_message(done, "the module's config: the config is not valid", "colour: unknown key")


# From a hosting service ------------------------------------------------------------------------

DEPLOYED = """
from snakemake.utils import min_version
min_version("6.10.0")

configfile: "config/config.yaml"

module sweepfig:
    snakefile:
        github("someone/sweepfig", path="workflow/Snakefile", tag="v1.0.0")
    config:
        config

use rule * from sweepfig
"""


def sources() -> list[str]:
    return (HOME / "workflow" / "sources.txt").read_text().split()


def test_the_list_of_sources_has_all_that_the_workflow_runs():
    text = (HOME / "workflow" / "sources.txt").read_text()
    assert text == document_config.sources_text(), "run docs/document_config.py"
    assert {"scripts/split.py", "scripts/sweepfig/report/gallery/page/page.js"} < set(text.split())


@pytest.mark.slow
def test_deployed_from_a_hosting_service_it_draws(client, tmp_path, monkeypatch):
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    origin = tmp_path / "origin"
    for name in [*sources(), "Snakefile", "config/README.md"]:
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOME / name, origin / name)
    shutil.copytree(HOME / "workflow", origin / "workflow", dirs_exist_ok=True)
    # What would be fetched from the service is fetched from here, by a real git.
    Path("gitconfig").write_text(
        f'[url "file://{origin}"]\n\tinsteadOf = https://github.com/someone/sweepfig\n'
        "[user]\n\tname = someone\n\temail = someone@example.org\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    for words in ("init -q", "add -A", "commit -q -m all", "tag v1.0.0"):
        subprocess.run([git, "-C", str(origin), *words.split()], check=True)

    Path("workflow").mkdir()
    Path("workflow/Snakefile").write_text(DEPLOYED)
    shutil.copytree(HOME / "config", "config")
    done = run_client()
    assert_is_message(done, "resources/demo.nc")

    config = config_for("sweep.nc", figure=SMALL)
    Path("config/config.yaml").write_text(yaml.safe_dump(config))
    subprocess.run([sys.executable, "simulate.py", "sweep.nc", "0"], check=True)
    done = assert_ok(run_client())
    assert "6 drawn" in done.text
    assert len(tree(Path("plots"))) > 6
