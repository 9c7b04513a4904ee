"""What holds for all lines of the table alike: read from the table, asked of nobody."""

from collections.abc import Iterator

import pytest

from tests.access.cast import COLUMNS
from tests.access.table import Line, lines, routes

LINES = lines()
# What a look may write. (That news about a page is read once the page is seen does not count: see `probe`.)
WRITES_BY_GET = {
    "bids/<int:bid_id>/": "the first look of who it is for",
    "api/v1/bids/<int:bid_id>/": "the same",
    "jobs/<int:job_id>/bids/compare/": "the same, of several bids",
    "messages/<int:conversation_id>/": "how far she has read",
    "staff/cases/<int:case_id>/": "a look of moderators at reports goes on record",
    "api/v1/cases/<int:case_id>/": "the same",
    "money/account/": "the provider's link to an account that is there: nothing of ours",
    "staff/issuing/<int:issuance_id>/letters/": "a look of staff at claim codes goes on record",
    "staff/certificates/<int:certificate_id>/": "a look at a graduate's certificate likewise",
    "disputes/<int:dispute_id>/rule/": "at the record of a dispute",
    "api/v1/disputes/<int:dispute_id>/": "the same",
    "files/<uuid:file_id>/": "at other people's files",
    "api/v1/files/<uuid:file_id>/": "the same",
    "staff/printing/<int:printing_id>/file/": "the same",
    "api/v1/register/printings/<int:printing_id>/file/": "the same",
}
# What somebody who is not signed in may do.
OPEN_TO_WRITE = {
    "accounts/signup/": "an account begins",
    "api/v1/accounts/": "the same",
    "accounts/password/reset/": "a mail is sent to the address",
    "unsubscribe/<str:token>/": "the link of a mail is proof enough (RFC 8058)",
}
# Without a token of the form: who posts there proves herself otherwise.
WITHOUT_CSRF = {"webhooks/stripe/", "webhooks/mail/", "unsubscribe/<str:token>/", "sandbox/clock/"}
# Where staff and trainers see what strangers do not: their desks, and of others' things only this.
AT_WORK = (
    "staff/",
    "api/v1/register/",
    "api/v1/reports/",
    "disputes/",
    "api/v1/disputes/",
    "corrections/",
    "api/v1/corrections/",
    "reviews/desk/",
    "api/v1/cases/",
)
OWED = ("chargebacks/", "api/v1/chargebacks/", "api/v1/refunds/")  # operators answer the bank, and send what failed
EVIDENCE = {"files/<uuid:file_id>/  evidence", "api/v1/files/<uuid:file_id>/  evidence"}
BATCHES = {"batches/", "batches/<int:batch_id>/", "api/v1/batches/<int:batch_id>/"}
PAPERS = {"certificates/<str:serial>/paper/", "certificates/<str:serial>/pdf/"}
DESK = EVIDENCE | {f"api/v1/measures/<int:measure_id>/{act}" for act in ("undo/", "decide/  appealed")}
BEYOND = {"t": EVIDENCE | BATCHES, "n": DESK, "m": DESK, "l": DESK, "o": BATCHES | PAPERS, "p": set()}


def rows(*methods: str) -> Iterator[tuple[Line, dict[str, str]]]:
    """Every line's answers to the methods (all of them without one), by column."""
    for line in LINES:
        for method, row in line.answers.items():
            if not methods or method in methods:
                yield line, dict(zip(COLUMNS, row, strict=True))


def test_a_look_changes_nothing():
    """In the administration all that is written is the look itself: see tests/core/test_admin_access.py."""
    found = {line.route for line, by in rows("GET") if "Y" in by.values()}
    assert {route for route in found if not route.startswith("staff/admin/")} == set(WRITES_BY_GET)


def test_who_is_nobody_changes_nothing():
    assert {line.route for line, by in rows() if by["a"] == "Y"} == set(OPEN_TO_WRITE)


def test_nobody_is_told_that_something_is_there_but_not_for_her():
    """Who is refused (403) is a party, or the thing itself is public or a desk's that she works at."""
    assert [line.name for line, by in rows() if by["a"] == "x"] == []
    hidden = {line.name for line, by in rows("GET") if by["s"] == "." and "<" in line.route}
    assert [line.name for line, by in rows() if line.name in hidden and by["s"] != "."] == []


@pytest.mark.parametrize("column", "rb")
def test_who_is_blocked_or_was_declined_gets_no_more_than_a_stranger(column):
    assert [line.name for line, by in rows() if by["s"] == "." and by[column] != "."] == []


def test_a_moderator_with_a_tie_decides_nothing():
    decisions = ("/rule/", "/hand-over/", "/talk/")
    found = [by["n"] for line, by in rows("POST") if "disputes/" in line.route and line.route.endswith(decisions)]
    assert found == ["x"] * 5


@pytest.mark.parametrize("column", "tnmlop")
def test_staff_see_of_others_what_their_work_needs(column):
    seen = {line.name for line, by in rows() if by["s"] == "." and by[column] not in ".m"}
    own = {"accounts/2fa/totp/deactivate/"}
    work = AT_WORK + (OWED if column == "p" else ())
    assert {name for name in seen if not name.startswith(work)} - own == BEYOND[column]


def test_forms_prove_where_they_come_from():
    """The API is asked for a token by its own authentication, and the local provider for its key."""
    bare = {route for route, each in routes().items() if getattr(each.callback, "csrf_exempt", False)}
    assert {route for route in bare if not route.startswith(("api/v1/", "sandbox/stripe/"))} == WITHOUT_CSRF
