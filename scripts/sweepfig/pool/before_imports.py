"""Prepare a fork server, which imports this before all that its workers need."""

import gc

from sweepfig.core import undocumented

undocumented.import_matplotlib_so()
gc.disable()  # among imports there is no garbage; `worker.begin` looks for it again
