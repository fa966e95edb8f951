"""Prepare a fork server, which imports this before all that its workers need."""

import gc
from contextlib import suppress

from sweepfig.core import undocumented

with suppress(Exception):  # whoever needs matplotlib says what is wrong with it
    undocumented.put_off()
gc.disable()  # among imports there is no garbage; `worker.begin` looks for it again
