"""Movies and books of the drawn sweep, made when asked for.

Needs: the table of targets. Makes: movies/*.webp, books/*.pdf.
"""


# A figure's pattern can be as wide as plots/{a}/{b}.pdf.
ruleorder: summary > film > bind > figure


wildcard_constraints:
    movie=".+",
    book=".+",


rule movies:
    """Make a movie along the last axis for each choice of the others."""
    input:
        lambda wildcards: [
            paths.movie_file(OUTPUT, name)
            for name in sequences.movies(NEEDED.plan(plan))
        ],


rule book:
    """Make a book for each outermost value: a page a target."""
    input:
        lambda wildcards: [
            paths.book_file(OUTPUT, name)
            for name in sequences.books(NEEDED.plan(plan))
        ],


rule film:
    """Bring one movie up to date: frames of one size and with the same ranges."""
    input:
        paths.data_file(OUTPUT),
        lambda wildcards: NEEDED.damaged_movie(wildcards.movie, plan),
        plan=ancient(PLAN),
    output:
        update(paths.movie_file(OUTPUT, "{movie}")),
    log:
        LOGS / "film" / "{movie}.log",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=job_memory,
        runtime=sequence_runtime,
    params:
        code=sequences.code_digest(),
    shell:
        ": > {log:q}; "
        + script("sequence")
        + " {input.plan:q} movies --name {wildcards.movie:q} >> {log:q} 2> >(tee -a {log:q} >&2)"


rule bind:
    """Bring one book up to date: the figures of one outermost value, in vectors."""
    input:
        paths.data_file(OUTPUT),
        lambda wildcards: NEEDED.damaged_book(wildcards.book, plan),
        plan=ancient(PLAN),
    output:
        update(paths.book_file(OUTPUT, "{book}")),
    log:
        LOGS / "bind" / "{book}.log",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=job_memory,
        runtime=sequence_runtime,
    params:
        code=sequences.code_digest(),
    shell:
        ": > {log:q}; "
        + script("sequence")
        + " {input.plan:q} books --name {wildcards.book:q} >> {log:q} 2> >(tee -a {log:q} >&2)"
