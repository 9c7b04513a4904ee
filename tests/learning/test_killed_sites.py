"""The site and its database are killed while phones sit an exam: real processes, a real port, real signals."""

import http.client
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

import pytest

from bench.exam_phones import Line
from bench.exams import differences, phones_of, prepared
from market.runtime import embedded
from tests.core.test_serve import folder, site  # noqa: F401  # fixtures

pytestmark = pytest.mark.xdist_group("serve")
PEOPLE, PAUSE, SOME = 5, 0.05, 15  # seconds between two answers; answers until something is killed
HEALS = 60.0  # seconds in which the site is back


def started(place):
    """The site's process, once it is ready. What it says is read, so that it never waits for a reader."""
    process = place.start()
    threading.Thread(target=process.stdout.read, daemon=True).start()
    place.wait_until_ready(process)
    return process


def sit(phone, line, places):
    """Answer these questions, whether there is a line or not."""
    for place in places:
        with suppress(OSError, http.client.HTTPException):
            phone.answer(line, place, time.perf_counter())
        time.sleep(PAUSE)


@contextmanager
def answering(phones, line, places):
    """All answer these questions at once; the block begins once some answers are acknowledged."""
    before = sum(len(each.acknowledged) for each in phones)
    with ThreadPoolExecutor(PEOPLE) as threads:
        done = [threads.submit(sit, each, line, places) for each in phones]
        while sum(len(each.acknowledged) for each in phones) < before + SOME:
            assert not all(each.done() for each in done), [each.exception() for each in done]
            time.sleep(0.01)
        yield
    for each in done:
        each.result()


def deliver(phones, line):
    """Send all that waits, as soon as there is a site that takes it."""
    end = time.monotonic() + HEALS
    for each in phones:
        while True:
            try:
                each.send_rest(line, time.perf_counter())
                break
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < end, "the site is not back"
                time.sleep(0.2)


def test_no_answer_is_lost_or_doubled_when_the_site_and_its_database_are_killed(site):  # noqa: F811
    process = started(site)
    env = {**os.environ, "DATA_DIR": str(site.folder), "DATABASE_URL": embedded.url(site.folder)}
    data = prepared(env, PEOPLE)
    phones = phones_of(data)
    with closing(Line(f"http://127.0.0.1:{site.port}")) as line:
        for each in phones:
            each.begin(line, data["exam"], time.perf_counter())

        with answering(phones, line, range(12)):
            process.kill()
        started(site)
        deliver(phones, line)

        cluster = embedded._home(site.folder) / "cluster"
        with answering(phones, line, range(12, 24)):
            os.kill(int((cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        deliver(phones, line)

        for each in phones:
            sit(each, line, range(24, 30))
        deliver(phones, line)
    assert not any(differences(env, data, phones).values()), differences(env, data, phones)
