"""Gather what the batches left.

Needs: manifests. Makes: data.csv, and all that shows the sweep; and `complete`, if no target failed.
"""


localrules:
    summary,
    check,


rule summary:
    """Gather the manifests: the table of targets, their numbers on the axes, the gallery."""
    input:
        pending_receipts,
        outdated_gallery,
        plan=ancient(PLAN),
    output:
        FOR_PEOPLE,
    log:
        LOGS / "summary.log",
    conda:
        ENVIRONMENT
    shell:
        script("summary") + " {input.plan:q} 2> {log:q}"


rule check:
    """Fail if a target has no figure, and list which and why."""
    input:
        names.data_file(OUTPUT),
        plan=ancient(PLAN),
    output:
        names.complete_file(OUTPUT),
    log:
        LOGS / "check.log",
    conda:
        ENVIRONMENT
    shell:
        script("check") + " {input.plan:q} 2> >(tee {log:q} >&2)"
