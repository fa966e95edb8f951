"""Draw the figures of a simulation sweep: fast, right, resumable.

Importing the package imports nothing heavy and changes nothing global. The modules are its rooms, in
the order of the way through: settings -> sweep -> plan -> batch -> manifest -> summary.

| room | what it does |
|---|---|
| `settings` | config -> checked, typed settings |
| `yamlfile` | a config file's text -> the mapping it holds |
| `sections` | what the sections of a config are made of |
| `figure_settings` | the config's section `figure` |
| `names` | every file and folder name, and how a value becomes a piece of one |
| `parts` | the files, or groups in them, that a curve lies in; what their names say |
| `opening` | opens them with xarray: NetCDF, Zarr, groups |
| `stored` | numbers as a file stores them; which of them nobody wrote |
| `survey` | looks at the sweep's files once; settles every name and value to an index |
| `variables` | one curve's variable in one file, and the values along what is drawn |
| `matching` | which of two files' values are the same |
| `gather` | a sweep of many files, or of runs: its targets, as a list |
| `facts` | what one of many files says: the points it holds, and where |
| `known` | what they said when they were last looked at |
| `classic` | whether a file of the classic formats is whole |
| `sweep` | reads the sweep's NetCDF by blocks |
| `listed` | reads the slices of many files, each from where the plan says it lies |
| `limits` | one range of the response for the whole sweep |
| `caption` | a text with fields, and values written into them |
| `scalars` | what a target has one value of: texts quote them, marks stand at them |
| `annotate` | each target's text and marks, read by blocks |
| `remarks` | what the config's text and marks name, settled to scalars |
| `inputs` | what a plan is made from, in a digest that costs milliseconds |
| `planning` | settings + files -> plan |
| `plan` | what is decided before anything is drawn: axes, targets, batches, digests |
| `planfile` | the plan as a file: plan.json |
| `jsonable` | arrays in JSON, and the digest of a document |
| `selection` | some of the targets: values, ranges, the first so many |
| `slices` | a slice: the data of one target, and its digest |
| `bounds` | what may be asked of a drawing: ranges within which it ends |
| `look` | what all figures of a plan have in common |
| `dependencies` | the modules that a user's function consists of |
| `kinds` | which function draws a figure: built in, or the user's own |
| `styles` | a style -> the rcParams it sets, and nothing else |
| `figures` | ink: a slice drawn on Axes, by plain matplotlib |
| `template` | the same ink, compiled once and redrawn fast, for the figures it understands |
| `png` | pixels -> PNG with its text chunks |
| `painting` | a slice becomes a figure's file |
| `saving` | what a figure's file says of itself |
| `storage` | files that are whole or not there |
| `render` | a run of targets: read, skip what is current, draw, save |
| `numbers` | what a line slice measures: peaks, widths, model errors |
| `quantity` | what a number is: its name and units |
| `manifest` | what is known of a batch's figures, and which batches a run must look at |
| `receipt` | what became of targets in one run |
| `summary` | what a run leaves for people |
| `holes` | what a sweep of many files lacks |
| `orphans` | figures that earlier plans named, and the plan of now does not |
| `table` | the sweep as a table: data.csv, metrics.nc, the worst targets |
| `showing` | what shows a drawn sweep, made when there is need |
| `overview` | overview figures: maps of the numbers, contact sheet |
| `gallery` | the gallery's page and data; its scripts are in page/ |
| `sequences` | movies and books, with `sequence_files`, which draws them |
| `batches` | how many targets a batch has, how many batches a job, how many figures a piece |
| `search_path` | where modules are found |
| `child` | a Python process beside this one |
| `pool` | `Pool.starmap` that cannot hang |
| `workers` | what runs in the pool's own processes |
| `board` | what a worker says of its task for its supervisor to read |
| `threads` | one thread at a time, where matplotlib and HDF5 know of one only |
| `timing` | a figure's time limit |
| `resources` | what a job takes, and what it asks of a cluster |
| `node` | caches on a cluster's node |
| `forecast` | what a large run will take, said before it begins |
| `pieces` | targets drawn by the pool's workers, a piece at a time |
| `fallback` | the plan drawn without Snakemake; the post's three functions |
| `post` | those functions |
| `background` | figures drawn beside a running program |
| `handover` | the arrays that it hands over |
| `backlog` | what of them is still to be drawn |
| `helper` | a process that draws them |
| `tally` | what became of them |
| `preview` | a few figures, drawn at once, and how long all will take |
| `watching` | draws a sweep while simulations write it |
| `growing` | whether a plan still says where the slices of a file that grows lie |
| `init` | a config for a sweep's files, written |
| `guessing` | what a sweep's files seem to hold |
| `views` | the files and groups of a sweep, and what tells them apart |
| `proposal` | a sweep's files -> a config that draws them, with `proposed`, `proposed_axes` |
| `config_text` | a proposal -> the config's text, each choice with its reason |
| `starting` | how a process of the package's own starts |
| `cli` | what the command lines share |
| `errors` | the one error that is the user's to mend |
"""

# No `from __future__ import`: it would look for a module before `begin` has settled where.
from sweepfig.starting import begin

begin()

TYPE_CHECKING = False  # typing takes as long to import as all that is needed until here
if TYPE_CHECKING:
    from typing import Any

    from sweepfig.background import BackgroundPlotter as BackgroundPlotter

__version__ = "0.1.0"


def __getattr__(name: str) -> "Any":
    if name != "BackgroundPlotter":
        raise AttributeError(f"module 'sweepfig' has no attribute {name!r}")
    from sweepfig.background import BackgroundPlotter  # and NumPy with it

    return BackgroundPlotter
