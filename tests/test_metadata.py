"""The files of the repository agree on what the project is; their commands are to be typed as they stand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
import sweepfig
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from paths import ROOT
from project import CONDA_NAMES, PLUGIN, PROJECT

REPOSITORY = PROJECT["urls"]["Repository"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CODEMETA = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
RECIPE = yaml.safe_load((ROOT / "recipe" / "recipe.yaml").read_text(encoding="utf-8"))
OUTPUTS = {output["package"]["name"]: output for output in RECIPE["outputs"]}
PLUGIN_PROJECT = tomllib.loads((PLUGIN / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# What GitHub tells a workflow of its tag.
RELEASE = {
    "GITHUB_REF_NAME": f"v{PROJECT['version']}",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": REPOSITORY.removeprefix("https://github.com/"),
}
GENERATED = ("scripts/sweepfig/report/gallery/page/", "docs/pictures/", "tests/corpus/")


def committed() -> list[str]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a clone, or git is not installed")
    done = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def texts() -> dict[str, str]:
    """Return the texts that people read, by name: pages, and files of the workflow and the packages."""
    endings = (
        ".md",
        ".cff",
        ".yml",
        ".yaml",
        ".toml",
        ".json",
        ".rst",
        ".smk",
        "Snakefile",
        "Containerfile",
    )
    names = [
        name for name in committed() if name.endswith(endings) and not name.startswith(GENERATED)
    ]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


# --- what the files say of the project ---


def test_the_versions_agree():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released, day = re.search(r"^## ([\d.]+) \((.+)\)$", changes, re.MULTILINE).groups()
    versions = {
        "sweepfig.__version__": sweepfig.__version__,
        "CITATION.cff": CITATION["version"],
        "codemeta.json": CODEMETA["version"],
        "recipe/recipe.yaml": RECIPE["context"]["version"],
        "the plugin's pyproject.toml": PLUGIN_PROJECT["version"],
        "CHANGELOG.md": released,
    }
    assert versions == dict.fromkeys(versions, PROJECT["version"])
    assert date.fromisoformat(day) == CITATION["date-released"]
    assert CODEMETA["datePublished"] == day


def test_the_citation_says_what_pyproject_does():
    assert CITATION["title"] == PROJECT["name"]
    assert CITATION["abstract"] == PROJECT["description"]
    assert CITATION["authors"] == PROJECT["authors"]
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["keywords"] == PROJECT["keywords"]
    assert CITATION["repository-code"] == REPOSITORY


def test_codemeta_says_what_pyproject_does():
    assert CODEMETA["@context"] == "https://w3id.org/codemeta/3.0"
    assert CODEMETA["@type"] == "SoftwareSourceCode"
    assert CODEMETA["name"] == PROJECT["name"]
    assert CODEMETA["description"] == PROJECT["description"]
    assert [author["name"] for author in CODEMETA["author"]] == [
        author["name"] for author in PROJECT["authors"]
    ]
    assert CODEMETA["license"] == f"https://spdx.org/licenses/{PROJECT['license']}"
    assert CODEMETA["keywords"] == PROJECT["keywords"]
    assert CODEMETA["codeRepository"] == REPOSITORY
    assert CODEMETA["issueTracker"] == PROJECT["urls"]["Issues"]
    assert CODEMETA["softwareRequirements"] == PROJECT["dependencies"]
    assert CODEMETA["runtimePlatform"] == f"Python {PROJECT['requires-python']}"


@pytest.mark.parametrize("project", [PROJECT, PLUGIN_PROJECT], ids=lambda project: project["name"])
def test_the_recipe_says_what_pyproject_does(project):
    output = OUTPUTS[project["name"]]
    needs = output["requirements"]
    assert needs["run"][0] == "python >=${{ python_min }}"
    assert project["requires-python"] == f">={RECIPE['context']['python_min']}"
    assert bounds(needs["run"][1:]) == bounds(project["dependencies"])
    optional = project.get("optional-dependencies", {})
    own = [name for name in optional if name not in ("test", "cluster", "mlflow")]
    extras = bounds([line for name in own for line in optional[name]])
    assert bounds(needs.get("run_constraints", [])) == extras
    assert output["about"]["license"] == project["license"]
    assert output["about"]["repository"] == REPOSITORY
    scripts = [f"{name} = {function}" for name, function in project.get("scripts", {}).items()]
    assert output["build"].get("python", {}).get("entry_points", []) == scripts


def bounds(lines: list[str]) -> dict[str, str]:
    """Return each conda package's bound, of lines of a recipe or of a pyproject.toml."""
    found = [Requirement(line) for line in lines]
    names = [canonicalize_name(each.name) for each in found]
    return {
        CONDA_NAMES.get(name, name): str(each.specifier)
        for name, each in zip(names, found, strict=True)
    }


