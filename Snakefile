"""Draw every figure of a simulation sweep: one figure for each point of the sweep.

snakemake --cores all                                     every figure
snakemake --cores 1 plots/k0=0.33/rc-1.778e-05.png        that one
snakemake --cores all --configfile my.yaml                of your own sweep
snakemake --cores all verify                              both paths against each other
snakemake --cores all movies                              an animation for each wavenumber
snakemake --cores all book                                a PDF for each wavenumber
"""

import os
import sys

from snakemake.utils import min_version

# Snakemake looks for modules beside this file first, and its jobs on a cluster in the working folder:
# there may lie files of anybody's.
sys.path[:] = [folder for folder in sys.path if folder != str(workflow.current_basedir)]
sys.path.sort(key=lambda folder: folder == os.getcwd())

min_version("9.27")  # 9.13 fails over an `update` output that is not there yet


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/split.smk"
include: "workflow/rules/render.smk"
include: "workflow/rules/summary.smk"
include: "workflow/rules/see.smk"
include: "workflow/rules/verify.smk"


rule all:
    """Every figure is current, and so is what shows the sweep; fails if a target failed."""
    default_target: True
    input:
        [rules.summary.output, paths.complete_file(OUTPUT)]
        if SELECTION.is_all
        else rules.look.output,
        lambda wildcards: NEEDED.figures(plan),
