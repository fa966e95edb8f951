"""Turn a slice into the bytes of a figure's file; all that decides them lies here.

`painter.Painter` draws, `kinds` has the plain drawing functions, `template` the fast way to the same pixels.
The digest of this whole package is in every figure: an edit here redraws them all.
"""
