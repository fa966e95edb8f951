"""Receipts: what the jobs of a run did, summed."""

from __future__ import annotations

import os

from sweepfig.batch.receipt import Outcome, Receipt, read_receipts, write_receipt
from sweepfig.batch.row import Row, TwinFile
from sweepfig.core import paths


def test_receipt_counts_outcomes():
    outcomes = [
        Outcome(Row("a", "d", 1, "ok"), drawn=True),
        Outcome(Row("b", "d", 1, "empty"), drawn=True),
        Outcome(Row("c", "d", 1, "ok"), drawn=False),
        Outcome(Row("d", "", 0, "failed", "why"), drawn=False),
    ]
    assert Receipt.of(outcomes) == Receipt(drawn=2, current=1, failed=1)


def test_a_target_counts_once_and_by_the_template_only_if_its_twins_are():
    def row(*ways):
        return Row(
            "a",
            "d",
            1,
            "ok",
            drawn_by=ways[0],
            twins=tuple(TwinFile("b", "d", 1, w) for w in ways[1:]),
        )

    both = Outcome(row("template", "template"), drawn=True)
    one = Outcome(row("template", "matplotlib"), drawn=True, reason="why")
    found = Receipt.of([both, one])
    assert (found.drawn, found.by_template, found.reasons) == (2, 1, ("why",))


def test_a_target_was_drawn_in_a_run_if_a_file_of_it_was(tmp_path):
    for name, time in (("a.png", 10), ("a.log.png", 30)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time, time))
    row = Row("a.png", "d", 1, "ok", twins=(TwinFile("a.log.png", "d", 1, ""),))
    drawn = [Outcome(row, drawn=False).since(began, tmp_path).drawn for began in (5, 20, 40)]
    assert drawn == [True, True, False]


def test_receipts_of_a_run_are_summed(tmp_path):
    for run, receipts in {
        paths.run_name(1000.5, 7, "here-1"): [Receipt(90, 0, 0, 1.0)],
        paths.run_name(2000.25, 3, "here-1"): [Receipt(1, 2, 3, 0.5), Receipt(10, 20, 30, 0.25)],
    }.items():
        for batch, receipt in enumerate(receipts):
            write_receipt(paths.receipt_file(tmp_path, run, batch), receipt)
    folder = paths.run_folder(tmp_path, paths.run_name(2000.25, 3, "here-1"))
    assert read_receipts(folder) == (2000.25, Receipt(11, 22, 33, 0.75))


def test_without_receipts_nothing_was_done(tmp_path):
    assert read_receipts(tmp_path / "none")[1] == Receipt()
