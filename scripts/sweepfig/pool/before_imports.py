"""Prepare a fork server, which imports this before all that its workers need."""

from sweepfig.core import undocumented

undocumented.import_matplotlib_so()
