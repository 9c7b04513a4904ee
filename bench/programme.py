"""The programme (A2): the officers' pages of the plan and the public map beside the list of profiles, with as many
trainees as 44 programmes have; the same pages' SQL statements are counted beside those on a small site.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from bench.load import latencies, measure_in_turn, percentile
from bench.place import Site, run_code, site, wsgi
from bench.results import Result, Run

SMALL, PROGRAMMES, PORT = 2_000, 44, 8093
RATE, TIMES = 50, 2.0  # requests a second; of the list page's p99

# Run in the site's shell: an officer's session, the middle phase's page, and how many statements each page takes.
QUERY = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from market.accounts.models import User
from market.training.models import Enrolment, Phase, Programme
officer = User.objects.get(email="oli@demo.test")
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(officer.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY], store["second_factor"] = officer.get_session_auth_hash(), True
store.create()
phase = Phase.objects.filter(programme=Programme.objects.first()).order_by("number")[3]
pages = {"phase": phase.get_absolute_url(), "desk": "/staff/programme/", "map": "/programme/"}
client = Client(SERVER_NAME="127.0.0.1")
client.cookies["sessionid"] = store.session_key
def count(path):
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as context:
        client.get(path)
    return len(context)
print(json.dumps({"session": store.session_key, "pages": pages, "counts": {name: count(path) for name, path in
    pages.items()}, "trainees": Enrolment.objects.studying().count()}))
"""


def a2(run: Run) -> Iterator[Result]:
    """Pages of the plan at 100,000 trainees: their p99 beside the list of profiles, and their statements."""
    with site(SMALL) as small:
        few = json.loads(run_code(small.env, QUERY).splitlines()[-1])
    with site(SMALL, PROGRAMMES) as large, wsgi(large, "market.wsgi:application", PORT) as address:
        facts = json.loads(run_code(large.env, QUERY).splitlines()[-1])
        officer = replace(large, session=facts["session"])
        for name, path in facts["pages"].items():
            ours, reference = measure_in_turn(
                run.rounds, _p99(address, path, officer, run), _p99(address, "/talent/", officer, run)
            )
            ratio = ours.median / reference.median
            what = f"{name} of the programme, p99 ms at {facts['trainees']} trainees, beside the list of profiles"
            yield Result("A2", what, f"{ours}", f"{reference}", round(ratio, 2), f"≤ {TIMES:g} x", ratio <= TIMES)
            count, before = facts["counts"][name], few["counts"][name]
            what = f"{name} of the programme, SQL statements, beside those at {few['trainees']} trainees"
            yield Result("A2", what, str(count), str(before), round(count / before, 2), "the same", count == before)


def _p99(address: str, path: str, place: Site, run: Run) -> Callable[[], float]:
    return lambda: percentile(latencies(address, [path], place.signed_in, rate=RATE, seconds=run.seconds), 99)