def test_both_packages_are_of_one_repository_and_one_license():
    assert PLUGIN_PROJECT["urls"]["Repository"] == REPOSITORY
    assert (PLUGIN / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    for project in (PROJECT, PLUGIN_PROJECT):
        assert all(url.startswith(REPOSITORY) for url in project["urls"].values())


# --- what they tell to type ---


def test_one_address_of_the_repository_is_named_everywhere():
    place = rf"(?:github\.com/|github\(\")([\w.-]+/{PROJECT['name']})\b"
    named = re.findall(place, "\n".join(texts().values()))
    assert set(named) == {REPOSITORY.removeprefix("https://github.com/")}


def test_no_placeholder_stands_in_what_people_read():
    placeholder = re.compile(
        r"\b(OWNER|TODO|FIXME|TBD|CHANGEME|YOUR[-_]\w+|INSERT \w+)\b|example\.com|<(owner|user|version|url)>"
    )
    for name, text in texts().items():
        found = placeholder.search(text)
        assert found is None, f"{name}: {found[0]}"


def test_no_file_that_git_ignores_is_committed():
    """A build's leftovers would come along in the next wheel."""
    committed()
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ""


# --- what checks it ---


def test_the_hooks_before_a_commit_are_those_of_make_lint():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1].split("\n")
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (local,) = config["repos"]
    hooks = [hook["entry"].removeprefix("env ") for hook in local["hooks"]]
    assert hooks == [line.strip() for line in lint if line.strip()]
    assert all(hook["language"] == "system" for hook in local["hooks"])
    assert not any(hook["pass_filenames"] for hook in local["hooks"])


def workflow(name: str) -> dict:
    # YAML 1.1 takes the key `on` for True.
    return yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))


def test_every_python_that_is_promised_is_tested():
    tested = workflow("checks.yml")["jobs"]["test"]["strategy"]["matrix"]["python"]
    for project in (PROJECT, PLUGIN_PROJECT):
        pythons = [
            line.removeprefix("Programming Language :: Python :: ")
            for line in project["classifiers"]
            if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", line)
        ]
        assert set(pythons) <= set(tested)
        assert pythons[0] == tested[0] == project["requires-python"].removeprefix(">=")


def test_every_workflow_runs_commands_of_this_repository():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("checks.yml", "release.yml"):
        steps = [step for job in workflow(name)["jobs"].values() for step in job["steps"]]
        commands = "\n".join(step.get("run", "") for step in steps)
        assert all(f"\n{target}:" in makefile for target in re.findall(r"\bmake (\w+)", commands))
        for path in re.findall(
            r"(?<![\w/.-])((?:tests|workflow|plugins|\.ci|\.test)[\w/.-]*)", commands
        ):
            assert (ROOT / path).exists(), path


def test_a_release_is_of_this_workflows_tag_and_needs_no_password():
    jobs = workflow("release.yml")["jobs"]
    publish = jobs["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["environment"] == "pypi"
    assert publish["needs"] == "build"
    assert any("make test" in step.get("run", "") for step in jobs["build"]["steps"])
    assert "secrets" not in (ROOT / ".github" / "workflows" / "release.yml").read_text()
    (check,) = (step["run"] for step in jobs["build"]["steps"] if "grep" in step.get("run", ""))
    assert succeeds(check, RELEASE)
    assert not succeeds(check, RELEASE | {"GITHUB_REF_NAME": "v99.0.0"})
    assert not succeeds(check, RELEASE | {"GITHUB_REPOSITORY": "someone/sweepfig"})


def test_a_release_shows_the_readme_with_whole_addresses(tmp_path):
    shutil.copy(ROOT / "README.md", tmp_path)
    steps = workflow("release.yml")["jobs"]["build"]["steps"]
    (change,) = (step["run"] for step in steps if "README.md" in step.get("run", ""))
    assert succeeds(change, RELEASE, tmp_path)
    links = r"(!?)\[[^\]]*\]\(([^)]+)\)"
    before = re.findall(links, (ROOT / "README.md").read_text(encoding="utf-8"))
    after = re.findall(links, (tmp_path / "README.md").read_text(encoding="utf-8"))
    assert len(after) > 20
    for (picture, path), changed in zip(before, after, strict=True):
        kind = "raw" if picture else "blob"
        assert changed == (picture, f"{REPOSITORY}/{kind}/v{PROJECT['version']}/{path}")


def succeeds(command: str, environment: dict[str, str], folder: Path = ROOT) -> bool:
    done = subprocess.run(
        ["bash", "-e", "-c", command], cwd=folder, env=environment, capture_output=True
    )
    return done.returncode == 0
