"""Rules for all lines of the access matrix, checked on the matrix itself, without requests."""

from collections.abc import Iterator

import pytest

from tests.access.cast import COLUMNS
from tests.access.table import Line, lines, routes

LINES = lines()
# What a GET may write. (Marking notifications as read does not count: see `probe`.)
WRITES_BY_GET = {
    "bids/<int:bid_id>/": "the bid is marked as seen at the first view",
    "api/v1/bids/<int:bid_id>/": "the same",
    "jobs/<int:job_id>/bids/compare/": "the same, for several bids",
    "contracts/<int:contract_id>/": "deliveries are marked as opened at the client's first view",
    "deliveries/<int:delivery_id>/files.zip": "the same",
    "api/v1/deliveries/<int:delivery_id>/files.zip": "the same",
    "api/v1/milestones/<int:milestone_id>/deliveries/": "the same",
    "messages/<int:conversation_id>/": "the read position",
    "staff/cases/<int:case_id>/": "access log: moderators view reports",
    "api/v1/cases/<int:case_id>/": "the same",
    "money/account/": "a link from the payment provider; nothing of ours",
    "staff/issuing/<int:issuance_id>/letters/": "access log: staff view claim codes",
    "staff/payout-names/<int:method_id>/": "access log: operators view the name of an account",
    "staff/payout-batches/<int:batch_id>/file/": "the same, of a batch",
    "staff/money/accounts/<int:account_id>/": "access log: operators view an account of the ledger",
    "api/v1/desk/accounts/<int:account_id>/": "the same",
    "staff/money/chain/": "access log: the ledger's content",
    "api/v1/payout-batches/<int:batch_id>/file/": "the same, of a batch",
    "staff/wallet-payouts/<int:payout_id>/": "access log: operators view the number of a wallet",
    "staff/certificates/<int:certificate_id>/": "access log: staff view a certificate",
    "places/<int:enrolment_id>/": "access log: officers view a place",
    "places/<int:enrolment_id>/card/": "the same",
    "api/v1/places/<int:enrolment_id>/": "the same",
    "api/v1/places/<int:enrolment_id>/card/": "the same",
    "batches/<int:batch_id>/attendance.csv": "access log: who teaches takes a list",
    "coaching/<int:coaching_id>/": "access log: a coach reads a profile and bids",
    "api/v1/coaching/<int:coaching_id>/": "the same",
    "coaching/bids/<int:bid_review_id>/": "access log: a coach reads a bid before it is sent",
    "api/v1/coaching/bids/<int:bid_review_id>/": "the same",
    "outage-claims/<int:claim_id>/": "access log: who teaches views a claim",
    "api/v1/outage-claims/": "the same",
    "api/v1/outage-claims/<int:claim_id>/": "the same",
    "staff/attendance-objections/<int:objection_id>/": "access log: staff view an objection",
    "api/v1/register/attendance-objections/": "the same",
    "batches/<int:batch_id>/graduation/file/": "access log: trainers and officers take a list",
    "staff/batches/<int:batch_id>/places/<str:kind>/": "access log: officers take a list",
    "staff/course-versions/<int:course_version_id>/file/": "access log: who writes courses takes one, with its answers",
    "staff/course-versions/<int:course_version_id>/<slug:lesson_slug>/": "access log: staff read questions",
    "staff/exams/<int:exam_id>/results/": "access log: who runs an exam takes its results",
    "api/v1/exams/<int:exam_id>/statements/": "the same",
    "staff/exams/<int:exam_id>/similar/": "access log: who runs an exam compares papers",
    "api/v1/exam-desk/<int:exam_id>/similar/": "the same",
    "staff/exams/<int:exam_id>/marking/<int:answer_id>/": "access log: who marks reads an answer",
    "staff/remarks/<int:remark_id>/": "the same",
    "staff/courses/<slug:course_slug>/questions/": "the same, of the bank",
    "staff/courses/<slug:course_slug>/questions/file/<str:kind>/": "the same",
    "staff/questions/<int:bank_question_id>/": "the same",
    "staff/questions/<int:bank_question_id>/change/": "the same",
    "staff/question-sets/<int:question_set_id>/": "the same",
    "api/v1/question-banks/<slug:course_slug>/questions/": "the same",
    "api/v1/question-banks/<slug:course_slug>/file/<str:kind>/": "the same",
    "api/v1/question-banks/<slug:course_slug>/sets/": "the same",
    "api/v1/questions/<int:bank_question_id>/": "the same",
    "api/v1/question-sets/<int:question_set_id>/": "the same",
    "staff/batches/file/": "access log: officers take the list of batches",
    "staff/phases/<int:phase_id>/applications/file/": "access log: staff take a list of applicants",
    "staff/trainees/file/": "access log: officers take a list of trainees",
    "api/v1/register/trainees/": "the same",
    "staff/phases/<int:phase_id>/projects/file/": "access log: officers take a list of projects",
    "projects/<int:project_id>/": "access log: trainers and officers read a project",
    "api/v1/projects/<int:project_id>/": "the same",
    "api/v1/register/phases/<int:phase_id>/projects/": "access log: officers take a list of projects",
    "staff/applications/<int:application_id>/": "access log: staff view an application",
    "staff/objections/<int:objection_id>/": "access log: staff view an objection",
    "api/v1/register/objections/": "access log: staff view objections",
    "classes/<int:session_id>/reports/": "access log: officers view the reports about a class",
    "api/v1/classes/<int:session_id>/reports/": "the same",
    "api/v1/register/class-reports/": "the same",
    "travel/<int:plan_id>/": "access log: officers view a trainer's journey",
    "api/v1/travel/<int:plan_id>/": "the same",
    "staff/travel/file/": "access log: officers take a list of journeys",
    "staff/allowances/lists/<int:list_id>/file/": "access log: officers take a list of allowances",
    "staff/allowances/questions/<int:question_id>/": "access log: staff view a question about an allowance",
    "api/v1/register/allowances/questions/": "the same",
    "staff/grievances/<int:grievance_id>/": "access log: staff view a grievance",
    "staff/grievances/file/": "access log: staff take a list of grievances",
    "staff/tracer/file/": "log: officers take a list of answers",
    "staff/tracer/<int:round_id>/": "access log: officers open a round of the tracer",
    "api/v1/register/tracer/": "the same",
    "api/v1/register/grievances/": "access log: staff view grievances",
    "api/v1/register/grievances/<int:grievance_id>/": "the same",
    "api/v1/register/applications/<int:application_id>/": "access log: staff view an application",
    "disputes/<int:dispute_id>/rule/": "access log: a dispute",
    "api/v1/disputes/<int:dispute_id>/": "the same",
    "files/<uuid:file_id>/": "access log: files of other users",
    "api/v1/files/<uuid:file_id>/": "the same",
    "files/<uuid:file_id>/view/": "the same",
    "staff/printing/<int:printing_id>/file/": "the same",
    "api/v1/register/printings/<int:printing_id>/file/": "the same",
}
# What an anonymous user may write.
OPEN_TO_WRITE = {
    "accounts/signup/": "creates an account",
    "api/v1/accounts/": "the same",
    "accounts/password/reset/": "sends a mail to the address",
    "accounts/phone/": "sends a code to the number",
    "grievances/new/": "anybody may complain, without a name",
    "api/v1/grievances/": "the same",
    "tracer/<str:tracer_token>/": "the token in the link authenticates",
    "tracer/<str:tracer_token>/stop/": "the same",
    "unsubscribe/<str:token>/": "the token in the link authenticates (RFC 8058)",
    "unsubscribe/searches/<str:token>/": "the token in the link authenticates (RFC 8058)",
}
# Without a CSRF token: the sender is authenticated otherwise.
WITHOUT_CSRF = {
    *(
        "webhooks/stripe/",
        "webhooks/bkash/",
        "webhooks/sslcommerz/",
        "webhooks/mail/",
        "sandbox/clock/",
        "sandbox/sms/send/",
    ),
    *("sandbox/google/", "sandbox/google/token/", "money/back/sslcommerz/<slug:outcome>/"),
    *("unsubscribe/<str:token>/", "unsubscribe/searches/<str:token>/"),
}
# Where staff and trainers see what strangers do not.
STAFF_ROUTES = (
    "staff/",
    "api/v1/register/",
    "api/v1/reports/",
    "disputes/",
    "api/v1/disputes/",
    "corrections/",
    "api/v1/corrections/",
    "reviews/desk/",
    "api/v1/cases/",
    "api/v1/ranking/",
)
# Where operators answer chargebacks and repay failed refunds.
OPERATOR_ROUTES = (
    *("chargebacks/", "api/v1/chargebacks/", "api/v1/refunds/", "api/v1/desk/"),
    *("api/v1/payout-batches/", "api/v1/wallet-payouts/"),
)
EVIDENCE = {
    "files/<uuid:file_id>/  evidence",
    "files/<uuid:file_id>/view/  evidence",
    "api/v1/files/<uuid:file_id>/  evidence",
}


