"""Read formulas as matplotlib does: find those that it can't read, and undo what they leave behind."""

from __future__ import annotations

from matplotlib.cbook import is_math_text
from matplotlib.mathtext import MathTextParser

from sweepfig.core.errors import UserError
from sweepfig.drawing import panels
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice

# Of a parser: a space is due after the next subscript. The names of matplotlib 3.11 and 3.10.
DUE = ("_needs_space_after_subsuper", "_in_subscript_or_superscript")


def forget_failed() -> None:
    r"""Have matplotlib's parser read the next formula as if none before had failed.

    A failed one, such as ``$\lim_{t\to\infy} E$``, leaves a space due that the next formula then gets.
    """
    shared = getattr(MathTextParser, "_parser", None)
    for name in DUE:
        if getattr(shared, name, False):
            setattr(shared, name, False)


def readable(text: str) -> str:
    """Return text that matplotlib can draw: with its dollars escaped, if they enclose no formula."""
    if "$" not in text:
        return text
    try:
        MathTextParser("agg").parse(text)
    except ValueError:
        forget_failed()
        return text.replace("$", r"\$")
    return text


def check(look: Look, data: Slice) -> None:
    """Refuse a text of a figure, or of a panel, that matplotlib can't read as a formula.

    Raises
    ------
    UserError
        The message names the text.
    """
    parse = MathTextParser("path").parse
    marks = [("label of a mark", mark.get("label") or "") for mark in look.marks]
    for own in (data, *(part.data for part in panels.split(look, data))):
        texts = ("title", own.title), ("xlabel", own.xlabel), ("ylabel", own.ylabel)
        labels = [("label", label) for label in own.labels]
        for name, text in (*texts, *labels, ("text", own.text), *marks):
            try:
                for line in text.split("\n"):  # as matplotlib reads it
                    if is_math_text(line):
                        parse(line)
            except ValueError as error:
                reason = str(error).splitlines()[-1]
                raise UserError(
                    f"{name}: '{text}' is no formula that matplotlib can read ({reason}); "
                    r"allowed are its mathtext, and \$ for a dollar sign"
                ) from None
