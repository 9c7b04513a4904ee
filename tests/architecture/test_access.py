"""The access matrix: every page and API path against people who have no part in what it is about.

Each route is in one of the lists below; a new one without an entry fails. Objects are Carla's and Farida's; a stranger
(Omar) must not learn that they exist, by GET or by POST, and nobody anonymous comes further than the door.
"""

import itertools
import re
import uuid
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver

from market.contracts.actions import accept_terms
from market.files.actions import keep_upload
from market.jobs.actions import create_job
from market.jobs.details import JobDetails
from market.notifications.models import Notification
from market.profiles.actions import hide_profile
from tests import make

LISTED = """
public: everybody may look; they show what is public, or nothing of anybody
    healthz readyz style/ language/<str:language>/ certificates/ certificates/<str:serial>/ talent/ jobs/ search/
    search/order/ how-holding-works/ about/ terms/ privacy/ sandbox/ sandbox/clock/ sandbox/mail/
    sandbox/mail/<int:mail_id>/ sandbox/mail/<int:mail_id>/html/ webhooks/stripe/ clients/<int:user_id>/
own: her own pages; the one id is looked for among her own pictures only
    settings/ notifications/ notifications/read/ claim/ profile/ profile/publish/ profile/hide/ profile/pictures/
    profile/pictures/<int:picture_id>/ profile/face/ settings/client/ messages/ jobs/new/ jobs/mine/ bids/ contracts/
    money/ money/payouts/ money/payout/ money/account/ money/account/done/ my-work/
things: about one thing of Carla's or Farida's that a stranger must not learn of
    files/<uuid:file_id>/ notifications/<int:notification_id>/ talent/<int:profile_id>/
    talent/<int:profile_id>/pictures/<str:name> messages/<int:conversation_id>/
    jobs/<int:job_id>/ jobs/<int:job_id>/edit/ jobs/<int:job_id>/publish/ jobs/<int:job_id>/prolong/
    jobs/<int:job_id>/close/ jobs/<int:job_id>/discard/ jobs/<int:job_id>/bid/
    talent/<int:profile_id>/invite/ talent/<int:profile_id>/talk/
    bids/<int:bid_id>/ bids/<int:bid_id>/withdraw/ bids/<int:bid_id>/shortlist/ bids/<int:bid_id>/decline/
    bids/<int:bid_id>/terms/ bids/<int:bid_id>/accept/ contracts/<int:contract_id>/ contracts/<int:contract_id>/end/
    milestones/<int:milestone_id>/submit/ milestones/<int:milestone_id>/request-changes/
    milestones/<int:milestone_id>/request-refund/ milestones/<int:milestone_id>/refuse-refund/
    milestones/<int:milestone_id>/fund/ milestones/<int:milestone_id>/funded/ milestones/<int:milestone_id>/approve/
    milestones/<int:milestone_id>/release-part/ milestones/<int:milestone_id>/agree-refund/
    milestones/<int:milestone_id>/refund/
desks: for who has the role; for all others they do not exist
    staff/certificates/ staff/certificates/new/ staff/certificates/<int:certificate_id>/
    staff/certificates/<int:certificate_id>/letter/ staff/batches/new/ certificates/<str:serial>/paper/
"""


def listed(kind: str) -> list[str]:
    """The routes of a list."""
    lines = LISTED.split(f"\n{kind}:")[1].split("\n")[1:]
    return [word for line in itertools.takewhile(lambda line: line.startswith(" "), lines) for word in line.split()]


def routes(prefix: str = "") -> Iterator[str]:
    def walk(patterns, before: str) -> Iterator[str]:
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield route
            else:
                yield from walk(each.url_patterns, route)

    outside = ("api/v1/", "sandbox/stripe/", "accounts/")
    for route in walk(get_resolver().url_patterns, ""):
        if prefix and route.startswith(prefix):
            yield route.removeprefix(prefix)
        elif not prefix and not route.startswith(outside):
            yield route


def test_every_page_has_an_entry():
    assert set(routes()) == {"", *listed("public"), *listed("own"), *listed("things"), *listed("desks")}


@pytest.fixture
def things(carla, farida) -> dict[str, object]:
    """One of each kind, none of them Omar's or public."""
    bid = make.make_bid(make.make_job(carla), farida)
    contract = accept_terms(by=carla, bid_id=bid.pk)
    hide_profile(by=farida)
    job = make.make_job(carla)
    draft = create_job(by=carla, details=JobDetails.of(job))
    upload = keep_upload(by=farida, file=SimpleUploadedFile("a.txt", b"a"))
    return {
        "file_id": upload.pk,
        "notification_id": Notification.objects.filter(user=carla).first().pk,
        "profile_id": farida.profile.pk,
        "picture_id": 1,
        "name": "portrait.webp",
        "conversation_id": bid.conversation_id,
        "job_id": draft.pk,
        "bid_id": bid.pk,
        "contract_id": contract.pk,
        "milestone_id": contract.milestones.first().pk,
        "certificate_id": farida.certificate.pk,
        "serial": farida.certificate.serial,
        "user_id": carla.pk,
        "language": "bn",
    }


def address(route: str, things: dict[str, object]) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(things[found[1]]), route)


def tried(browser, kinds: list[str], things: dict[str, object], allowed: set[int]) -> list[object]:
    """Every GET and POST whose answer is not among the allowed ones, and every route that answers neither with 404."""
    wrong: list[object] = []
    for route in (route for kind in kinds for route in listed(kind)):
        place = address(route, things)
        answers = {method: getattr(browser, method)(place) for method in ("get", "post")}
        codes = {method: answer.status_code for method, answer in answers.items()}
        doors = [answer.url for answer in answers.values() if answer.status_code == 302]
        if not set(codes.values()) <= allowed or not all(door.startswith("/accounts/login/") for door in doors):
            wrong.append((route, codes, doors))
        if 302 not in allowed and 404 not in codes.values():
            wrong.append((route, codes))
    return wrong


def test_nobody_anonymous_comes_further_than_the_door(page, things):
    assert tried(page(), ["own", "things", "desks"], things, {302, 404, 405}) == []


def test_a_stranger_does_not_learn_that_it_exists(page, omar, things):
    assert tried(page(omar), ["things", "desks"], things, {404, 405}) == []


@pytest.mark.parametrize("who", ["mitu", "pavel", "tahmina"])
def test_staff_without_a_part_in_it_do_not_either(request, page, things, who):
    assert tried(page(request.getfixturevalue(who)), ["things", "desks"], things, {404, 405}) == []


def test_the_api_tells_a_stranger_nothing(api, omar, things):
    view = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    wrong = []
    for each in view.url_patterns:
        route = str(each.pattern)
        if "<" not in route or route == "certificates/<str:serial>/":
            continue
        for method in ("get", "post", "patch", "delete"):
            if hasattr(each.callback.view_class, method):
                answer = getattr(api(omar), method)("/api/v1" + address(route, things), {})
                # 400: the body was looked at first; a right one must not get further, which each area tests.
                if answer.status_code != 404 and answer.json().get("code") != "invalid":
                    wrong.append((method, route, answer.status_code))
    assert wrong == []


def test_ids_that_nobody_has_look_the_same(api, omar, things):
    program = api(omar)
    there, nowhere = (program.get(f"/api/v1/contracts/{pk}/") for pk in (things["contract_id"], 987654321))
    assert there.json() == nowhere.json()
    there, nowhere = (program.get(f"/api/v1/files/{pk}/") for pk in (things["file_id"], uuid.uuid4()))
    assert there.json() == nowhere.json()
