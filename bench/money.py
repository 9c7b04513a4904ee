"""Bids (P10) and the ledger (P11): in the database beside pgledger, and over HTTP with all that an action does."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench.load import Request, measure_in_turn, one_by_one
from bench.place import FOLDER, LOADING, Site, on_processors, run_code, site, wsgi
from bench.results import Result, Run

SMALL, PORT = 2_000, 8090
CLIENTS = 8
ACCOUNTS, HOT, TIMES = 500, 3, 2.0
BIDS, RELEASES = 150, 150
# https://github.com/pgr0ss/pgledger has no package: who wants the comparison puts its uuid-to-ulid.sql and pgledger.sql
# into this one file.
PGLEDGER = Path(os.environ.get("PGLEDGER_SQL") or FOLDER / "pgledger.sql")

# Run in the site's shell. People with money, and a client with jobs and with a milestone whose money is held.
PREPARE = """
import itertools, json, uuid
from decimal import Decimal
from market.accounts.models import User
from market.accounts.tokens.actions import create_api_token
from market.core.base import clock
from market.core.base.money import Money
from market.payments.ledger import postings
from market.payments.models import Funding
from tests import make
from tests.payments.story import contract, first
name = uuid.uuid4().hex[:10]
make._number = itertools.count(uuid.uuid4().int >> 90)  # a batch of its own in each run
client, freelancer = make.make_person("C" + name), make.make_freelancer("F" + name)
milestone = first(contract("9000.00", client=client, freelancer=freelancer))
funding = Funding.objects.create(milestone=milestone, amount_value=Decimal("9000"), fee_value=Decimal("450"),
    currency="USD", state="paid", payment_id=name, charge_id=name, created_at=clock.now(), ended_at=clock.now())
postings.post_funding(funding)
milestone.held_value = funding.amount_value
milestone.save(update_fields=["held_value"])
make.mark_funded(milestone, at=clock.now())
for user in User.objects.order_by("pk")[:%(accounts)d]:
    postings.post(postings.Event(f"bench:{name}:{user.pk}", "bench", Money(1000000, "USD")),
        postings.Leg("payable", Decimal(1000000), user=user.pk), postings.Leg("capital", Decimal(-1000000)))
token = lambda user: create_api_token(by=user, name="bench", scopes=["work", "money"], days=1)[1]
print(json.dumps({
    "users": list(User.objects.order_by("pk").values_list("pk", flat=True)[:%(accounts)d]),
    "jobs": [make.make_job(client).pk for _ in range(%(bids)d)],
    "milestone": milestone.pk, "client": token(client), "freelancer": token(freelancer),
}))
"""
COUNT = """
from market.bids.models import Bid
from market.payments.models import Release
print(Bid.objects.count() + Release.objects.count())
"""
OURS = """
\\set one random(1, :accounts)
\\set other 1 + (:one % :accounts)
SELECT ledger_post('bench:' || gen_random_uuid(), 'bench', NULL, now(), '{"amount": "0.01"}', jsonb_build_array(
  jsonb_build_object('account', 'payable', 'currency', 'USD', 'user', one.id, 'amount', '-0.01', 'rail', ''),
  jsonb_build_object('account', 'payable', 'currency', 'USD', 'user', other.id, 'amount', '0.01', 'rail', '')))
  FROM bench_account one, bench_account other WHERE one.n = :one AND other.n = :other;
"""
THEIRS = """
\\set one random(1, :accounts)
\\set other 1 + (:one % :accounts)
SELECT pgledger_create_transfer(one.name, other.name, 0.01)
  FROM bench_account one, bench_account other WHERE one.n = :one AND other.n = :other;
