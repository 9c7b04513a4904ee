"""Phones that sit an exam (A3): they keep what is answered, send it when there is a line, and send it again."""

import http.client
import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from heapq import heappop, heappush
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

TOKEN = "bench" * 6 + "ok"
NO_LINE, CUT, REPLAY, CHANGED = 0.1, 0.1, 0.1, 0.05  # chances at each answer
TAKE_OVER = 0.01  # so that every third trainee goes on on another phone at some time
Row = tuple[int, int, int, str]  # a device, a number on it, a question, an answer as JSON


class Schedule:
    """What is to be done at which second, by several threads."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[float], None]]] = []
        self._lock, self._count = threading.Lock(), 0
        self._begin = 0.0
        self.seconds = 0.0

    def add(self, at: float, do: Callable[[float], None]) -> None:
        """Do something at a second; it is told the instant at which it was due."""
        self._count += 1
        heappush(self._due, (at, self._count, do))

    def work(self) -> None:
        """Do one after the other, each at its time or as soon as this thread is free, until nothing is left."""
        with self._lock:
            self._begin = self._begin or time.perf_counter() + 0.2
        while True:
            with self._lock:
                if not self._due:
                    return
                at, _, do = heappop(self._due)
            due = self._begin + at
            time.sleep(max(due - time.perf_counter(), 0))
            do(due)
            self.seconds = max(self.seconds, time.perf_counter() - self._begin)


class Line:
    """The way to the site, a connection for each thread; how long requests took, counted from when they were due."""

    def __init__(self, address: str) -> None:
        self._place, self._own = urlsplit(address).netloc, threading.local()
        self._connections: list[http.client.HTTPConnection] = []
        self.times: dict[str, list[float]] = defaultdict(list)
        self.counts: Counter[str] = Counter()

    def post(self, key: str, path: str, body: dict[str, Any], what: str, due: float) -> Any:
        """What the site answers. Raises RuntimeError for a refusal, OSError or HTTPException where there is none."""
        try:
            status, text = self._ask(key, path, body)
        except (OSError, http.client.HTTPException):  # the site ends connections on which nothing comes for seconds
            status, text = self._ask(key, path, body)
        if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ConnectionError(f"{path}: {status}")
        if status not in (http.HTTPStatus.OK, http.HTTPStatus.CREATED):
            raise RuntimeError(f"{path}: {status} {text[:300]!r}")
        self.times[what].append((time.perf_counter() - due) * 1000)
        return json.loads(text)

    def close(self) -> None:
        """Close all connections."""
        for each in self._connections:
            each.close()

    def cut(self, key: str, path: str, body: dict[str, Any]) -> None:
        """Send it, and let the line be cut before the answer comes."""
        self.counts["cut"] += 1
        with closing(http.client.HTTPConnection(self._place, timeout=60)) as connection:
            self._send(connection, key, path, body)

    def _ask(self, key: str, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        connection = self._connection()
        try:
            self._send(connection, key, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()  # it is opened again with the next request
            raise

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection(self._place, timeout=120)
            self._connections.append(self._own.connection)
        connection: http.client.HTTPConnection = self._own.connection
        return connection

    def _send(self, connection: http.client.HTTPConnection, key: str, path: str, body: dict[str, Any]) -> None:
        self.counts["requests"] += 1
        headers = {"Cookie": f"sessionid={key}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})


class Phone:
    """A trainee with a phone, or with another one after it: what was answered on each, and what of it the site has
    acknowledged. One request at a time, as in a browser."""

    def __init__(self, user: int, session: str, possible: dict[int, list[Any]], chance: Random) -> None:
        self.user, self.made = user, list[Row]()
        self.acknowledged = set[tuple[int, int]]()
        self._session, self._possible, self._chance = session, possible, chance
        self._paper, self._sitting = list[int](), 0
        self._at: dict[tuple[int, int], str] = {}  # when it was answered
        self._keys = [self._key()]  # of its devices
        self._next_key = ""  # of one that takes over, until that is answered
        self._numbers = [0]
        self._lock = threading.Lock()

    def begin(self, line: Line, exam: int, due: float) -> None:
        """Begin, some of them twice since the first answer was lost."""
        path, body = f"/api/v1/exams/{exam}/begin/", {"device": self._keys[0]}
        if self._chance.random() < CUT:
            line.cut(self._session, path, body)
        paper = line.post(self._session, path, body, "begin", due)
        self._sitting, self._paper = paper["id"], [each["id"] for each in paper["paper"]]

    def answer(self, line: Line, place: int, due: float) -> None:
        """Answer the question at a place, sometimes an earlier one anew, and send what waits if there is a line."""
        with self._lock:
            if self._next_key or self._chance.random() < TAKE_OVER:
                self._take_over(line)
                due = time.perf_counter()  # the answer is counted alone
            self._make(place)
            if place and self._chance.random() < CHANGED:
                self._make(self._chance.randrange(place))
            if self._chance.random() < NO_LINE:
                return
            if self._chance.random() < CUT:
                self._cut(line)
                return
            self._send(line, due)

    def send_rest(self, line: Line, due: float) -> None:
        """Send whatever waits."""
        with self._lock:
            while any(row[:2] not in self.acknowledged for row in self.made):
                self._send(line, due)

    def last_words(self) -> dict[int, str]:
        """By question the answer that is to count: the last one on the last device."""
        return {question: answer for _, _, question, answer in sorted(self.made, key=lambda row: row[:2])}

    def _key(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))

    def _make(self, place: int) -> None:
        self._numbers[-1] += 1
        question = self._paper[place]
        answer = json.dumps(self._chance.choice(self._possible[question]))
        row = (len(self._keys), self._numbers[-1], question, answer)
        self._at[row[:2]] = datetime.now(UTC).isoformat()
        self.made.append(row)

    def _take_over(self, line: Line) -> None:
        self._next_key = self._next_key or self._key()
        path = f"/api/v1/sittings/{self._sitting}/take-over/"
        line.post(self._session, path, {"device": self._next_key}, "take over", time.perf_counter())
        line.counts["taken over"] += 1
        self._keys.append(self._next_key)
        self._numbers.append(0)
        self._next_key = ""

    def _waiting(self) -> tuple[int, list[Row]]:
        """A device with something that waits, and what: in any order, with some that had arrived before."""
        device = next(row[0] for row in self.made if row[:2] not in self.acknowledged)
        rows = [row for row in self.made if row[0] == device]
        again = [row for row in rows if row[:2] in self.acknowledged and self._chance.random() < REPLAY]
        rows = [*again[:3], *(row for row in rows if row[:2] not in self.acknowledged)]
        self._chance.shuffle(rows)
        return device, rows

    def _body(self, device: int, rows: list[Row]) -> dict[str, Any]:
        answers = [
            {"number": row[1], "question": row[2], "answer": json.loads(row[3]), "answered_at": self._at[row[:2]]}
            for row in rows
        ]
        return {"device": device, "key": self._keys[device - 1], "answers": answers}

    def _cut(self, line: Line) -> None:
        device, rows = self._waiting()
        with suppress(OSError):
            line.cut(self._session, f"/api/v1/sittings/{self._sitting}/answers/", self._body(device, rows))

    def _send(self, line: Line, due: float) -> None:
        device, rows = self._waiting()
        line.counts["replayed"] += sum(row[:2] in self.acknowledged for row in rows)
        path = f"/api/v1/sittings/{self._sitting}/answers/"
        answer = line.post(self._session, path, self._body(device, rows), "answer", due)
        refused = [each for each in answer["receipts"] if not each["is_stored"]]
        if refused:
            raise RuntimeError(f"{path}: {refused}")
        self.acknowledged |= {(device, each["number"]) for each in answer["receipts"]}
