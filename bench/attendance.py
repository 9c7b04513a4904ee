"""Attendance (A1): the codes of 64 classes of 36 trainees entered within a minute, and the roll of a class."""

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from bench.place import Site, one_process, run_code, site
from bench.results import Result, Run

SMALL, PORT = 2_000, 8092
CLASSES, TRAINEES, CLIENTS, MINUTE = 64, 36, 16, 60
TIMES = 3.0  # of the roll of 36, beside a roll of one

# Run in the site's shell. Batches whose first class goes on now, with its code, and a session for each trainee.
PREPARE = """
import json, uuid
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from market.accounts.models import User
from market.core.base import clock
from market.site.demo.cast import copy_people, password_hash
from market.training.attendance import code_actions
from market.training.models import Batch, ClassSession, District, Enrolment, Topic
store, name, now = import_module(settings.SESSION_ENGINE).SessionStore, uuid.uuid4().hex[:10], clock.now()
def session(user):
    record = store()
    record[SESSION_KEY], record[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    record[HASH_SESSION_KEY] = user.get_session_auth_hash()
    record.create()
    return record.session_key
officer = User.objects.get(email="oli@demo.test")
entries, classes = [], []
for number in range(%(classes)d):
    days = {"started_on": now.date(), "ended_on": now.date()}
    where = {"topic": Topic.objects.first(), "district": District.objects.first()}
    batch = Batch.objects.create(code=f"{name}-{number}", **where, **days)
    row = ClassSession.objects.create(batch=batch, kind="live", number=1, starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(hours=2))
    accounts = [{"email": f"{name}-{number}-{at}@bench.test", "name": f"Trainee {at}"} for at in range(%(trainees)d)]
    people = list(User.objects.in_bulk(copy_people(password_hash(), accounts)).values())
    Enrolment.objects.bulk_create(Enrolment(batch=batch, trainee=each, seat=at, state="accepted", name_en=each.name,
        offered_at=now - timedelta(days=1)) for at, each in enumerate(people, 1))
    code = code_actions.digits_of(code_actions.open_code(by=officer, session_id=row.pk))
    classes.append(row.pk)
    entries += [(row.pk, code, session(each)) for each in people]
print(json.dumps({"entries": entries, "classes": classes}))
"""
COUNT = """
from django.db.models import Count
from market.training.models import Attendance, AttendanceMark
marks = AttendanceMark.objects.filter(session__in=%(classes)s, source="code")
print(marks.count(), marks.values("enrolment").distinct().count(),
    Attendance.objects.filter(session__in=%(classes)s, counts="present").count())
"""
CALL = """
import json, time
from market.accounts.models import User
from market.training.attendance.roll_actions import RollMark, call_roll
from market.training.attendance.roll_queries import lines_of
from market.training.models import ClassSession
officer, times = User.objects.get(email="oli@demo.test"), {"one": [], "all": []}
for at, row in enumerate(ClassSession.objects.filter(pk__in=%(classes)s)):
    marks = [RollMark(each.enrolment.pk, "present") for each in lines_of(row)]
    began = time.perf_counter()
    call_roll(by=officer, session_id=row.pk, marks=marks if at %% 2 else marks[:1])
    times["all" if at %% 2 else "one"].append((time.perf_counter() - began) * 1000)
print(json.dumps({name: sorted(each)[len(each) // 2] for name, each in times.items()}))
"""


def a1(run: Run) -> Iterator[Result]:
    """2,304 codes, each entered twice, by 16 clients at once: none is lost, none counts twice. Then rolls of 36."""
    with site(SMALL) as bare:
        place = replace(bare, env={**bare.env, "MARKET_ATTENDANCE_CODE_MINUTES": "110"})
        data = json.loads(_last(run_code(place.env, PREPARE % {"classes": CLASSES, "trainees": TRAINEES})))
        with one_process(place, PORT) as address:
            yield entered(place, data, address)
        yield rolled(place, data["classes"])


def entered(place: Site, data: dict[str, Any], address: str) -> Result:
    """How many codes a second are entered, beside what a minute for all of them takes."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda part: _enter(address, part), [data["entries"][at::CLIENTS] for at in range(CLIENTS)]))
    seconds, count = time.perf_counter() - began, CLASSES * TRAINEES
    counted = _last(run_code(place.env, COUNT % {"classes": data["classes"]})).split()
    if counted != [str(count)] * 3:
        raise RuntimeError(f"of {count} codes {counted} counted")
    rate, least = count / seconds, count / MINUTE
    shown, ratio = f"{rate:.0f} ({seconds:.0f} s)", rate / least
    what = f"codes of {CLASSES} classes entered by {CLIENTS} clients, each twice, a second"
    return Result("A1", what, shown, f"{least:.0f}", round(ratio, 2), "≥ 1 x, none lost", ratio >= 1)


def rolled(place: Site, classes: list[int]) -> Result:
    """How long calling the roll of a whole class takes, beside that of one trainee."""
    times = json.loads(_last(run_code(place.env, CALL % {"classes": classes})))
    ratio = times["all"] / times["one"]
    what = f"the roll of a class of {TRAINEES}, ms, beside the roll of one"
    shown, reference = f"{times['all']:.1f}", f"{times['one']:.1f}"
    return Result("A1", what, shown, reference, round(ratio, 2), f"≤ {TIMES:g} x", ratio <= TIMES)


def _enter(address: str, entries: Sequence[tuple[int, str, str]]) -> None:
    token = "bench" * 6 + "ok"
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    for session_id, code, key in entries:
        headers = {"Cookie": f"sessionid={key}; csrftoken={token}", "X-CSRFToken": token}
        for _twice in range(2):
            path, body = f"/api/v1/classes/{session_id}/code/enter/", json.dumps({"code": code})
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != http.HTTPStatus.OK:
                raise RuntimeError(f"{path}: {answer.status} {text[:200]!r}")


def _last(printed: str) -> str:
    return printed.splitlines()[-1]