"""


def p10(run: Run) -> Iterator[Result]:
    """Bids over HTTP, one after the other at one worker: what one processor takes in a second."""
    with _prepared(SMALL) as (place, data):
        bid = {"amount": {"amount": "120.00", "currency": "USD"}, "days": 10, "cover_letter": "I drew logos."}
        requests = [(f"/api/v1/jobs/{pk}/bids/", json.dumps(bid).encode()) for pk in data["jobs"]]
        yield _over_http("P10", "bids by API, of one worker, a second", place, requests, data["freelancer"], 800)


def p11(run: Run) -> Iterator[Result]:
    """Postings: in the database beside pgledger, with many accounts and with three; then releases over HTTP."""
    with _prepared(SMALL) as (place, data):
        url = place.env["DATABASE_URL"]
        has_reference = _load_accounts(url, data["users"])
        for accounts, what in ((ACCOUNTS, f"{ACCOUNTS} accounts"), (HOT, f"{HOT} hot accounts")):
            ours = _postings(url, OURS, accounts, run.seconds)
            sides = [ours, _postings(url, THEIRS, accounts, run.seconds)] if has_reference else [ours]
            measured = measure_in_turn(run.rounds, *sides)
            ratio = round(measured[0].median / measured[1].median, 2) if has_reference else None
            reference = str(measured[1]) if has_reference else f"no {PGLEDGER.name}"
            is_met = None if ratio is None else ratio >= TIMES
            what = f"postings a second, {CLIENTS} clients, {what}, beside pgledger"
            yield Result("P11", what, str(measured[0]), reference, ratio, "≥ 2 x, no deadlock", is_met)
        part = json.dumps({"amount": {"amount": "0.01", "currency": "USD"}}).encode()
        requests = [(f"/api/v1/milestones/{data['milestone']}/release-part/", part)] * RELEASES
        yield _over_http(
            "P11", "releases of a part by API, of a worker, a second", place, requests, data["client"], 1200
        )


@contextmanager
def _prepared(rows: int) -> "Iterator[tuple[Site, dict[str, Any]]]":
    """A site with what PREPARE makes."""
    with site(rows) as bare:
        most = {f"MARKET_{name}": "1000000" for name in ("BIDS_PER_MONTH", "BIDS_PER_HOUR", "JOBS_PER_DAY")}
        place = replace(bare, env={**bare.env, **most})
        code = PREPARE % {"accounts": ACCOUNTS, "bids": BIDS}
        yield place, json.loads(run_code(place.env, code).splitlines()[-1])


def _over_http(goal: str, what: str, place: Site, requests: Sequence[Request], token: str, wanted: int) -> Result:
    """What one worker on its processor takes in a second. Raises RuntimeError where a request was refused."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    before = int(run_code(place.env, COUNT).splitlines()[-1])
    with wsgi(place, "market.wsgi:application", PORT) as address:
        times = one_by_one(address, requests, headers, refused=True)
    done = int(run_code(place.env, COUNT).splitlines()[-1]) - before
    if done != len(requests):
        raise RuntimeError(f"{what}: {done} of {len(requests)} were done")
    rate = 1000 / median(times)
    shown = f"{rate:.0f} ({median(times):.1f} ms)"
    return Result(goal, what, shown, str(wanted), round(rate / wanted, 2), f"≥ {wanted}", rate >= wanted)


def _load_accounts(url: str, users: Sequence[int]) -> bool:
    """A table of accounts of both ledgers. Whether pgledger is here."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP TABLE IF EXISTS bench_account")
        server.execute("CREATE TABLE bench_account (n int PRIMARY KEY, id bigint, name text)")
        for number, user in enumerate(users, 1):
            server.execute("INSERT INTO bench_account VALUES (%s, %s, NULL)", (number, user))
        if not PGLEDGER.exists():
            return False
        if server.execute("SELECT to_regclass('pgledger_accounts')").fetchone() == (None,):
            server.execute(PGLEDGER.read_text(encoding="utf-8").encode())
        server.execute("UPDATE bench_account SET name = (SELECT id FROM pgledger_create_account('bench ' || n, 'USD'))")
        return True


def _postings(url: str, script: str, accounts: int, seconds: int) -> Callable[[], float]:
    """Postings a second by pgbench. Raises RuntimeError without it, and for a posting that failed, as by a deadlock."""
    programs = [shutil.which("pgbench"), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench")))]
    program = next(filter(None, programs), None)
    if program is None:
        raise RuntimeError("pgbench is missing: on Debian, apt-get install postgresql.")
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as file:
        file.write(script)
    options = ["-n", "-c", str(CLIENTS), "-T", str(seconds), "-D", f"accounts={accounts}", "-f", file.name]

    def measure() -> float:
        with on_processors(LOADING):
            came = subprocess.run([program, *options, url], capture_output=True, text=True, check=True).stdout
        if not re.search(r"failed transactions: 0 ", came):
            raise RuntimeError(came)
        return float(re.search(r"tps = ([\d.]+)", came)[1])  # type: ignore[index]

    return measure
