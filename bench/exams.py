"""An exam (A3): all trainees of the programme begin it within a minute and answer over lines that break.

An hour is compressed into minutes; each trainee answers as often as in the hour, at times of their own. What a phone
does stands in `exam_phones`. The site and its database have one processor, phones and the chat's clients the other.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import Random
from typing import Any

from bench.chat_servers import connected, own, people_of
from bench.exam_phones import Line, Phone, Schedule
from bench.load import percentile
from bench.place import LOADING, on_processors, run_code, site
from bench.results import Result, Run

SMALL, SEED, MINUTE = 2_000, 3, 60
QUESTIONS, HOUR = 40, 60  # of a paper; minutes
THREADS = 64  # requests under way at most
REST = 10  # seconds in which all send what waits at the end
TALKERS, MESSAGES = 40, 20  # of the chat meanwhile; a second
P99 = 50.0  # ms, of an answer

# Run in the site's shell. An exam of the common course that is open now, batches, and a session for each trainee.
PREPARE = """
import json, uuid
from datetime import timedelta
from importlib import import_module
from random import Random
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from market.accounts.models import User
from market.core.base import clock
from market.learning.models import Course, Exam, PaperRule, Question
from market.site.demo.cast import copy_people, password_hash
from market.site.demo.exams import possible_answers
from market.training.models import Batch, District, Enrolment, Topic
store, name, now = import_module(settings.SESSION_ENGINE).SessionStore, uuid.uuid4().hex[:10], clock.now()
def session(user):
    record = store()
    record[SESSION_KEY], record[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    record[HASH_SESSION_KEY] = user.get_session_auth_hash()
    record.create()
    return record.session_key
sessions, many, seats = {}, %(trainees)d, 36
for number in range(-(-many // seats)):
    days = {"started_on": now.date(), "ended_on": now.date()}
    where = {"topic": Topic.objects.first(), "district": District.objects.first()}
    batch = Batch.objects.create(code=f"{name}-{number}", **where, **days)
    size = min(seats, many - number * seats)
    accounts = [{"email": f"{name}-{number}-{at}@bench.test", "name": f"Trainee {at}"} for at in range(size)]
    people = list(User.objects.in_bulk(copy_people(password_hash(), accounts)).values())
    Enrolment.objects.bulk_create(Enrolment(batch=batch, trainee=each, seat=at, state="accepted", name_en=each.name,
        offered_at=now - timedelta(days=1)) for at, each in enumerate(people, 1))
    sessions |= {each.pk: session(each) for each in people}
now = clock.now()
exam = Exam.objects.create(course=Course.objects.get(slug="freelancing"), created_by=User.objects.first(),
    created_at=now, opens_at=now, closes_at=now + timedelta(hours=3), minutes=60)
PaperRule.objects.create(exam=exam, position=0, count=%(questions)d)
chance = Random(1)
def possible(question):
    return [{"text": "One."}, {"text": "Two."}] if question.kind == "file" else list(possible_answers(question, chance))
rows = Question.objects.filter(course=exam.course_id, use="exam")
print(json.dumps({"exam": exam.pk, "sessions": sessions, "possible": {each.pk: possible(each) for each in rows}}))
"""
STORED = """
import json
from market.learning.marking.scoring_actions import last_answers_of
from market.learning.models import Sitting, SittingAnswer
sittings = Sitting.objects.filter(exam=%(exam)d)
users = dict(sittings.values_list("pk", "user"))
rows = SittingAnswer.objects.filter(sitting__exam=%(exam)d)
values = rows.values_list("sitting__user", "device__number", "number", "question", "answer")
last = {users[pk]: {question: row.answer for question, row in each.items()}
    for pk, each in last_answers_of(sittings).items()}
print(json.dumps({"sittings": len(users), "rows": list(values), "last": last}))
"""


def a3(run: Run) -> Iterator[Result]:
    """All begin within a minute and answer 40 questions each; nothing is lost or doubled, the last word counts."""
    with site(SMALL) as place:
        data = prepared(place.env, run.trainees)
        with (
            own(place, people_of(place, TALKERS), with_worker=True) as chat,
            connected(chat, TALKERS) as clients,
            closing(Line(chat.server.address)) as line,
        ):
            phones = phones_of(data)
            yield _begun(phones, line, data["exam"])
            clients.begin("pace", rate=MESSAGES, seconds=run.minutes * MINUTE)
            _answered(phones, line, run.minutes)
            yield from _times(run, phones, line, clients.answer())
        yield _compared(phones, differences(place.env, data, phones))


def prepared(env: dict[str, str], trainees: int) -> dict[str, Any]:
    """An exam that is open on a site, the sessions of those who may sit it, and possible answers to its questions."""
    words = {"trainees": trainees, "questions": QUESTIONS}
    data: dict[str, Any] = json.loads(run_code(env, PREPARE % words).splitlines()[-1])
    return data


def phones_of(data: dict[str, Any]) -> list[Phone]:
    """A phone for each of them."""
    possible = {int(pk): answers for pk, answers in data["possible"].items()}
    return [Phone(int(user), key, possible, Random(f"{SEED}-{user}")) for user, key in data["sessions"].items()]  # noqa: S311


def _begun(phones: list[Phone], line: Line, exam: int) -> Result:
    """All press the button within a minute."""
    schedule = Schedule()
    for at, phone in enumerate(phones):
        schedule.add(at * MINUTE / len(phones), lambda due, phone=phone: phone.begin(line, exam, due))
    seconds = _work(schedule)
    times = line.times.pop("begin")
    what = f"{len(phones)} trainees begin within a minute, p50 / p95 / p99 ms (until all have the paper)"
    shown = f"{_shown(times)} ({seconds:.0f} s)"
    return Result("A3", what, shown, f"{MINUTE} s", round(seconds / MINUTE, 2), "≤ 1.05 x", seconds <= 1.05 * MINUTE)


def _answered(phones: list[Phone], line: Line, minutes: float) -> None:
    """Everybody answers each question once within the time, some of them again, at instants of their own; afterwards
    they send what waits."""
    schedule, rest, seconds, chance = Schedule(), Schedule(), minutes * MINUTE, Random(SEED)  # noqa: S311
    for phone in phones:
        times = sorted(chance.uniform(0, seconds) for _ in range(QUESTIONS))
        for place, at in enumerate(times):
            schedule.add(at, lambda due, phone=phone, place=place: phone.answer(line, place, due))
        rest.add(chance.uniform(0, REST), lambda due, phone=phone: phone.send_rest(line, due))
    _work(schedule)
    _work(rest)


def _work(schedule: Schedule) -> float:
    """Do all at its time, with so many requests under way at most; the seconds it took."""
    with on_processors(LOADING), ThreadPoolExecutor(THREADS) as threads:
        done = [threads.submit(schedule.work) for _ in range(THREADS)]
    for each in done:
        each.result()
    return schedule.seconds


def _times(run: Run, phones: list[Phone], line: Line, chat: dict[str, Any]) -> Iterator[Result]:
    """How long an answer took, beside a message of the chat meanwhile; and what the lines did."""
    times, count = line.times["answer"], sum(len(phone.made) for phone in phones)
    p99 = percentile(times, 99)
    rate, factor = count / (run.minutes * MINUTE), HOUR / run.minutes
    what = f"{rate:.0f} answers/s ({factor:g} times as fast as in an hour), p50 / p95 / p99 ms"
    ratio = round(p99 / max(chat["p99"], 0.01), 2)
    yield Result("A3", what, _shown(times), f"chat p99 {chat['p99']:.1f}", ratio, f"p99 ≤ {P99:g}", p99 <= P99)
    counts = ", ".join(f"{line.counts[name]} {name}" for name in ("requests", "cut", "replayed", "taken over"))
    yield Result("A3", "requests; cut off, replayed; changes of device", counts, "", None, "", None)


def _compared(phones: list[Phone], found: dict[str, int]) -> Result:
    count = sum(len(phone.made) for phone in phones)
    what = f"of {count} answers {', '.join(found)}"
    return Result("A3", what, " / ".join(map(str, found.values())), "", None, "0", not any(found.values()))


def differences(env: dict[str, str], data: dict[str, Any], phones: list[Phone]) -> dict[str, int]:
    """How many answers were acknowledged and are not in the database, or twice; never given, and there; never
    acknowledged; and how many sittings are too many or count other words than the last ones."""
    stored = json.loads(run_code(env, STORED % data).splitlines()[-1])
    rows = [(*row[:4], json.dumps(row[4])) for row in stored["rows"]]
    made = {(phone.user, *row) for phone in phones for row in phone.made}
    acknowledged = {(phone.user, *row) for phone in phones for row in phone.made if row[:2] in phone.acknowledged}
    wrong = sum(phone.last_words() != _words(stored["last"].get(str(phone.user), {})) for phone in phones)
    return {
        "lost": len(acknowledged - set(rows)),
        "doubled": len(rows) - len({row[:3] for row in rows}),
        "foreign": len(set(rows) - made),
        "waiting": len(made - acknowledged),
        "wrong": wrong + abs(stored["sittings"] - len(phones)),
    }


def _words(answers: dict[str, Any]) -> dict[int, str]:
    return {int(question): json.dumps(answer) for question, answer in answers.items()}


def _shown(times: list[float]) -> str:
    return " / ".join(f"{percentile(times, each):.1f}" for each in (50, 95, 99))
