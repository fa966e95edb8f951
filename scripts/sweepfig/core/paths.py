"""Name every file and folder of a run.

What a run leaves:

    plots/                              the config's output folder
        k0=0.33/rc-1.778e-05.png        a figure: one path piece for each axis
        data.csv                        one row a target, with its numbers
        holes.csv                       the points of the sweep's grid without data, if any
        metrics.nc                      the numbers on the sweep's axes
        index.html, index.js            the gallery: a page, and its data
        slices/0000.js, slices/sweep.js the numbers of some neighbouring slices, for the page; what all share
        error-map.png, peak-map.png     the models' errors and the curves' peaks over the sweep
        number-maps.png                 the other numbers over the sweep: of fields, of time series, your own
        contact-sheet.png               the worst targets of each part of the sweep
        movies/k0=0.33.webp             figures along the last axis (only on request)
        books/k0=0.33.pdf               a page for each target of one outermost value (only on request)
        .sweepfig/
            plan.json                   what was decided before anything was drawn
            sweep-DIGEST.nc             a sweep that was handed over in memory
            known.json                  the survey of each of many files, from when it was last opened
            named.json                  the names of the plan's figures
            former.txt                  figures of earlier plans that this plan does not have
            manifests/0000.jsonl        what a batch's job left: one row a target
            stamps/0000                 file stamps of the manifest and its figures at their last check
            stamps/younger.txt          younger than the figures that Snakemake has to make anew
            receipts/RUN/0000.json      what a batch's job did in this run (removed after the run)
            receipts/RUN/plan, redraw, asked    the run's orders to its jobs (`workflow.run_folder.Orders`)
            receipts/RUN/PID.rows       what became of figures drawn one by one (`batch.journal`)
            receipts/RUN/marker, looked, closing.txt    when it began; that it has ended; what it prints then
            tmp/                        figures before they are renamed into place
            scratch/                    figures drawn a second time, to compare them with the first
            sheet/                      the contact sheet's figures, for Snakemake's report
            failures.txt                the targets that have no figure, and why; empty if none failed
            findings.json               what the run's closing lines said of the other targets
            complete                    exists when no target of the plan failed
            plain.json                  exists when the template drew a figure wrongly: which one
    logs/plots/                         Snakemake's log and benchmark of each job
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

HIDDEN = ".sweepfig"
WHOLE = "sweep"  # a sweep of one axis has one movie and one book, with this name
RUN_NAME = re.compile(r"\d+\.\d+-\d+-.+")


def plan_file(output: str | Path) -> Path:
    """Return where the plan is written."""
    return Path(output) / HIDDEN / "plan.json"


def sweep_file(output: str | Path, digest: str) -> Path:
    """Return the file of a sweep that was handed over in memory, given the digest of its content."""
    return Path(output) / HIDDEN / f"sweep-{digest[:16]}.nc"


def sweep_files(output: str | Path) -> list[Path]:
    """Return the files of sweeps that were handed over in memory."""
    return sorted((Path(output) / HIDDEN).glob("sweep-*.nc"))


def known_file(output: str | Path) -> Path:
    """Return the file that stores the survey of each of a sweep's many files."""
    return Path(output) / HIDDEN / "known.json"


def former_file(output: str | Path) -> Path:
    """Return the list of figures that earlier plans named."""
    return Path(output) / HIDDEN / "former.txt"


def named_file(output: str | Path) -> Path:
    """Return the file with the names of the last plan's figures."""
    return Path(output) / HIDDEN / "named.json"


def output_of(plan_path: str | Path) -> Path:
    """Return the output folder that a plan file belongs to."""
    return Path(plan_path).parent.parent


def manifest_file(output: str | Path, batch: int | str) -> Path:
    """Return where a batch's manifest is written."""
    return Path(output) / HIDDEN / "manifests" / f"{batch_name(batch)}.jsonl"


def stamps_file(output: str | Path, batch: int | str) -> Path:
    """Return the file with the stamps of a batch's manifest and figures at their last check."""
    return Path(output) / HIDDEN / "stamps" / batch_name(batch)