def starting(*prefixes: str) -> set[str]:
    """The names of the lines of pages and API routes that start so."""
    return {each.name for each in LINES if each.route.removeprefix("api/v1/").startswith(prefixes)}


def ending(*ends: str) -> set[str]:
    """The names of the lines of routes that end so."""
    return {each.name for each in LINES if each.route.endswith(ends)}


# What trainers and officers see of batches and projects; only officers decide on reports about a class.
BATCHES = starting("batches/", "classes/", "class-", "recordings/", "outage-claims/<") | {"outage-claims/"}
BATCHES |= starting("travel/", "me/travel/")
BATCHES -= {"api/v1/batches/", *ending("objection/second-officer/")}
TRAINERS_OWN = {"travel/", "api/v1/me/travel/"}
DECIDED_BY_OFFICERS = ending("/reports/decide/", "/ask-again/")
PROJECTS = starting("projects/", "project-versions/", "check-ins/", "briefs/", "rubrics/") - {"api/v1/briefs/"}
# The former freelancer and the blocked one are trainees too: these rows are their own.
PLACES = starting("places/")
OWN = starting("me/course/", "me/attendance/", "me/project/", "project/", "me/allowances/", "guide/copies/")
OWN |= ending("/certificate/", "/guide-copy/", "/from-project/<int:project_id>/")
OWN |= {"coaching/<int:coaching_id>/accept/  asked", "api/v1/coaching/<int:coaching_id>/accept/  asked"}
COURSES = starting("course-versions/", "courses/<slug:course_slug>/versions/", "courses/<slug:course_slug>/draft/")
COURSES |= starting("videos/", "courses/<slug:course_slug>/videos/", "question-banks/", "questions/", "question-sets/")
COURSES |= starting(
    "exam-desk/", "remarks/", "vivas/", "lost-time/<int:interruption_id>/decide/", "exams/<int:exam_id>/statements/"
)
COURSES |= {"exams/<int:exam_id>/", "api/v1/exams/<int:exam_id>/", "api/v1/lost-time/"}
TODAY = {"training/today/", "api/v1/training/today/"}
SUPPORT = {name for name in PLACES if "/support/" in name}
CERTIFICATE_FILES = {"certificates/<str:serial>/paper/", "certificates/<str:serial>/pdf/"}
DESK = EVIDENCE | {f"api/v1/measures/<int:measure_id>/{act}" for act in ("undo/", "decide/  appealed")}
EXTRA_ACCESS = {
    "t": EVIDENCE | TODAY | COURSES | (BATCHES | PROJECTS | SUPPORT | starting("coaching/")) - DECIDED_BY_OFFICERS,
    "n": DESK,
    "m": DESK,
    "l": DESK,
    "o": BATCHES - TRAINERS_OWN | COURSES | PROJECTS | CERTIFICATE_FILES | PLACES - OWN,
    "p": set(),
}


