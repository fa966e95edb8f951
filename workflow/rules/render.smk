"""Draw figures: a batch a job, or one asked for by its path.

Needs: plan.json. Makes: figures, and a manifest for each batch.
"""


localrules:
    figure,


rule render:
    """Bring a batch's figures up to date; leave its manifest, and a receipt of what was done."""
    input:
        plan=ancient(PLAN),
    output:
        names.receipt_file(OUTPUT, "{run}", "{batch}"),
    log:
        LOGS / "render" / "{run}" / "{batch}.log",
    benchmark:
        LOGS / "render" / "{run}" / "{batch}.tsv"
    conda:
        ENVIRONMENT
    threads: 1  # more with --set-threads render=N
    resources:
        mem_mb=batch_memory,
        runtime=batch_runtime,
        cpus_per_task=lambda wildcards, threads: threads,
    shell:
        script("render")
        + " {input.plan:q} --batch {wildcards.batch} --processes {threads}"
        ' --receipt {output:q} --selection "$SWEEPFIG_SELECTION" 2> {log:q}'


wildcard_constraints:
    run="[^/]+",
    batch="[0-9]+",


rule figure:
    """Bring the figure of one target up to date, asked for by its path."""
    input:
        doubtful_figure,
        plan=ancient(PLAN),
    output:
        update(PATTERN),
    log:
        LOGS / "figure" / f"{PATTERN.removeprefix(OUTPUT + '/')}.log",
    conda:
        ENVIRONMENT
    shell:
        script("render") + " {input.plan:q} --figure {output:q} 2> >(tee {log:q} >&2)"
