"""Tries mutants: a plugin of pytest, `-p tests.mutation.trying`, with the mutants in the file that MUTATION_JOBS names.

Django, the tests and their database are ready once. Each mutant has a fork of this process, in which the changed
function gets its new code where it stands, so that all that imported, decorated or registered it has it too. The fork
runs the tests that reach the line until one fails. A line of JSON for each mutant goes to MUTATION_RESULTS.
"""

import gc
import json
import os
import select
import signal
import time
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from market.core.base.prepared import Prepared
from tests.mutation.reached import PACKAGES, ROOT

CONTROLS = 8
PATIENCE = 30.0  # seconds that a test may take, and as many times what it takes without a mutant


def functions() -> dict[tuple[str, str], list[FunctionType]]:
    """The functions of the modules that are mutated, by path and name, each as often as it is defined."""
    live: dict[tuple[str, str], list[FunctionType]] = {}
    for each in _objects():
        if type(each) is FunctionType and str(each.__module__).startswith(PACKAGES):  # a lazy object wakes when asked
            live.setdefault((each.__code__.co_filename, each.__code__.co_qualname), []).append(each)
    return live


def _objects() -> list[Any]:
    """All that live."""
    gc.unfreeze()  # what is frozen is not listed
    objects = gc.get_objects()
    gc.freeze()
    return objects


def codes(code: CodeType) -> Iterator[CodeType]:
    """All code within a module's, as it stands in the file."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from codes(each)


def change(mutant: dict[str, Any], live: dict[tuple[str, str], list[FunctionType]]) -> bool:
    """Give the functions of that name their new code; whether there was one to change."""
    path = str(ROOT / mutant["path"])
    old = [each for each in codes(compile(Path(path).read_text(), path, "exec", dont_inherit=True))]
    new = [each for each in codes(compile(mutant["source"], path, "exec", dont_inherit=True))]
    before = [each for each in old if each.co_qualname == mutant["function"]]
    after = [each for each in new if each.co_qualname == mutant["function"]]
    changed = False
    for function in live.get((path, mutant["function"]), []):
        for was, becomes in zip(before, after, strict=True):
            if function.__code__ == was and was != becomes and len(was.co_freevars) == len(becomes.co_freevars):
                function.__code__ = becomes
                changed = True
                break
    return changed


class _Forks:
    """Runs mutants one after the other."""

    def __init__(self, session: pytest.Session) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self.first = next(filter(_is_plain, session.items), session.items[0])
        self.killers: dict[str, Counter[str]] = {}
        self.other = min(reversed(session.items), key=self._in_common)  # what then stays is common to all tests
        runtestprotocol(self.first, nextitem=self.other, log=False)  # the session's fixtures stay, the database too
        connections.close_all()
        self.live = functions()
        self.prepared = [each for each in _objects() if type(each) is Prepared]

    def _in_common(self, item: Any) -> int:
        return sum(one is other for one, other in zip(self.first.listchain(), item.listchain(), strict=False))

    def run(self, mutant: dict[str, Any]) -> dict[str, Any]:
        """Try one; what became of it."""
        began = time.monotonic()
        known_killers = self.killers.setdefault(mutant["path"], Counter())
        tests = [test for test in mutant["tests"] if test in self.items]
        tests.sort(key=lambda test: -known_killers[test])
        receive, send = os.pipe()
        pid = os.fork()
        if not pid:
            self._try(mutant, tests, send)
        os.close(send)
        outcome = self._wait(pid, receive, mutant["seconds"])
        os.close(receive)
        if outcome["outcome"] == "killed":
            known_killers[outcome["test"]] += 1
        return outcome | {"tests": len(tests), "seconds": round(time.monotonic() - began, 2)}

    def _try(self, mutant: dict[str, Any], tests: list[str], send: int) -> None:
        """In the fork: never returns."""
        try:
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            if mutant["function"] and not change(mutant, self.live):
                os.write(send, b"unchanged\n")
                return
            for each in self.prepared:  # what was written as SQL before is of the code without a mutant
                each._statements.clear()
            for test, following in zip_longest(tests, tests[1:]):
                os.write(send, f"{test}\n".encode())
                item = self.items[test]
                after = self.other if item is self.first else self.first
                reports = runtestprotocol(item, nextitem=self.items.get(following, after), log=False)
                failed = [report for report in reports if report.failed]
                if failed:
                    os.write(send, f"killed\n{failed[0].when} {failed[0].longreprtext[-1500:]}\n".encode())
                    return
            os.write(send, b"survived\n")
        except BaseException as error:  # noqa: BLE001  # whatever it is, the fork ends here
            os.write(send, f"killed\n{error!r}\n".encode())
        finally:
            os._exit(0)

    def _wait(self, pid: int, receive: int, usual: dict[str, float]) -> dict[str, Any]:
        """Follow the fork; one that stands still is killed, and so is its mutant."""
        test, told_so_far = "", ""
        while True:
            ready, _, _ = select.select([receive], [], [], PATIENCE * (1 + usual.get(test, 0)))
            if not ready:
                os.kill(pid, signal.SIGKILL)
            part = os.read(receive, 65536).decode()
            told_so_far += part
            lines = told_so_far.split("\n")[:-1]
            tests = [line for line in lines if line in usual]
            test = tests[-1] if tests else ""
            if not part or not ready:
                os.waitpid(pid, 0)
                last = next((line for line in lines if line in ("killed", "survived", "unchanged")), "timeout")
                return {"outcome": last, "test": test, "tried": len(tests), "why": told_so_far}


def _is_plain(item: Any) -> bool:
    return "db" in item.fixturenames and not {"provider_server", "transactional_db"} & set(item.fixturenames)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of the tests: the mutants."""
    forks = _Forks(session)
    jobs = [json.loads(line) for line in Path(os.environ["MUTATION_JOBS"]).read_text(encoding="utf-8").splitlines()]
    _control(forks, jobs)
    until = float(os.environ.get("MUTATION_UNTIL", "inf"))
    with Path(os.environ["MUTATION_RESULTS"]).open("a", encoding="utf-8") as file:
        for mutant in jobs:
            if time.time() > until:
                break
            facts = {name: mutant[name] for name in ("path", "place", "line", "function", "before", "after")}
            file.write(json.dumps(facts | forks.run(mutant), ensure_ascii=False) + "\n")
            file.flush()
    return True


def _control(forks: _Forks, jobs: list[dict[str, Any]]) -> None:
    """Without a mutant no test fails, or what the forks say is worth nothing. Raises pytest.Exit."""
    tests = list(dict.fromkeys(job["tests"][0] for job in jobs))[:CONTROLS]
    seconds = {test: job["seconds"][test] for job in jobs for test in job["tests"]}
    control = forks.run({"path": "", "function": "", "source": "", "tests": tests, "seconds": seconds})
    if control["outcome"] != "survived":
        pytest.exit(f"without a mutant: {control}", returncode=1)
