"""Give the pixels of matplotlib's own renderer, with less work.

Both `sweepfig.drawing.template` and `sweepfig.drawing.plain` stand on it:

    lettering.py         each string laid out once; a renderer that draws text so
    current_lettering.py keeps that for each resolution and each set of rcParams
    glyphs.py            the pixels of text in matplotlib 3.11 and newer    strings.py  in matplotlib 3.10
    formula.py           mathtext, parsed in pieces that repeat
    words.py             any string, drawn as a given text artist would draw it
    recording.py         renderer calls of artists, recorded
    ticks.py             axes whose ticks share their artists, and find their places once
    straight_mesh.py     the cell that each pixel of an upright mesh shows
    extents.py           boxes as plain numbers
    reference.py         plain matplotlib's pixels    proof.py  which figures are compared with them
    private.py           what is used of matplotlib's inside, and what differs from version to version
"""
