from pathlib import Path
from threading import Lock

from letters import Sour

KINDS = "good exit killed segfault raises cause slow silent loud c moves closes quits".split()
KINDS += ["interrupted", "cancelled", "fine"]
N = 40


rule all:
    input:
        expand("count/{n}.txt", n=range(N)),
        expand("kinds/{kind}.txt", kind=KINDS),
        expand("listed/{kind}.txt", kind=["good", "raises", "killed", "fine", "well"]),
        expand("few/{n}.txt", n=range(12)),
        expand("many/{n}.txt", n=range(2)),
        "none/1.txt",
        expand("missing/{n}.txt", n=range(2)),
        expand("dying/{n}.txt", n=range(2)),
        "again.txt",
        "patient.txt",
        expand("unsent/{n}.txt", n=range(2)),
        expand("sour/{n}.txt", n=range(4)),
        "told.txt",
        "threads.txt",
        "local/shadow.txt",
        "local/modules.txt",
        "local/repeats.txt",
        "local/pipe.txt",
        "local/run.txt",
        "local/script.txt",
        "module/good.txt",
        "checked.txt",


rule count:
    input:
        text="letters.py",
    output:
        protected("count/{n}.txt"),
    log:
        "logs/count/{n}.txt",
    benchmark:
        "benchmarks/count/{n}.tsv"
    params:
        warm="letters:count",
    shell:
        "echo shell > {output}"


use rule count as threads with:
    output:
        "{n,threads}.txt",
    log:
        "logs/{n}.txt",
    benchmark:
        "benchmarks/{n}.tsv"
    threads: 2


rule kinds:
    output:
        "kinds/{kind}.txt",
    log:
        "logs/kinds/{kind}.txt",
    params:
        warm="letters:kinds",
    shell:
        "echo shell > {output}"


use rule kinds as patient with:
    output:
        "{kind,patient}.txt",
    log:
        "logs/{kind}.txt",
    resources:
        runtime=1,


use rule kinds as listed with:
    output:
        "listed/{kind}.txt",
    log:
        "logs/listed/{kind}.txt",
    params:
        warm="letters:listed",


use rule kinds as few with:
    output:
        "few/{n}.txt",
    log:
        "logs/few/{n}.txt",
    params:
        warm="letters:too_few",


use rule few as many with:
    output:
        "many/{n}.txt",
    log:
        "logs/many/{n}.txt",
    params:
        warm="letters:too_many",


use rule few as none with:
    output:
        "none/{n}.txt",
    log:
        "logs/none/{n}.txt",
    params:
        warm="letters:no_iterable",


use rule few as missing with:
    output:
        "missing/{n}.txt",
    log:
        "logs/missing/{n}.txt",
    params:
        warm="letters:nowhere",


use rule few as dying with:
    output:
        "dying/{n}.txt",
    log:
        "logs/dying/{n}.txt",
    params:
        warm="dying:nowhere",


rule again:
    output:
        "again.txt",
    params:
        warm="letters:again",
    retries: 2
    shell:
        "echo shell > {output}"


rule unsent:
    output:
        "unsent/{n}.txt",
    params:
        warm="letters:kinds",
        lock=lambda wildcards: Lock(),
    shell:
        "echo shell > {output}"


rule sour:
    output:
        "sour/{n}.txt",
    params:
        warm="letters:too_many",
        some=lambda wildcards: Sour() if wildcards.n == "2" else None,
    shell:
        "echo shell > {output}"


rule told:
    input:
        "letters.py",
    output:
        "told.txt",
    params:
        warm="letters:told",
        file=lambda wildcards, input: input[0],
    shell:
        "echo shell > {output}"


rule shadow:
    output:
        "local/{kind,shadow}.txt",
    params:
        warm="letters:kinds",
    shadow:
        "minimal"
    shell:
        "echo shell > {output}"


rule modules:
    output:
        "local/{kind,modules}.txt",
    params:
        warm="letters:kinds",
    envmodules:
        "some",
    shell:
        "echo shell > {output}"


rule repeats:
    output:
        "local/{kind,repeats}.txt",
    params:
        warm="letters:kinds",
    benchmark:
        repeat("benchmarks/{kind}.tsv", 2)
    shell:
        "echo shell > {output}"


rule into_pipe:
    output:
        pipe("local/pipe.fifo"),
    params:
        warm="letters:kinds",
    shell:
        "echo shell > {output}"


rule from_pipe:
    input:
        "local/pipe.fifo",
    output:
        "local/pipe.txt",
    params:
        warm="letters:kinds",
    shell:
        "cat {input} > {output}"


rule run:
    output:
        "local/run.txt",
    run:
        Path(output[0]).write_text("run\n")


rule script:
    output:
        "local/script.txt",
    script:
        "script.py"


checkpoint parts:
    output:
        directory("parts"),
    params:
        warm="parting:part",
    shell:
        "false"


rule gather:
    input:
        "passing.txt",
        lambda wildcards: sorted(Path(checkpoints.parts.get().output[0]).glob("*.txt")),
    output:
        "checked.txt",
    shell:
        "cat {input} > {output}"


rule passing:
    output:
        temp("{kind,passing}.txt"),
    params:
        warm="letters:kinds",
    shell:
        "false"


module other:
    snakefile:
        "other.smk"
    prefix:
        "module"


use rule * from other as other_*
