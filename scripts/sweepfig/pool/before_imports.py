"""Have a worker or a warm process import without documentation, and without a look for garbage.

Import it first, and enable the garbage collector afterwards.
"""

import gc
from contextlib import suppress

from sweepfig.core import undocumented

with suppress(Exception):  # whoever needs matplotlib says what is wrong with it
    undocumented.put_off()
gc.disable()  # among imports there is no garbage
