"""The paper has the sections and the length that its journal asks for; its numbers are the benchmark's."""

from __future__ import annotations

import re

import yaml
from paths import ROOT
from project import PROJECT

HEAD, TEXT = (ROOT / "paper" / "paper.md").read_text(encoding="utf-8").split("---\n", 2)[1:]
METADATA = yaml.safe_load(HEAD)
BIBLIOGRAPHY = (ROOT / "paper" / METADATA["bibliography"]).read_text(encoding="utf-8")
RESULTS = (ROOT / "benchmarks" / "results.md").read_text(encoding="utf-8")
SECTIONS = [
    "Summary",
    "Statement of need",
    "State of the field",
    "Software design",
    "Research impact statement",
    "AI usage disclosure",
    "Acknowledgements",
    "References",
]


def test_it_has_the_sections_and_the_length_that_the_journal_asks_for():
    assert re.findall(r"^# (.+)$", TEXT, re.MULTILINE) == SECTIONS
    assert 750 <= len(TEXT.split()) <= 1750
    assert METADATA["title"].startswith(f"{PROJECT['name']}: ")
    assert [author["name"] for author in METADATA["authors"]] == [
        author["name"] for author in PROJECT["authors"]
    ]


def test_each_work_is_cited_and_each_citation_is_a_work():
    works = re.findall(r"^@\w+\{(\w+),$", BIBLIOGRAPHY, re.MULTILINE)
    assert sorted(works) == sorted(set(re.findall(r"(?<=\[@)\w+(?=\])", TEXT)))


def test_its_table_is_rows_of_the_benchmarks():
    rows = [line for line in TEXT.splitlines() if re.match(r"\| \S.*\d", line)]
    assert len(rows) >= 5
    for row in rows:
        assert any(line.startswith(row) for line in RESULTS.splitlines()), (
            f"not in results.md: {row}"
        )


def test_the_speed_that_it_claims_is_in_its_table():
    speeds = [float(row.split("|")[6]) for row in TEXT.splitlines() if "| 10000 |" in row]
    assert (int(min(speeds)), int(max(speeds))) == (19, 22)
    assert "nineteen to twenty-two times faster" in TEXT
