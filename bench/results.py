"""A row of the benchmark's table, and the size of a run."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """A row of the table. `ratio` is our value divided by the reference's, if there is one."""

    goal: str
    what: str
    ours: str
    reference: str
    ratio: float | None
    wanted: str
    is_met: bool | None  # None: it has no goal, or could not be measured

    def facts(self) -> dict[str, object]:
        """The row as a dictionary for the report."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Run:
    """The size of a run: rows of the large site, rounds, seconds of a round, idle sockets; of an exam the trainees, and
    the minutes into which its hour is compressed."""

    rows: int
    rounds: int
    seconds: int
    sockets: int
    trainees: int = 2304
    minutes: float = 10
