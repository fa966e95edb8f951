"""Make the gallery: one static page that shows the sweep, opened from a folder, without a server.

`index` writes the page, index.html, and its numbers, index.js; `axes_box` finds what its thumbnails show,
`symbols` writes its labels, `slices` the data beside it. The page's own scripts are in ``page/``,
with uPlot (MIT licence, https://github.com/leeoniya/uPlot), which draws its curves.
"""
