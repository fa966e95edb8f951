"""The processes of the pool end by themselves, whatever becomes of those they work for."""

from __future__ import annotations

import pickle

import pytest
from sweepfig.pool import process


@pytest.mark.parametrize("sent", [b"", pickle.dumps(["tasks"] * 4)[:9]], ids=["nothing", "half"])
@pytest.mark.parametrize("code", ["supervisor.supervise()", "worker.serve(os.getppid())"])
def test_a_process_whose_starter_is_gone_before_it_sent_all_ends_quietly(capfd, code, sent):
    started = process.start(
        f"import os; from sweepfig.pool import supervisor; from sweepfig.training import worker; {code}"
    )
    started.communicate(sent, timeout=20)
    assert started.returncode == 0
    assert capfd.readouterr().err == ""
