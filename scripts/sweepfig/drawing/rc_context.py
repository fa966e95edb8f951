"""Set rcParams to what a look asks for, for a block, as `matplotlib.rc_context` does.

Separate from `styles`, because the module of a user's function may set some, too, and what imports that
(`user_function`) stands on `styles`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib

from sweepfig.core.threads import alone
from sweepfig.drawing import styles, user_function
from sweepfig.drawing.look import Look

# How matplotlib's warnings begin that tell of what is no mistake, once for each process of a run.
OF_NUMBERS_LEFT_OUT = (
    "Log scale: values of z <= 0 have been masked",
    "Data has no positive values",
    "No contour levels were found within the data range",
)


@contextmanager
def drawing_style(look: Look) -> Iterator[None]:
    """Set rcParams to matplotlib's own defaults, the look's style, and what a user's function's module sets.

    The user's matplotlibrc has no effect, and the rcParams of before are restored afterwards. Another
    thread that needs a style waits until the block ends. Nothing is said of numbers that a logarithmic
    scale, or a level, leaves out.
    """
    with alone("style"), matplotlib.rc_context(), warnings.catch_warnings():
        for message in OF_NUMBERS_LEFT_OUT:
            warnings.filterwarnings("ignore", message, UserWarning)
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"matplotlib\.ticker")
        styles.set_defaults()
        if look.style != "default":
            parameters = styles.parameters(look.style)
            styles.learn_new_fonts(parameters)
            matplotlib.rcParams.update(parameters)
        if look.is_users_function:
            matplotlib.rcParams.update(user_function.settings_of(look.kind))
        # Otherwise SVG ids are random, but the same figure must have the same bytes.
        matplotlib.rcParams["svg.hashsalt"] = "sweepfig"
        yield