def stamps_of(manifest: Path) -> Path:
    """Return what `stamps_file` does, for a manifest given by its path."""
    return stamps_file(manifest.parents[2], manifest.stem)


def younger_file(output: str | Path) -> Path:
    """Return the file that is younger than the figures that Snakemake has to make anew."""
    return stamps_file(output, "younger").with_suffix(".txt")


def receipts_folder(output: str | Path) -> Path:
    """Return where each Snakemake run has a folder of receipts."""
    return Path(output) / HIDDEN / "receipts"


def run_name(began: float, pid: int, place: str) -> str:
    """Return a Snakemake run's name: its start in seconds since the epoch, its process id, its machine."""
    return f"{began:.3f}-{pid}-{place}"


def process_of(run: str) -> tuple[str, str]:
    """Return a run's process id, and the machine (`sweepfig.core.storage.MACHINE`) where it has that id."""
    pid, _, place = run.partition("-")[2].partition("-")
    return pid, place


def began(run: str) -> float:
    """Return when a run began, in seconds since the epoch."""
    return float(run.partition("-")[0])


def job_name(batches: Sequence[int]) -> str:
    """Return the name of a job that checks some batches: the first, and the last if there are several."""
    return "-".join(batch_name(batch) for batch in sorted({batches[0], batches[-1]}))


def batches_of(job: str) -> range:
    """Return a job's batches, first to last, given the job's name."""
    first, _, last = job.partition("-")
    return range(int(first), int(last or first) + 1)


def receipt_file(output: str | Path, run: str, job: str) -> Path:
    """Return where the receipt of a job in one run is written."""
    return run_folder(output, run) / f"{job}.json"


def run_folder(output: str | Path, run: str) -> Path:
    """Return the folder for files of one Snakemake run alone."""
    return receipts_folder(output) / run


def marker_file(output: str | Path, run: str) -> Path:
    """Return the file that is newer than everything that Snakemake must make again in a run."""
    return run_folder(output, run) / "marker"


def looked_file(output: str | Path, run: str) -> Path:
    """Return the file that exists once a run over some of the targets has ended."""
    return run_folder(output, run) / "looked"


def scratch_folder(output: str | Path) -> Path:
    """Return where a plan's figures are drawn a second time, to compare them with the first."""
    return Path(output) / HIDDEN / "scratch"


def folders_of_runs(output: str | Path) -> list[Path]:
    """Return the folder of each Snakemake run that has not been removed yet."""
    found = receipts_folder(output).glob("*-*")
    return [folder for folder in found if RUN_NAME.fullmatch(folder.name)]


def failures_file(output: str | Path) -> Path:
    """Return where a run writes which targets have no figure, and why."""
    return Path(output) / HIDDEN / "failures.txt"


def complete_file(output: str | Path) -> Path:
    """Return the file that exists when no target of the plan failed."""
    return Path(output) / HIDDEN / "complete"


def plain_file(output: str | Path) -> Path:
    """Return the file that exists when the template drew a figure wrongly, and may draw none here."""
    return Path(output) / HIDDEN / "plain.json"


def findings_file(output: str | Path) -> Path:
    """Return the file with the closing lines of a run over all targets."""
    return Path(output) / HIDDEN / "findings.json"


def temporary_folder(output: str | Path) -> Path:
    """Return where figures lie before they are renamed into place."""
    return Path(output) / HIDDEN / "tmp"


def own_folders(output: str | Path) -> list[Path]:
    """Return the folders of an output folder that hold no figures, outermost first."""
    hidden = Path(output) / HIDDEN
    manifests, stamps = manifest_file(output, 0).parent, stamps_file(output, 0).parent
    others = (receipts_folder, temporary_folder, scratch_folder, sheet_folder, slices_folder)
    asked_for = [file(output, WHOLE).parent for file in (movie_file, book_file)]
    return [hidden, manifests, stamps, *(folder(output) for folder in others), *asked_for]


