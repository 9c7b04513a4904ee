"""Whether the database is there, as the process that serves pages knows it: a thread probes it every second.

While it is gone, or takes statements and answers none, whoever needs it is told so at once, instead of holding a thread
in vain. One statement that takes long is no outage: the probe is another connection's. Here stands also what people and
programs are told where the database lets them down: `refusal_of`.
"""

import logging
import threading
from time import monotonic

import psycopg
from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connections
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from market.core.base import timeouts
from market.core.base.errors import DomainError
from market.core.text.locale import language, override

log = logging.getLogger(__name__)
PROBE_EVERY = 1.0  # seconds between two probes
HUNG_AFTER = 3.0  # seconds that a probe may take: a busy machine is no outage
TOO_MANY_CONNECTIONS = "53300"
SERVER_LEAVES = ("08", "57P")  # of SQLSTATE: connections, and a server that ends or begins
TOOK_TOO_LONG = ("57014", "55P03")  # a statement that was ended, and one that waited too long for a lock


class Unavailable(DomainError):
    """The database let a request down, which may go well soon."""

    status = 503
    retry_after = 10
    advice = _(
        "If you had typed something: go back, it is still there, and send it again then. If you were paying or"
        " releasing money: nothing is done twice, so you can safely open the page again and see how it stands."
    )


class DatabaseGone(Unavailable):
    """The database does not answer."""

    code = "database_gone"
    sentence = _("The site cannot reach its data right now. Please try again in a minute.")


class DatabaseBusy(Unavailable):
    """The database did not do in time what it was asked for."""

    code = "database_busy"
    sentence = _("The site has so much to do that this took too long. Please try again in a minute.")


def refusal_of(error: BaseException | None) -> Unavailable | None:
    """What to say of an error of the database that passes; None for every other error. What took too long is logged."""
    if is_outage(error):
        return DatabaseGone()
    if isinstance(error, OperationalError | psycopg.OperationalError) and _state_of(error) in TOOK_TOO_LONG:
        log.error("A request is answered 503, since a statement took too long.", exc_info=error)
        return DatabaseBusy()
    return None


def is_outage(error: BaseException | None) -> bool:
    """Whether an error says that the connection to the database was lost, or that there is none to be had."""
    if isinstance(error, InterfaceError | psycopg.InterfaceError):
        return True
    if not isinstance(error, OperationalError | psycopg.OperationalError):
        return False
    state = _state_of(error)
    return state is None or state == TOO_MANY_CONNECTIONS or state.startswith(SERVER_LEAVES)


def unavailable_page(refusal: Unavailable) -> str:
    """The page that says so, which needs no database: in both languages, that of the reader first."""
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != language())
    texts = []
    for code in codes:
        with override(code):
            texts.append((code, str(refusal), str(refusal.advice)))
    return render_to_string("core/503.html", {"texts": texts})


def _state_of(error: BaseException) -> str | None:
    """The SQLSTATE of an error; None where the server said nothing."""
    return getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)


class DatabaseProbe(threading.Thread):
    """Probes the database until it is stopped."""

    def __init__(self) -> None:
        super().__init__(name="outage", daemon=True)
        self.stopping = threading.Event()
        self._is_lost = False
        self._since: float | None = None  # when the probe under way began

    @property
    def is_gone(self) -> bool:
        """Whether the last probe failed, or the one under way takes too long."""
        since = self._since
        return self._is_lost or (since is not None and monotonic() - since > HUNG_AFTER)

    def run(self) -> None:
        """Probe until stopped."""
        with timeouts.of(HUNG_AFTER):
            while not self.stopping.is_set():
                self._since = monotonic()
                self._note(_answers() or _answers())  # a single connection may have been cut
                self._since = None
                self.stopping.wait(PROBE_EVERY)
        connections.close_all()

    def _note(self, is_there: bool) -> None:
        if is_there == self._is_lost:
            log.error("The database %s", "answers again." if is_there else "is gone or hangs: pages answer 503.")
        self._is_lost = not is_there


def _answers() -> bool:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, OSError) as error:
        connections.close_all()
        return _state_of(error) == TOO_MANY_CONNECTIONS  # it lives: who has a connection is served
    return True


_watch: DatabaseProbe | None = None


def begin() -> None:
    """Start to probe, in this process."""
    global _watch
    _watch = DatabaseProbe()
    _watch.start()


def end() -> None:
    """Stop to probe."""
    global _watch
    if _watch is not None:
        _watch.stopping.set()
        _watch = None


def is_gone() -> bool:
    """Whether the database is known to be gone or hung. False where nothing probes it."""
    return _watch is not None and _watch.is_gone
