"""Draw figures: some batches a job; all those that are asked for by their paths in one job.

Needs: plan.json. Makes: figures, and a manifest for each batch.
"""


rule render:
    """Bring batches up to date; leave a manifest of each, and a receipt of what was done."""
    input:
        plan=ancient(PLAN),
    output:
        paths.receipt_file(OUTPUT, "{run}", "{job}"),
    log:
        LOGS / "render" / "{run}" / "{job}.log",
    benchmark:
        LOGS / "render" / "{run}" / "{job}.tsv"
    conda:
        ENVIRONMENT
    threads: 1  # more with --set-threads render=N
    resources:
        mem_mb=job_memory,
        runtime=job_runtime,
        cpus_per_task=lambda wildcards, threads: threads,
        attempt=lambda wildcards, attempt: attempt,
        warm_seconds=0,  # none: `runtime` is for a cluster, where a job that exceeds it is tried again
    params:
        warm="sweepfig.workflow.warm_jobs:draw_batches",
        settings=SETTINGS_VARIABLE,
    shell:
        script("render")
        + " {input.plan:q} --job {wildcards.job} --processes {threads}"
        + " --attempt {resources.attempt}"
        # A cluster's jobs go on: another Snakemake may gather what they draw.
        + ("" if SNAKEMAKE.is_clusters_job else " --end-with-run")
        + f' --receipt {{output:q}} --settings "${SETTINGS_VARIABLE}" 2> {{log:q}}'


wildcard_constraints:
    run="[^/]+",
    job="[0-9]+(-[0-9]+)?",


rule asked:
    """Bring the figures that are asked for by their paths up to date, in one process."""
    input:
        plan=ancient(PLAN),
    output:
        paths.receipt_file(OUTPUT, "{run}", "asked"),
    log:
        LOGS / "asked" / "{run}.log",
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1  # more with --set-threads asked=N
    shell:
        script("render")
        + " {input.plan:q} --receipt {output:q} --processes {threads} 2> >(tee {log:q} >&2)"


rule figure:
    """One target's figure and twins: a job of its own in a warm process; else `asked` has brought them up to date."""
    input:
        unpack(figure_inputs),
        plan=ancient(PLAN),
    output:
        # A report of all of them would have megabytes for each hundred.
        [
            (
                report(update(each), category="Figures")
                if NEEDED.reports_figures
                else update(each)
            )
            for each in PATTERNS
        ],
    log:
        FIGURE_LOG,
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        # No function of the plan, which Snakemake would call for each of thousands.
        warm_seconds=resources.seconds_a_figure(
            [figure.kind for _, figure in SETTINGS.figure.by_key()],
            SETTINGS.numbers,
            SETTINGS.figure.time_limit,
        ),
        tmpdir=tempfile.gettempdir(),  # Snakemake's default, which is a function
    params:
        warm="sweepfig.workflow.warm_jobs:draw",
    shell:
        ""  # none to run: Snakemake would fill it in four times a figure, also in a warm process
