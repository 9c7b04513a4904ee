"""The pages of moderators: the queue of reports and flags, the page of a case, and its forms."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags

from market.core.base import clock
from market.core.base.errors import NotFound
from market.core.base.signals import trace_seen
from market.core.models import AuditEntry
from market.files.actions import keep_upload
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from market.messaging.actions import post_message
from market.moderation.appeals.actions import appeal_measure, decide_measure_appeal
from market.moderation.cases.actions import close_case, flag_item, open_case, take_on_case
from market.moderation.cases.subjects import find_item
from market.moderation.measures.grounds import GROUNDS
from market.moderation.models import Case, Flag, Measure, Phrase
from market.reviews.actions import write_review
from market.reviews.models import Review
from market.safety.actions import report_thing
from market.training.models import Batch
from tests import make
from tests.payments import story

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


MEASURE = {
    "level": "limit",
    "days": "7",
    "ground": "outside_payment",
    "facts": "The job asks for a deposit.",
    "seen": "0",
}


def test_case_pages_are_404_for_other_users_and_redirect_anonymous(
    page, case, impose, rina, mitu, lata, carla, farida, oli
):
    measure, phrase = impose(rina, "warn"), Phrase.objects.first()
    paths = {
        "/staff/cases/": "get",
        f"/staff/cases/{case.pk}/": "post",
        f"/staff/cases/{case.pk}/settle/": "post",
        f"/staff/cases/{case.pk}/talk/": "post",
        "/staff/cases/phrases/": "post",
        f"/staff/cases/phrases/{phrase.pk}/remove/": "post",
        f"/staff/measures/{measure.pk}/undo/": "post",
        f"/staff/measures/{measure.pk}/decide/": "post",
    }
    for path, method in paths.items():
        for who in (carla, farida, oli):
            assert getattr(page(who), method)(path).status_code == 404, path
        assert getattr(page(), method)(path).url.startswith("/accounts/login/")
    for who in (mitu, lata):
        assert "Logo for a tea shop" in text(page(who).get("/staff/cases/"))


def test_a_moderator_without_second_factor_is_redirected_to_set_one_up(client, mitu, case):
    client.force_login(mitu, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/staff/cases/").status_code == 302


def test_the_queue_groups_reports_and_flags_of_an_item_in_one_row(page, case, job, farida, omar, impose, carla, mitu):
    report_thing(by=omar, kind="job", thing_id=job.pk, reason="abuse")
    item = find_item("job", job.pk)
    flag_item(kind="job", thing_id=job.pk, item=item, rule=Flag.Rule.PHRASE, facts={"found": "x"})
    impose(carla, "warn")
    html = text(page(mitu).get("/staff/cases/"))
    assert html.count("Logo for a tea shop") == 1
    for expected in ("Reports: 2", "Words known from scams", "Earlier steps: 1", "Harassment", "Carla"):
        assert expected in html, expected


def test_the_queue_lists_harassment_first_and_marks_overdue_cases(page, carla, farida, mitu):
    jobs = [make.make_job(carla, title=f"Job {number}") for number in range(3)]
    for job, reason in zip(jobs, ("spam", "private", "spam"), strict=True):
        report_thing(by=farida, kind="job", thing_id=job.pk, reason=reason)
    html = text(page(mitu).get("/staff/cases/"))
    assert html.index("Job 1") < html.index("Job 0") < html.index("Job 2")
    assert "Late" not in html
    clock._offset = timedelta(hours=25)
    assert text(page(mitu).get("/staff/cases/")).count("Late") == 1


def test_the_queue_has_a_constant_query_count(page, carla, farida, mitu, django_assert_max_num_queries):
    browser = page(mitu)
    for number in range(12):
        job = make.make_job(carla, title=f"Job {number}")
        report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam")
        flag_item(kind="job", thing_id=job.pk, item=find_item("job", job.pk), rule=Flag.Rule.PRICE, facts={})
    browser.get("/staff/cases/")
    with django_assert_max_num_queries(13):
        assert text(browser.get("/staff/cases/")).count("A price far from others") == 12


def test_a_measure_is_imposed_from_the_case_page(page, case, carla, mitu):
    browser, path = page(mitu), f"/staff/cases/{case.pk}/"
    html = text(browser.get(path))
    assert "Asks for a deposit." in html
    assert "A logo in two colours" in html
    empty = browser.post(path, {**MEASURE, "days": "", "facts": ""})
    assert empty.status_code == 400
    assert not Measure.objects.exists()
    invalid = browser.post(path, {**MEASURE, "days": ""})
    assert invalid.status_code == 400
    assert "The job asks for a deposit." in text(invalid)
    response = browser.post(path, {**MEASURE, "days": "৭"}, follow=True)
    assert "It holds from now on." in text(response)
    assert (carla.__class__.objects.get(pk=carla.pk).is_limited, Measure.objects.get().level) == (True, "limit")
    assert browser.post(path, {**MEASURE, "level": "ban"}).status_code == 409  # the page is stale
    assert Measure.objects.count() == 1
    assert "Logo for a tea shop" in text(browser.get("/staff/cases/?tab=closed"))


def test_a_moderator_opens_a_case_without_a_report(page, carla, farida, mitu, provider):
    job, service = make.make_job(carla), make.make_service(farida)
    contract = story.released(provider, "100.00").milestone.contract
    stars = {"quality": 5, "communication": 5, "timeliness": 5, "again": 5, "text": "Five stars for a discount."}
    for by in (carla, farida):
        write_review(by=by, contract_id=contract.pk, written=stars)
    review = Review.objects.get(author=carla)
    browser = page(mitu)
    for place, kind, thing in (
        (f"/jobs/{job.pk}/", "job", job.pk),
        (f"/talent/{farida.profile.pk}/", "profile", farida.profile.pk),
        (f"/services/{service.pk}/", "service", service.pk),
        (f"/clients/{carla.pk}/", "client", carla.pk),
        ("/reviews/desk/", "review", review.pk),
    ):
        way = f"/staff/cases/open/{kind}/{thing}/"
        assert f'action="{way}"' in text(browser.get(place)), place
        assert way not in text(page(farida).get(place)), place
        case = Case.objects.get(pk=int(browser.post(way).url.split("/")[-2]))
        assert (case.kind, case.thing, case.state) == (kind, thing, "open")
        assert browser.post(way).url == case.get_absolute_url()  # again, the same one
        assert page(farida).post(way).status_code == 404
    fields = {**MEASURE, "level": "hide", "days": "", "ground": "review"}
    browser.post(case.get_absolute_url(), fields)
    assert Review.objects.get(pk=review.pk).is_hidden
    assert (Measure.objects.get().was_reported, Measure.objects.get().was_flagged) == (False, False)
    assert browser.post("/staff/cases/open/job/987654/").status_code == 404
    assert browser.post(f"/staff/cases/open/person/{mitu.pk}/").status_code == 404


def test_a_case_shows_earlier_measures_other_cases_and_similar_accounts(page, case, case_of, impose, carla, omar, mitu):
    other = case_of(carla)
    impose(carla, "warn")
    for user in (carla, omar):
        trace_seen.send(sender=object, user=user, kind="device", mark="one")
    impose(omar, "limit", 7)
    html = text(page(mitu).get(case.get_absolute_url()))
    for expected in ("Steps so far: 1", "Other cases: 1", "Accounts alike: 1", "Other cases about this person"):
        assert expected in html, expected
    assert f'href="{other.get_absolute_url()}"' in html
    assert f'href="/clients/{carla.pk}/"' in html
    about_omar = html[html.index("Another account shares") :]
    assert f'href="{case_of(omar).get_absolute_url()}"' in about_omar
    assert about_omar.index("Limited") < about_omar.index("Earlier steps: 1")


def test_the_form_of_a_measure_has_no_default_ground(page, case, mitu):
    browser = page(mitu)
    assert '<option value="" selected>Choose a ground</option>' in text(browser.get(case.get_absolute_url()))
    fields = {"level": "warn", "facts": "A deposit.", "seen": 0, "ground": ""}
    assert browser.post(case.get_absolute_url(), fields).status_code == 400
    assert not Measure.objects.exists()


def test_flags_show_the_source_of_a_copy_and_the_currency_of_a_price(page, carla, farida, rina, mitu):
    job, bid = make.make_job(carla), make.make_bid(make.make_job(carla, title="A poster"), rina)
    item = find_item("job", job.pk)
    for rule, facts in (
        ("copied", {"first": f"bid {bid.pk}", "times": 1, "share": 100}),
        ("price", {"amount": "9.00", "least": "100.00", "most": "200.00", "currency": "USD"}),
    ):
        flag_item(kind="job", thing_id=job.pk, item=item, rule=Flag.Rule(rule), facts=facts)
    html = text(page(mitu).get(Case.objects.get().get_absolute_url()))
    assert "most of them in: A poster (Rina)" in strip_tags(html)
    assert f'href="{bid.get_absolute_url()}"' not in html  # a bid is private
    assert "9.00, where 100.00 to 200.00 USD is usual" in html
    Flag.objects.filter(rule="copied").update(facts={"first": f"job {job.pk}", "times": 1, "share": 100})
    assert f'most of them in: <a href="/jobs/{job.pk}/"' in text(page(mitu).get(Case.objects.get().get_absolute_url()))


def test_no_case_can_be_opened_about_a_draft_or_an_unrevealed_review(page, carla, farida, mitu, lata, provider):
    """An unrevealed review and a draft: their addresses can be guessed."""
    contract = story.released(provider, "100.00").milestone.contract
    stars = {"quality": 5, "communication": 5, "timeliness": 5, "again": 5, "text": "It is blind."}
    blind = write_review(by=carla, contract_id=contract.pk, written=stars)
    details = JobDetails.of(make.make_job(carla))
    draft = create_job(by=carla, details=replace(details, title="Not ready"))
    for kind, thing in (("review", blind.pk), ("job", draft.pk)):
        for who in (mitu, lata):
            assert page(who).post(f"/staff/cases/open/{kind}/{thing}/").status_code == 404
    assert find_item("review", blind.pk) is None


def test_a_private_note_about_a_moderator_is_hidden_from_that_moderator(page, carla, farida, mitu, provider):
    contract = story.released(provider, "100.00").milestone.contract
    stars = {"quality": 5, "communication": 5, "timeliness": 5, "again": 5, "text": "Good."}
    write_review(by=farida, contract_id=contract.pk, written=stars)
    review = write_review(by=carla, contract_id=contract.pk, written={**stars, "private_note": "She asked for money."})
    farida.roles = ["moderator"]
    farida.save()
    assert page(farida).post(f"/staff/cases/open/review/{review.pk}/").status_code == 404
    case = Case.objects.get(pk=int(page(mitu).post(f"/staff/cases/open/review/{review.pk}/").url.split("/")[-2]))
    assert "She asked for money." in text(page(mitu).get(case.get_absolute_url()))
    assert "She asked for money." not in text(page(farida).get(case.get_absolute_url()))


def test_no_case_can_be_opened_about_an_item_that_is_not_public(carla, mitu):
    private = make.make_job(carla, visibility="invited")
    draft = create_job(by=carla, details=JobDetails.of(private))
    for job in (draft, private):
        with pytest.raises(NotFound):
            open_case(by=mitu, kind="job", thing_id=job.pk)
    assert open_case(by=mitu, kind="job", thing_id=make.make_job(carla).pk).about == carla


def test_a_measure_is_undone_from_the_case_page(page, impose, carla, mitu):
    measure = impose(carla, "suspend", 7)
    browser, path = page(mitu), f"/staff/measures/{measure.pk}/undo/"
    assert "Say why it is withdrawn" in text(browser.post(path, {"reason": ""}, follow=True))
    html = text(browser.post(path, {"reason": "It was another person."}, follow=True))
    assert "It is withdrawn." in html
    assert "It was another person." in html
    assert browser.post(path, {"reason": "Again."}).status_code == 409


def test_too_short_a_reason_to_undo_a_ban_is_a_form_error(page, impose, carla, mitu):
    measure = impose(carla, "ban")
    answer = page(mitu).post(f"/staff/measures/{measure.pk}/undo/", {"reason": "Oh."})
    html = text(answer)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in html
    assert 'class="ask" open' in html
    assert ">\nOh.</textarea>" in html


def test_a_case_is_assigned_and_closed_from_its_page(page, case, mitu):
    browser, path = page(mitu), f"/staff/cases/{case.pk}/settle/"
    assert browser.post(path, {"note": "x" * 1001}).status_code == 400
    browser.post(path, {"keep": "1", "note": "Ask her first."})
    assert "Logo for a tea shop" in text(browser.get("/staff/cases/?tab=kept"))
    assert "Ask her first." in text(browser.get(f"/staff/cases/{case.pk}/"))
    browser.post(path, {"note": ""})
    assert Case.objects.get(pk=case.pk).state == "closed"
    assert browser.post(path, {"note": ""}).status_code == 409


def test_a_private_conversation_opens_with_a_logged_reason_only(page, carla, farida, mitu):
    conversation_id = make.make_bid(make.make_job(carla), farida).conversation_id
    post_message(by=farida, conversation_id=conversation_id, text="What do you mean?")
    rude = post_message(by=carla, conversation_id=conversation_id, client_id=uuid.uuid4(), text="Call 01711223344.")
    own = keep_upload(by=farida, file=SimpleUploadedFile("screen.txt", b"proof"))
    post_message(by=farida, conversation_id=conversation_id, text="", file_ids=[own.pk])
    assert page(mitu).get(f"/files/{own.pk}/").status_code == 404
    flag_item(
        kind="message", thing_id=rude.pk, item=find_item("message", rude.pk), rule="contact", facts={"found": "017"}
    )
    case = Case.objects.get(kind="message")
    browser, path = page(mitu), f"/staff/cases/{case.pk}/"
    for html in (text(browser.get(path)), text(browser.post(f"{path}talk/", {"reason": " "}))):
        assert "Call 01711223344." not in html
        assert "What do you mean?" not in html
        assert "screen.txt" not in html
    opened = text(browser.post(f"{path}talk/", {"reason": "To see whether it was asked for."}))
    assert "Call 01711223344." in opened
    assert "What do you mean?" in opened
    assert f'href="/files/{own.pk}/"' in opened
    assert b"".join(page(mitu).get(f"/files/{own.pk}/").streaming_content) == b"proof"
    assert AuditEntry.objects.filter(code="file.taken", by=mitu).exists()
    entry = AuditEntry.objects.get(code="case.talk_opened")
    assert (entry.by, entry.facts["reason"]) == (mitu, "To see whether it was asked for.")
    report_thing(by=farida, kind="message", thing_id=rude.pk, reason="private")
    html = text(browser.get(path))
    assert "Call •••." in html.partition("</h1>")[0], "what was reported is the title in place of the rule's"
    assert "Call 01711223344." in html  # the recipient reported it
    assert "What do you mean?" not in html
    assert "To see whether it was asked for." in html  # the audit entry is shown on the case


def test_an_opened_conversation_tells_what_happened_and_marks_what_was_reported(page, carla, farida, mitu):
    conversation_id = make.make_bid(make.make_job(carla), farida).conversation_id
    first = post_message(by=carla, conversation_id=conversation_id, text="Pay me a deposit.")
    post_message(by=carla, conversation_id=conversation_id, text="Are you there?")
    report_thing(by=farida, kind="conversation", thing_id=conversation_id, reason="fraud", messages=[first.pk])
    case = Case.objects.get(kind="conversation")
    html = text(page(mitu).post(f"{case.get_absolute_url()}talk/", {"reason": "To see what came before."}))
    talk = html.partition('id="talk"')[2].partition("</section>")[0]
    assert re.search(r"Farida .*bid", talk), "the bid as an event"
    deposit, _mark, rest = talk.partition("This is what the case is about")
    assert "Are you there?" in rest
    assert "Pay me a deposit." in rest
    assert "Are you there?" not in deposit


def test_a_measure_is_imposed_from_the_page_with_the_conversation(page, carla, farida, mitu):
    """That page answers a POST: each form needs an action of its own, or its input would be lost."""
    conversation_id = make.make_bid(make.make_job(carla), farida).conversation_id
    rude = post_message(by=carla, conversation_id=conversation_id, client_id=uuid.uuid4(), text="Call 01711223344.")
    flag_item(
        kind="message", thing_id=rude.pk, item=find_item("message", rude.pk), rule="contact", facts={"found": "017"}
    )
    case = Case.objects.get(kind="message")
    browser, path = page(mitu), f"/staff/cases/{case.pk}/"
    opened = text(browser.post(f"{path}talk/", {"reason": "To see whether it was asked for."}))
    form = re.search(r'<form[^>]*action="([^"]*)"[^>]*>(?:(?!</form>).)*name="facts"', opened, re.S)
    assert form, "no form of a measure with an action"
    fields = {"level": "warn", "ground": "fraud", "facts": "A number was sent before any contract.", "seen": "0"}
    assert browser.post(form[1], fields, follow=True).status_code == 200
    assert Measure.objects.get(person=carla).facts == fields["facts"]
    assert not re.search(r'<form(?![^>]*action=)[^>]*method="post"', opened), "every form has an action"


def test_a_flagged_invitation_opens_with_a_logged_reason_only(page, carla, farida, mitu):
    expected = "Pay a deposit of ten dollars first, then we begin."
    job = make.make_job(carla)
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk, words=expected)
    item = find_item("invitation", invitation.pk)
    case = flag_item(
        kind="invitation", thing_id=invitation.pk, item=item, rule=Flag.Rule.PHRASE, facts={"found": "pay a deposit"}
    ).case
    browser, place = page(mitu), f"/staff/cases/{case.pk}/"
    closed = text(browser.get(place))
    assert expected not in closed
    assert "Open it below if you must read it." in closed
    assert f'action="{place}talk/"' in closed
    assert f'href="/jobs/{job.pk}/"' in closed, "its job is public"
    assert expected in text(browser.post(f"{place}talk/", {"reason": "A rule found a deposit."}))
    assert AuditEntry.objects.get(code="case.talk_opened").facts["reason"] == "A rule found a deposit."


def test_an_item_without_text_is_not_called_private(page, carla, farida, mitu):
    invitation = invite_freelancer(by=carla, job_id=make.make_job(carla).pk, profile_id=farida.profile.pk)
    report_thing(by=farida, kind="invitation", thing_id=invitation.pk, reason="abuse")
    html = text(page(mitu).get(Case.objects.get().get_absolute_url()))
    assert "It has no words." in html
    assert "Open it below" not in html


def test_opening_a_conversation_is_in_the_access_log_of_the_lead(page, case, mitu, lata):
    page(mitu).post(f"/staff/cases/{case.pk}/talk/", {"reason": "To see."})
    html = text(page(lata).get("/staff/looks/"))
    assert "read a private conversation for a report" in html
    assert f'href="/staff/cases/{case.pk}/"' in html


def test_an_appeal_is_decided_from_the_page_by_another_moderator(page, impose, carla, mitu, moni):
    measure = impose(carla, "ban")
    appeal_measure(by=carla, measure_id=measure.pk, text="It was my brother.")
    assert "It was my brother." not in text(page(mitu).get("/staff/cases/?tab=appeals"))
    assert f"/staff/cases/{measure.case_id}/" in text(page(moni).get("/staff/cases/?tab=appeals"))
    assert f"/staff/cases/{measure.case_id}/" not in text(page(mitu).get("/staff/cases/?tab=appeals"))
    form = f"/staff/measures/{measure.pk}/decide/"
    assert form not in text(page(mitu).get(f"/staff/cases/{measure.case_id}/"))
    browser = page(moni)
    assert form in text(browser.get(f"/staff/cases/{measure.case_id}/"))
    assert browser.post(form, {"verdict": "lifted"}).status_code == 400
    assert "The appeal is decided." in text(browser.post(form, {"verdict": "lifted", "reasons": "True."}, follow=True))
    assert browser.post(form, {"verdict": "upheld", "reasons": "No."}).status_code == 409


def test_a_moderator_with_a_conflict_of_interest_sees_no_appeal_form(page, impose, farida, moni, lata):
    measure = impose(farida, "limit", 30)
    appeal_measure(by=farida, measure_id=measure.pk, text="It was my brother.")
    farida.certificate.batch.trainer = moni
    farida.certificate.batch.save()
    place, form = f"/staff/cases/{measure.case_id}/", f"/staff/measures/{measure.pk}/decide/"
    for who, is_shown in ((moni, False), (lata, True)):
        assert (place in text(page(who).get("/staff/cases/?tab=appeals"))) is is_shown
        assert (form in text(page(who).get(place))) is is_shown


def test_a_decided_appeal_stays_on_the_case_page(page, impose, carla, mitu, moni):
    measure = impose(carla, "limit", 30)
    appeal_measure(by=carla, measure_id=measure.pk, text="It was my brother.")
    decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="upheld", reasons="The record shows it.")
    html = text(page(mitu).get(measure.case.get_absolute_url()))
    for expected in ("It was my brother.", "The record shows it.", "refused the appeal", "appealed"):
        assert expected in html, expected


def test_a_moderator_with_a_conflict_of_interest_sees_no_measure_form(page, case, job, mitu):
    report_thing(by=mitu, kind="job", thing_id=job.pk, reason="spam")
    html = text(page(mitu).get(f"/staff/cases/{case.pk}/"))
    assert "You cannot decide here" in html
    assert "Impose a step" not in html
    assert page(mitu).post(f"/staff/cases/{case.pk}/", MEASURE).status_code == 403


def test_a_trainer_of_the_reported_user_does_not_see_the_reporter(page, farida, omar, mitu):
    report_thing(by=omar, kind="profile", thing_id=farida.profile.pk, reason="fraud", text="It is not her.")
    where = Case.objects.get(kind="profile").get_absolute_url()
    html = text(page(mitu).get(where))
    assert "It is not her." in html
    assert omar.display_name in html
    Batch.objects.filter(certificates__holder=farida).update(trainer=mitu)
    html = text(page(mitu).get(where))
    assert "Who reported it is not shown to you either." in html
    assert "It is not her." not in html
    assert omar.display_name not in html


def test_reading_a_report_is_logged_once_and_shown_to_the_lead(page, case, case_of, rina, mitu, lata):
    for _ in range(2):
        page(mitu).get(f"/staff/cases/{case.pk}/")
    page(mitu).get(f"/staff/cases/{case_of(rina).pk}/")  # this case has no reports
    assert AuditEntry.objects.filter(code="case.read", by=mitu).count() == 1
    html = text(page(lata).get("/staff/looks/"))
    assert "read what was reported, and who reported it" in html
    assert "Work at the moderators&#39; queue." in html
    assert f'href="/staff/cases/{case.pk}/"' in html


def test_scam_phrases_are_tested_added_and_removed_from_the_page(page, mitu):
    browser = page(mitu)
    assert "came with the site" in text(browser.get("/staff/cases/phrases/"))
    html = text(browser.post("/staff/cases/phrases/", {"text": "First PAY a deposit, please."}))
    assert "Matches:" in html
    assert "It matches nothing" in text(browser.post("/staff/cases/phrases/", {"text": "Good day."}))
    assert browser.post("/staff/cases/phrases/", {"words": "one"}).status_code == 400
    assert "is in the list" in text(browser.post("/staff/cases/phrases/", {"words": "Crypto wallet key"}, follow=True))
    assert browser.post("/staff/cases/phrases/", {"words": "crypto wallet key"}).status_code == 409
    added = Phrase.objects.get(words="crypto wallet key")
    assert "off the list" in text(browser.post(f"/staff/cases/phrases/{added.pk}/remove/", follow=True))


def test_open_cases_and_appeals_are_tasks_on_the_home_page(page, case, mitu, moni, impose, rina):
    measure = impose(rina, "warn")
    appeal_measure(by=rina, measure_id=measure.pk, text="No.")
    home = text(page(moni).get("/my-work/"))
    assert f'href="/staff/cases/{case.pk}/"' in home
    assert f'href="/staff/cases/{measure.case_id}/"' in home
    take_on_case(by=mitu, case_id=case.pk)
    assert f'href="/staff/cases/{case.pk}/"' not in text(page(moni).get("/my-work/"))


def test_a_ban_needs_a_confirmation_page_and_two_moderators_to_undo(page, case, carla, mitu, moni):
    path, browser = f"/staff/cases/{case.pk}/", page(mitu)
    fields = {**MEASURE, "level": "ban", "facts": "The deposit was asked for again.", "seen": "0"}
    html = text(browser.post(path, fields))
    assert "Carla would be banned for good." in html
    assert "1 open job disappears at once" in html
    assert "No contract of this person runs." in html
    assert f"<p>{GROUNDS[MEASURE['ground']].name}</p>" in html
    assert not Measure.objects.exists()
    assert "The deposit was asked for again." in text(browser.post(path, {**fields, "change": "1"}))
    assert browser.post(path, {**fields, "sure": "1"}).status_code == 302
    measure = Measure.objects.get(level="ban")
    undo = f"/staff/measures/{measure.pk}/undo/"
    assert undo not in text(page(moni).get(path))
    assert "Ask to withdraw it" in text(browser.get(path))
    browser.post(undo, {"reason": "It was another account."})
    assert undo not in text(browser.get(path))
    assert "Confirm: withdraw it" in text(page(moni).get(path))
    second, task = page(moni), "Confirm or leave: withdrawing a ban"
    assert task in text(second.get("/my-work/"))
    assert f'href="{path}"' in text(second.get("/staff/cases/?tab=undoings"))
    assert task not in text(browser.get("/my-work/"))
    second.post(undo, {"reason": ""})  # the user is shown the first moderator's reason
    assert task not in text(second.get("/my-work/"))
    measure.refresh_from_db()
    assert measure.ended_at


def test_a_suspected_job_warns_who_might_bid_until_its_case_is_closed(page, carla, farida, mitu):
    job = make.make_job(carla)
    flag_item(kind="job", thing_id=job.pk, item=find_item("job", job.pk), rule=Flag.Rule.PHRASE, facts={"found": "fee"})
    warning = "words that are known from scams"
    paths = [job.get_absolute_url(), f"/jobs/{job.pk}/bid/"]
    assert all(warning in text(page(farida).get(path)) for path in paths)
    assert warning not in text(page(carla).get(paths[0]))
    close_case(by=mitu, case_id=take_on_case(by=mitu, case_id=Case.objects.get().pk).pk)
    assert not any(warning in text(page(farida).get(path)) for path in paths)
