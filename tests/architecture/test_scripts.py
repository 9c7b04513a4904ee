"""What people type is never code: payloads in every text field, looked for on every page that shows them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.bids.actions import propose_terms
from market.bids.offers import Offer, Part
from market.contracts import moves
from market.contracts.actions import accept_terms, request_changes, request_refund, submit_work
from market.core import clock
from market.core.money import Decimal, Money
from market.files.actions import keep_upload
from market.messaging.actions import post_message
from market.profiles.actions import change_client_profile, change_profile
from tests import make

PAYLOADS = [
    "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'-alert(1)-'</title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}%(name)s %s {0} javascript:alert(1)//</textarea><script>",
]
RAW = ("<script>alert", "<img src=x", "<svg onload", "</textarea><script>", "> 49 <")


@pytest.fixture(params=PAYLOADS)
def payload(request) -> str:
    return request.param


@pytest.fixture
def pages(carla, farida, payload) -> list[str]:
    """A job, a bid, a talk and a contract full of it; the addresses that show it."""
    carla.display_name = farida.display_name = payload
    carla.save()
    farida.save()
    change_client_profile(by=carla, company=payload, about=payload, country="DK")
    texts = {f"{stem}_{language}": payload for stem in ("headline", "story") for language in ("en", "bn")}
    change_profile(by=farida, **texts)
    job = make.make_job(carla, title=payload, description=payload)
    bid = make.make_bid(job, farida)
    parts = (Part(payload, Decimal("100.00"), 3),)
    propose_terms(by=farida, bid_id=bid.pk, terms=Offer(Money("100.00", "USD"), 3, parts))
    contract = accept_terms(by=carla, bid_id=bid.pk)
    milestone = contract.milestones.get()
    moves.mark_funded(milestone, at=clock.now())
    upload = keep_upload(by=farida, file=SimpleUploadedFile("x<script>alert(1).html", b"x"))
    submit_work(by=farida, milestone_id=milestone.pk, note=payload, file_ids=[str(upload.pk)])
    request_changes(by=carla, milestone_id=milestone.pk, note=payload)
    request_refund(by=carla, milestone_id=milestone.pk, reason=payload)
    for person in (carla, farida):
        post_message(by=person, conversation_id=bid.conversation_id, text=payload)
    return [
        *("/", "/my-work/", "/talent/", "/jobs/", "/jobs/mine/", "/bids/", "/contracts/", "/messages/"),
        *("/notifications/", "/money/", "/settings/", "/settings/client/", "/profile/"),
        *(each.get_absolute_url() for each in (job, bid, bid.conversation, contract, farida.profile)),
        f"/clients/{carla.pk}/",
        f"/search/?q={payload}",
        f"/talent/?q={payload}",
        f"/jobs/?q={payload}",
    ]


@pytest.mark.parametrize("language", ["en", "bn"])
def test_no_payload_runs_on_any_page(page, carla, farida, pages, language):
    for person in (None, carla, farida):
        if person is not None:
            person.language = language
            person.save()
        browser = page(person, language=language)
        for address in pages:
            answer = browser.get(address, follow=True)
            assert answer.status_code in (200, 404), address
            text = answer.content.decode()
            assert [raw for raw in RAW if raw in text] == [], address
            assert "unsafe" not in answer["Content-Security-Policy"]


def test_files_come_as_attachments(page, farida, pages):
    upload = farida.profile.user.bids.first().contract.milestones.get().deliveries.get().files.get()
    answer = page(farida).get(f"/files/{upload.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "<" not in answer["Content-Disposition"]
    answer.close()


def test_mails_are_escaped(carla, pages, run_jobs, mailbox):
    run_jobs()
    assert mailbox
    for mail in mailbox:
        html = str(mail.alternatives[0][0]) if mail.alternatives else ""
        assert [raw for raw in RAW if raw in html] == [], mail.subject
        assert "\n" not in mail.subject
