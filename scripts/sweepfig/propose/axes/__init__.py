"""Find in what the runs of a sweep differ: the axes of its figures.

`axis.axis_of` gives values along a dimension a notation; `parts.axes_of_parts`, `beside.axes_beside` and
`single.only_axis` find axes; `added.varied_since` finds what only runs that were added differ in.
"""