def rows(*methods: str) -> Iterator[tuple[Line, dict[str, str]]]:
    """Each line with its answers by column, for the given methods (default: all)."""
    for line in LINES:
        for method, row in line.answers.items():
            if not methods or method in methods:
                yield line, dict(zip(COLUMNS, row, strict=True))


def test_get_writes_only_on_listed_routes():
    """In the administration a GET writes only to the access log: see tests/core/test_admin_access.py."""
    written = {line.route for line, by in rows("GET") if "Y" in by.values()}
    assert {route for route in written if not route.startswith("staff/admin/")} == set(WRITES_BY_GET)


def test_anonymous_writes_only_on_listed_routes():
    assert {line.route for line, by in rows() if by["a"] == "Y"} == set(OPEN_TO_WRITE)


def test_hidden_objects_are_404_and_not_403():
    """Only a party, or a user who may see the object, gets 403; all others get 404."""
    assert [line.name for line, by in rows() if by["a"] == "x"] == []
    hidden = {line.name for line, by in rows("GET") if by["s"] == "." and "<" in line.route}
    assert [line.name for line, by in rows() if line.name in hidden and by["s"] != "."] == []


@pytest.mark.parametrize("column", "rb")
def test_blocked_and_declined_users_get_no_more_than_strangers(column):
    more = {line.name for line, by in rows() if by["s"] == "." and by[column] != "."}
    assert more <= PLACES | PROJECTS | OWN


def test_dispute_decisions_are_403_with_a_conflict_of_interest():
    decisions = ("/rule/", "/hand-over/", "/talk/")
    answers = [by["n"] for line, by in rows("POST") if "disputes/" in line.route and line.route.endswith(decisions)]
    assert answers == ["x"] * 5


@pytest.mark.parametrize("column", "tnmlop")
def test_staff_access_is_limited_to_their_work(column):
    seen = {line.name for line, by in rows() if by["s"] == "." and by[column] not in ".m"}
    own = {"accounts/2fa/totp/deactivate/"}
    work = STAFF_ROUTES + (OPERATOR_ROUTES if column == "p" else ())
    assert {name for name in seen if not name.startswith(work)} - own == EXTRA_ACCESS[column]


def test_csrf_exempt_routes_are_listed():
    """The API checks CSRF in its authentication, and the local providers a key, a token or a store."""
    bare = {route for route, each in routes().items() if getattr(each.callback, "csrf_exempt", False)}
    local = ("api/v1/", "sandbox/stripe/", "sandbox/bkash/", "sandbox/sslcommerz/")
    assert {route for route in bare if not route.startswith(local)} == WITHOUT_CSRF
