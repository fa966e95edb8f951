"""Gather what the batches left.

Needs: manifests. Makes: data.csv, failures.txt, all that shows the sweep; and `complete`, if no target failed.
"""


rule summary:
    """Gather the manifests: the table of targets, their numbers on the axes, the gallery."""
    input:
        lambda wildcards: NEEDED.looked_at(plan),
        plan=ancient(PLAN),
    output:
        report(
            paths.data_file(OUTPUT),
            caption="../report/table.rst",
            category="Table",
            labels={"table": "every target, with its numbers"},
        ),
        [
            report(
                path,
                caption=f"../report/{path.stem}.rst",
                category="Overview",
                labels={"figure": path.stem.replace("-", " ")},
            )
            for path in OVERVIEW
        ],
        report(
            directory(paths.sheet_folder(OUTPUT)),
            patterns=[f"{{place}}_{{target}}.{SETTINGS.figure.format}"],
            caption="../report/sheet.rst",
            category="Worst targets" if len(SETTINGS.sweep.curves) > 1 else "Targets",
            labels={"place": "{place}", "target": "{target}"},
        ),
        paths.metrics_file(OUTPUT),
        paths.failures_file(OUTPUT),
        paths.gallery_file(OUTPUT),
        paths.gallery_data_file(OUTPUT),
        [directory(paths.slices_folder(OUTPUT))] if SETTINGS.gallery.data else [],
        paths.findings_file(OUTPUT),
    log:
        LOGS / "summary.log",
    localrule: True
    conda:
        ENVIRONMENT
    threads: 2
    resources:
        warm_library_threads=1,  # the other is for a fork
    params:
        warm="sweepfig.workflow.table:make_in_warm_process",
    shell:
        script("summary")
        + f' {{input.plan:q}} --run "${RUN_VARIABLE}" --processes {{threads}} 2> >(tee {{log:q}} >&2)'


rule look:
    """Say what became of the targets that the config selects; fails if one of them failed."""
    input:
        lambda wildcards: NEEDED.looked_at(plan),
        plan=ancient(PLAN),
    output:
        temp(paths.looked_file(OUTPUT, NEEDED.run)),
    log:
        LOGS / "look.log",
    localrule: True
    conda:
        ENVIRONMENT
    shell:
        script("summary")
        + f' {{input.plan:q}} --run "${RUN_VARIABLE}" --settings "${SETTINGS_VARIABLE}" 2> >(tee {{log:q}} >&2)'
        + " && touch {output:q}"


rule check:
    """Fail if a target has no figure, and list which and why."""
    input:
        lambda wildcards: NEEDED.unchecked(),
        failures=paths.failures_file(OUTPUT),
    output:
        paths.complete_file(OUTPUT),
    log:
        LOGS / "check.log",
    localrule: True
    conda:
        ENVIRONMENT
    shell:
        # No script: a look at an empty file would cost an interpreter's start. What can't be read, or
        # listed for want of room, is not empty.
        "if cmp -s {input.failures:q} /dev/null; then touch {output:q};"
        " else tee {log:q} < {input.failures:q} >&2; exit 1; fi"
