"""Draw any kind as matplotlib does, without doing work twice: `PlainDrawing`; `canvas_pixels` for one figure.

It stands on `sweepfig.drawing.renderer`:

    plain_drawing.py  figures cropped as `savefig` crops them, with text that is kept
    stamps.py         the canvas: text from stored pixels; the tight box without a first draw
    mesh.py           meshes by look-up
"""

from sweepfig.drawing.plain.plain_drawing import PlainDrawing, canvas_pixels

__all__ = ["PlainDrawing", "canvas_pixels"]
