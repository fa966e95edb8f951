"""Have a fork server import what its workers need without documentation, and without a look for garbage."""

import gc
from contextlib import suppress

from sweepfig.core import undocumented

with suppress(Exception):  # whoever needs matplotlib says what is wrong with it
    undocumented.put_off()
gc.disable()  # among imports there is no garbage; `worker.begin` looks for it again
