"""Say what a function that is called for many jobs is told of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any


class Items(list[Any]):
    """A list some of whose items have names: ``job.input[0]``, ``job.input.table``."""

    def __init__(self, items: list[Any], named: Mapping[str, Any]) -> None:
        super().__init__(items)
        self.__dict__.update(named)  # a name goes before a method of lists: `index`, `sort`

    if TYPE_CHECKING:  # which names there are, the workflow says

        def __getattr__(self, name: str) -> Any: ...

    def get(self, name: str, default: Any = None) -> Any:
        """Return the item of a name; a default if there is none."""
        return self.__dict__.get(name, default)

    def __reduce__(self) -> tuple[Any, ...]:
        return Items, (list(self), self.__dict__)


@dataclass(frozen=True)
class Job:
    """A job of a rule, as Snakemake's own `snakemake` object describes it to a script.

    Attributes
    ----------
    rule : str
    id : int
        Snakemake's number of the job.
    input, output, params, log : Items
        Files as strings; parameters as they are.
    wildcards : dict of str to str
    threads : int
    resources : dict of str to int, float or str
    attempt : int
        1, or more if the job is tried again.
    """

    rule: str
    id: int
    input: Items
    output: Items
    params: Items
    log: Items
    wildcards: dict[str, str]
    threads: int
    resources: dict[str, Any]
    attempt: int
