"""Survey the sweep's files once, before anything is drawn.

`survey` matches every curve's axes to the first curve's and resolves each value to an index. Jobs read only
by these indices, so no value is ever looked up again by float equality.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from sweepfig.survey import patterns
from sweepfig.survey.coordinates import check_values
from sweepfig.survey.file_contents import is_listed
from sweepfig.survey.file_survey import gather
from sweepfig.survey.result import Survey, survey_of
from sweepfig.survey.variables import Variable, readable
from sweepfig.sweep.files.opening import open_for_survey

if TYPE_CHECKING:
    import xarray as xr

    from sweepfig.config.sweep import CurveConfig, Sweep
    from sweepfig.survey.survey_cache import SurveyCache


def survey(sweep: Sweep, *, known: SurveyCache | None = None) -> Survey:
    """Survey the sweep's files and resolve every name and value.

    Parameters
    ----------
    sweep : Sweep
        The config's section.
    known : SurveyCache, optional
        The surveys of a sweep's many files from the last time; it is brought up to date.

    Raises
    ------
    UserError
        If a file can't be read, a variable or dimension is missing, an axis has no usable values,
        or the curves' axes differ by more than the tolerance.
    """
    if sweep.parameters is not None or any(map(patterns.is_many, sweep.curves)):
        return gather(sweep, known)
    with ExitStack() as stack:
        opened = {
            file: stack.enter_context(open_for_survey(file))
            for file in dict.fromkeys(curve.files[0] for curve in sweep.curves)
        }
        if is_listed(opened[sweep.curves[0].files[0]], sweep):
            return gather(sweep, known)
        first, *others = (_look_at(opened[c.files[0]], c, sweep) for c in sweep.curves)
        for name in first.names_along:
            is_abscissa = name == sweep.abscissa
            check_values(first.values[name], name, first.part.name, may_repeat=is_abscissa)
        sources = [first.source(first, sweep.tolerance)]
        sources += [other.source(first, sweep.tolerance) for other in others]
        axes = tuple(first.values[axis.dimension] for axis in sweep.axes)
        return survey_of((first, *others), sweep, axes, sources)


def _look_at(dataset: xr.Dataset, curve: CurveConfig, sweep: Sweep) -> Variable:
    part = patterns.Part(curve.files[0])
    with readable(part, curve.variable):
        return Variable(dataset, curve, sweep, part)
