"""HTML injection (XSS): payloads in every text field are escaped on every page and mail that shows them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.bids.bids.actions import propose_terms, submit_bid
from market.bids.bids.reading_actions import note_bid
from market.bids.letters.actions import save_letter
from market.bids.offers.actions import WorkDescription, make_offer
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import request_changes, request_refund, submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.core.base.money import Decimal, Money
from market.files.actions import keep_upload
from market.jobs.invitations.actions import decline_invitation, invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Mark
from market.jobs.postings.actions import change_job
from market.jobs.postings.details import QuestionDraft
from market.messaging.actions import post_message
from market.profiles.clients.actions import change_client_profile
from market.profiles.freelancers.absence_actions import start_absence
from market.profiles.freelancers.actions import change_profile
from market.profiles.portfolio.actions import add_case
from market.safety.actions import report_thing
from market.services.offering.details import ExtraDetails, PackageDetails
from market.services.ordering.actions import OrderChoice, place_order
from tests import make

PAYLOADS = [
    "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'-alert(1)-'</title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}%(name)s %s {0} javascript:alert(1)//</textarea><script>",
]
RAW = ("<script>alert", "<img src=x", "<svg onload", "</textarea><script>", "> 49 <")


@pytest.fixture(params=PAYLOADS)
def payload(request) -> str:
    return request.param


def create_bids(carla, farida, payload) -> list[str]:
    """A bid with an answer, a note, a cover letter and a direct offer with the payload; the URLs that show them."""
    job = make.make_job(carla, title=payload, description=payload, questions=(QuestionDraft(payload),))
    answers = {job.questions.get().pk: payload}
    terms = ProposedTerms(Money("100.00", "USD"), 3, (MilestoneTerms(payload, Decimal("100.00"), 3),))
    bid = submit_bid(by=farida, job_id=job.pk, terms=terms, cover_letter=payload, answers=answers)
    note_bid(by=carla, bid_id=bid.pk, text=payload)
    letter = save_letter(by=farida, title=payload[:80], text=payload)
    work = WorkDescription(payload, payload)
    offer = make_offer(by=carla, profile_id=farida.profile.pk, work=work, terms=terms)
    return [
        *(bid.get_absolute_url(), offer.get_absolute_url(), letter.get_absolute_url(), "/bids/letters/"),
        *("/bids/quota/", "/offers/?tab=sent", "/offers/?tab=received", f"/jobs/{job.pk}/bids/compare/"),
    ]


def create_reported_job(carla, farida, payload) -> list[str]:
    """A job with a file and questions that is changed, declined and reported; the URLs that show it."""
    upload = keep_upload(by=carla, file=SimpleUploadedFile("y<script>alert(1).txt", b"y"))
    questions = (QuestionDraft(payload),)
    job = make.make_job(carla, title="Job", description="A job", questions=questions, files=(upload.pk,))
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    change_job(by=carla, job_id=job.pk, changes={"title": payload, "description": payload})
    decline_invitation(by=farida, invitation_id=invitation.pk, why="other", reason=payload)
    mark_job(by=farida, job_id=job.pk, kind=Mark.Kind.SAVED)
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="other", text=payload)
    places = ("/invitations/?tab=answered", "/jobs/saved/", "/reports/", f"/report/job/{job.pk}/")
    return [job.get_absolute_url(), f"/jobs/{job.pk}/edit/", f"/invitations/{invitation.pk}/decline/", *places]


def create_order(carla, farida, payload) -> list[str]:
    """A service and an order with the payload, cut to the field lengths; the URLs that show them."""
    name, price = payload[:50], Money("20.00", "USD")
    service = make.make_service(
        farida,
        title_en=payload[:80],
        title_bn=payload[:80],
        description_en=payload,
        packages=(PackageDetails(name, price, 3, payload),),
        extras=(ExtraDetails(name, price),),
        questions=(payload, payload),
    )
    choice = OrderChoice(service.packages.get().pk, [service.extras.get().pk], {0: payload})
    order = place_order(by=carla, service_id=service.pk, choice=choice)
    place = service.get_absolute_url()
    own = (f"{place}edit/", f"{place}pictures/", f"{place}orders/", "/services/mine/", f"{place}order/")
    return [place, *own, order.get_absolute_url(), f"/orders/{order.contract_id}/answers/", f"/services/?q={payload}"]


@pytest.fixture
def pages(carla, farida, payload) -> list[str]:
    """A job, a bid, a conversation and a contract with the payload; the URLs that show them."""
    carla.display_name = farida.display_name = payload
    carla.save()
    farida.save()
    change_client_profile(by=carla, company=payload, about=payload, country="DK")
    texts = {f"{stem}_{language}": payload for stem in ("headline", "story") for language in ("en", "bn")}
    change_profile(by=farida, **texts)
    job_pages = create_reported_job(carla, farida, payload)
    bid_pages = create_bids(carla, farida, payload)
    service_pages = create_order(carla, farida, payload)
    start_absence(by=farida, first=clock.now().date(), last=clock.now().date() + timedelta(days=3), note=payload[:100])
    case = add_case(by=farida, title=payload, text=payload)
    job = make.make_job(carla, title=payload, description=payload)
    bid = make.make_bid(job, farida)
    parts = (MilestoneTerms(payload, Decimal("100.00"), 3),)
    propose_terms(by=farida, bid_id=bid.pk, terms=ProposedTerms(Money("100.00", "USD"), 3, parts))
    contract = accept_terms(by=carla, bid_id=bid.pk)
    milestone = contract.milestones.get()
    transitions.mark_funded(milestone, at=clock.now())
    upload = keep_upload(by=farida, file=SimpleUploadedFile("x<script>alert(1).html", b"x"))
    submit_work(by=farida, milestone_id=milestone.pk, note=payload, file_ids=[str(upload.pk)])
    request_changes(by=carla, milestone_id=milestone.pk, note=payload)
    request_refund(by=carla, milestone_id=milestone.pk, reason=payload)
    for person in (carla, farida):
        post_message(by=person, conversation_id=bid.conversation_id, text=payload)
    return [
        *bid_pages,
        *job_pages,
        *service_pages,
        *("/", "/my-work/", "/talent/", "/jobs/", "/jobs/mine/", "/bids/", "/contracts/", "/messages/"),
        *("/notifications/", "/money/", "/settings/", "/settings/client/", "/profile/"),
        *(each.get_absolute_url() for each in (job, bid, bid.conversation, contract, farida.profile)),
        *(
            "/profile/hours/",
            "/profile/share/",
            "/profile/preview/",
            "/profile/portfolio/",
            f"/profile/portfolio/{case.pk}/",
            case.get_absolute_url(),
        ),
        f"/clients/{carla.pk}/",
        f"/search/?q={payload}",
        f"/talent/?q={payload}",
        f"/jobs/?q={payload}",
    ]


@pytest.mark.parametrize("language", ["en", "bn"])
def test_html_payloads_are_escaped_on_every_page(page, carla, farida, pages, language):
    for person in (None, carla, farida):
        if person is not None:
            person.language = language
            person.save()
        browser = page(person, language=language)
        for address in pages:
            answer = browser.get(address, follow=True)
            assert answer.status_code in (200, 403, 404), address
            text = answer.content.decode()
            assert [raw for raw in RAW if raw in text] == [], address
            assert "unsafe" not in answer["Content-Security-Policy"]


def test_files_are_sent_as_attachments(page, farida, pages):
    upload = farida.profile.user.bids.get(state="accepted").contract.milestones.get().deliveries.get().files.get()
    answer = page(farida).get(f"/files/{upload.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "<" not in answer["Content-Disposition"]
    answer.close()


def test_html_payloads_are_escaped_in_mails(carla, pages, run_jobs, mailbox):
    run_jobs()
    assert mailbox
    for mail in mailbox:
        html = str(mail.alternatives[0][0]) if mail.alternatives else ""
        assert [raw for raw in RAW if raw in html] == [], mail.subject
        assert "\n" not in mail.subject