def own_files(output: str | Path) -> list[Path]:
    """Return the files with fixed names that a run writes beside the figures."""
    hidden = (plan_file, known_file, former_file, named_file, failures_file, complete_file)
    named = [name(output) for name in (*hidden, findings_file, plain_file, holes_file)]
    return [*named, *files_for_people(output)]


def data_file(output: str | Path) -> Path:
    """Return the table of all targets."""
    return Path(output) / "data.csv"


def holes_file(output: str | Path) -> Path:
    """Return the list of the points without data."""
    return Path(output) / "holes.csv"


def metrics_file(output: str | Path) -> Path:
    """Return the file of all targets' numbers on the sweep's axes."""
    return Path(output) / "metrics.nc"


def gallery_file(output: str | Path) -> Path:
    """Return the gallery's page."""
    return Path(output) / "index.html"


def gallery_data_file(output: str | Path) -> Path:
    """Return the gallery's data."""
    return Path(output) / "index.js"


def slices_folder(output: str | Path) -> Path:
    """Return the folder of the slices' numbers, which the gallery's page reads."""
    return Path(output) / "slices"


def slices_file(output: str | Path, number: int) -> Path:
    """Return a file with the numbers of some neighbouring slices."""
    return slices_folder(output) / f"{batch_name(number)}.js"


def shared_slices_file(output: str | Path) -> Path:
    """Return the file with what all slices share."""
    return slices_folder(output) / "sweep.js"


def slices_files(output: str | Path) -> list[Path]:
    """Return those of the files of slices that exist."""
    return sorted(slices_folder(output).glob("[!.]*.js"))


def overviews(n_curves: int, *, is_line: bool, has_number_maps: bool) -> tuple[str, ...]:
    """Return the names of a sweep's overview figures.

    They are a map of errors if there are models of lines, a map of peaks where slices are lines, maps of
    other numbers if there are some, and a contact sheet.
    """
    found = {
        "error-map": is_line and n_curves > 1,
        "peak-map": is_line,
        "number-maps": has_number_maps,
        "contact-sheet": True,
    }
    return tuple(name for name, is_there in found.items() if is_there)


ALL_OVERVIEWS = overviews(2, is_line=True, has_number_maps=True)


def overview_files(output: str | Path, names: Sequence[str] = ALL_OVERVIEWS) -> list[Path]:
    """Return the overview figures with some names."""
    return [Path(output) / f"{name}.png" for name in names]


def report_files(output: str | Path, names: Sequence[str] = ALL_OVERVIEWS) -> list[Path]:
    """Return the files that show a drawn sweep, the overview figures with some names among them."""
    pages = [gallery_file(output), gallery_data_file(output)]
    return [metrics_file(output), *overview_files(output, names), *pages]


def files_for_people(output: str | Path, names: Sequence[str] = ALL_OVERVIEWS) -> list[Path]:
    """Return the files that a run leaves beside the figures; see `report_files`."""
    return [data_file(output), *report_files(output, names)]


def movie_file(output: str | Path, name: str) -> Path:
    """Return a movie's file; also for a name that is a Snakemake pattern."""
    return Path(output) / "movies" / f"{name}.webp"


def book_file(output: str | Path, name: str) -> Path:
    """Return a book's file; also for a name that is a Snakemake pattern."""
    return Path(output) / "books" / f"{name}.pdf"


def sheet_folder(output: str | Path) -> Path:
    """Return where the figures of the contact sheet are kept for Snakemake's report."""
    return Path(output) / HIDDEN / "sheet"


def sheet_files(output: str | Path) -> list[Path]:
    """Return those of the contact sheet's figures that exist."""
    return sorted(sheet_folder(output).glob("[!.]*"))


def log_folder(output: str | Path) -> Path:
    """Return where Snakemake keeps the logs and benchmarks of a config's jobs.

    It is outside the output folder, so that both paths leave the same tree, byte for byte.
    """
    return Path("logs") / (re.sub(r"[^\w.=+-]+", "_", str(output)).strip("_.") or "output")


def batch_name(batch: int | str) -> str:
    """Return a batch's name: its number, padded so that names sort; a name is returned unchanged."""
    return batch if isinstance(batch, str) else f"{batch:04d}"
