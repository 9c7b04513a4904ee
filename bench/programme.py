"""The programme (A2): public and officers' pages beside the list of profiles, with as many trainees as 44 programmes
have; their SQL statements beside those on a small site; what the night and a whole file of trainees take.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from bench.load import measure_in_turn, one_by_one, percentile
from bench.place import Site, run_code, site, wsgi
from bench.results import Result, Run

SMALL, PROGRAMMES, PORT = 2_000, 44, 8093
REQUESTS, TIMES = 60, 2.0  # of a round, one after the other: some pages are slow; of the list page's p99
NIGHT, MEMORY = 60, 1.5  # seconds in which all is counted; times the memory of a small site

# Run in the site's shell: what the night takes, an officer's session, how many statements each page takes, and a file.
QUERY = """
import json, resource, time
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from market.accounts.models import User
from market.training.figures.actions import count_figures
from market.training.models import Enrolment, Phase, Programme
from market.training.tracer.opening_actions import open_and_write
began = time.monotonic()
for pk in Programme.objects.values_list("pk", flat=True):
    open_and_write(pk)
    count_figures(programme_id=pk, again=True)
night = time.monotonic() - began
officer = User.objects.get(email="oli@demo.test")
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(officer.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY], store["second_factor"] = officer.get_session_auth_hash(), True
store.create()
phase = Phase.objects.filter(programme=Programme.objects.first()).order_by("number")[3]
pages = {"map": "/programme/", "figures": "/programme/figures/", "desk": "/staff/programme/",
    "phase": phase.get_absolute_url(), "trainees": "/staff/trainees/", "who lacks": "/staff/trainees/?stands=lacking",
    "batches": "/batches/", "trainers": "/staff/trainers/", "allowances": "/staff/allowances/",
    "tracer": "/staff/tracer/"}
client = Client(SERVER_NAME="127.0.0.1")
client.cookies["sessionid"] = store.session_key
def count(path):
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as context:
        client.get(path)
    return len(context)
counts = {name: count(path) for name, path in pages.items()}
began = time.monotonic()
lines = sum(part.count(b"\\n") for part in client.get("/staff/trainees/file/").streaming_content)
taken, memory = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"session": store.session_key, "pages": pages, "counts": counts, "night": night, "lines": lines,
    "taken": taken, "memory": memory, "trainees": Enrolment.objects.studying().count()}))
"""


def a2(run: Run) -> Iterator[Result]:
    """Pages of the programme at 100,000 trainees, the night's work, and all of them in a file."""
    with site(SMALL) as small:
        few = json.loads(run_code(small.env, QUERY).splitlines()[-1])
    with site(SMALL, PROGRAMMES) as large, wsgi(large, "market.wsgi:application", PORT) as address:
        facts = json.loads(run_code(large.env, QUERY).splitlines()[-1])
        yield from _work(facts, few)
        officer = replace(large, session=facts["session"])
        for name, path in facts["pages"].items():
            ours, reference = measure_in_turn(
                run.rounds, _p99(address, path, officer), _p99(address, "/talent/", officer)
            )
            ratio = ours.median / reference.median
            what = f"{name}, p99 ms at {facts['trainees']} trainees, beside the list of profiles"
            yield Result("A2", what, f"{ours}", f"{reference}", round(ratio, 2), f"≤ {TIMES:g} x", ratio <= TIMES)
            count, before = facts["counts"][name], few["counts"][name]
            what = f"{name}, SQL statements, beside those at {few['trainees']} trainees"
            yield Result("A2", what, str(count), str(before), round(count / before, 2), "the same", count == before)


def _work(facts: dict[str, Any], few: dict[str, Any]) -> Iterator[Result]:
    """The night and the file."""
    night, budget = facts["night"], f"{NIGHT} s"
    yield Result("A2", "counting all figures anew, s", f"{night:.0f}", budget, None, f"≤ {budget}", night <= NIGHT)
    memory, before = facts["memory"], few["memory"]
    ratio = memory / before
    what = f"memory of both, MB, with all {facts['lines']} lines in a file ({facts['taken']:.0f} s)"
    yield Result(
        "A2", what, str(memory), str(before), round(ratio, 2), f"≤ {MEMORY:g} x a small site's", ratio <= MEMORY
    )


def _p99(address: str, path: str, place: Site) -> Callable[[], float]:
    return lambda: percentile(one_by_one(address, [(path, None)] * REQUESTS, place.signed_in), 99)
