"""The moderators' desk: one queue of reports and flags, the page of a case, and what each form does."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from market.core.base import clock
from market.core.base.errors import NotFound
from market.core.base.signals import trace_seen
from market.core.models import AuditEntry
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from market.messaging.actions import post_message
from market.moderation.appeals.actions import appeal_measure, decide_measure_appeal
from market.moderation.cases.actions import flag_item, open_case, take_on_case
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


def text(answer):
    return answer.content.decode()


STEP = {"level": "limit", "days": "7", "ground": "outside_payment", "facts": "The job asks for a deposit.", "seen": "0"}


def test_the_desk_is_the_moderators_alone(page, case, impose, rina, mitu, lata, carla, farida, oli):
    made, phrase = impose(rina, "warn"), Phrase.objects.first()
    paths = {
        "/staff/cases/": "get",
        f"/staff/cases/{case.pk}/": "post",
        f"/staff/cases/{case.pk}/settle/": "post",
        f"/staff/cases/{case.pk}/talk/": "post",
        "/staff/cases/phrases/": "post",
        f"/staff/cases/phrases/{phrase.pk}/remove/": "post",
        f"/staff/measures/{made.pk}/undo/": "post",
        f"/staff/measures/{made.pk}/decide/": "post",
    }
    for path, method in paths.items():
        for who in (carla, farida, oli):
            assert getattr(page(who), method)(path).status_code == 404, path
        assert getattr(page(), method)(path).url.startswith("/accounts/login/")
    for who in (mitu, lata):
        assert "Logo for a tea shop" in text(page(who).get("/staff/cases/"))


def test_a_moderator_without_second_factor_sets_one_up_first(client, mitu, case):
    client.force_login(mitu, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/staff/cases/").status_code == 302


def test_the_queue_has_reports_and_flags_of_a_thing_in_one_row(page, case, job, farida, omar, impose, carla, mitu):
    report_thing(by=omar, kind="job", thing_id=job.pk, reason="abuse")
    found = find_item("job", job.pk)
    flag_item(kind="job", thing_id=job.pk, item=found, rule=Flag.Rule.PHRASE, facts={"found": "x"})
    impose(carla, "warn")
    shown = text(page(mitu).get("/staff/cases/"))
    assert shown.count("Logo for a tea shop") == 1
    for words in ("Reports: 2", "Words known from scams", "Earlier steps: 1", "Harassment", "Carla"):
        assert words in shown, words


def test_harassment_stands_first_and_what_is_late_says_so(page, carla, farida, mitu):
    jobs = [make.make_job(carla, title=f"Job {number}") for number in range(3)]
    for job, reason in zip(jobs, ("spam", "private", "spam"), strict=True):
        report_thing(by=farida, kind="job", thing_id=job.pk, reason=reason)
    shown = text(page(mitu).get("/staff/cases/"))
    assert shown.index("Job 1") < shown.index("Job 0") < shown.index("Job 2")
    assert "Late" not in shown
    clock._offset = timedelta(hours=25)
    assert text(page(mitu).get("/staff/cases/")).count("Late") == 1


def test_the_queue_costs_the_same_for_any_number(page, carla, farida, mitu, django_assert_max_num_queries):
    browser = page(mitu)
    for number in range(12):
        job = make.make_job(carla, title=f"Job {number}")
        report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam")
        flag_item(kind="job", thing_id=job.pk, item=find_item("job", job.pk), rule=Flag.Rule.PRICE, facts={})
    browser.get("/staff/cases/")
    with django_assert_max_num_queries(13):
        assert text(browser.get("/staff/cases/")).count("A price far from others") == 12


def test_a_step_from_the_page(page, case, carla, mitu):
    browser, path = page(mitu), f"/staff/cases/{case.pk}/"
    shown = text(browser.get(path))
    assert "Asks for a deposit." in shown
    assert "A logo in two colours" in shown
    wrong = browser.post(path, {**STEP, "days": "", "facts": ""})
    assert wrong.status_code == 400
    assert not Measure.objects.exists()
    kept = browser.post(path, {**STEP, "days": ""})
    assert kept.status_code == 400
    assert "The job asks for a deposit." in text(kept)
    done = browser.post(path, {**STEP, "days": "৭"}, follow=True)
    assert "It holds from now on." in text(done)
    assert (carla.__class__.objects.get(pk=carla.pk).is_limited, Measure.objects.get().level) == (True, "limit")
    assert browser.post(path, {**STEP, "level": "ban"}).status_code == 409  # the page is behind
    assert Measure.objects.count() == 1
    assert "Logo for a tea shop" in text(browser.get("/staff/cases/?tab=closed"))


def test_a_moderator_opens_a_case_of_what_she_came_upon(page, carla, farida, mitu, provider):
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
    step = {**STEP, "level": "hide", "days": "", "ground": "review"}
    browser.post(case.get_absolute_url(), step)
    assert Review.objects.get(pk=review.pk).is_hidden
    assert (Measure.objects.get().was_reported, Measure.objects.get().was_flagged) == (False, False)
    assert browser.post("/staff/cases/open/job/987654/").status_code == 404
    assert browser.post(f"/staff/cases/open/person/{mitu.pk}/").status_code == 404


def test_a_case_shows_what_else_is_known_of_its_person(page, case, case_of, impose, carla, omar, mitu):
    other = case_of(carla)
    impose(carla, "warn")
    for user in (carla, omar):
        trace_seen.send(sender=object, user=user, kind="device", mark="one")
    impose(omar, "limit", 7)
    shown = text(page(mitu).get(case.get_absolute_url()))
    for words in ("Steps so far: 1", "Other cases: 1", "Accounts alike: 1", "Other cases about this person"):
        assert words in shown, words
    assert f'href="{other.get_absolute_url()}"' in shown
    assert f'href="/clients/{carla.pk}/"' in shown
    about_omar = shown[shown.index("Another account shares") :]
    assert f'href="{case_of(omar).get_absolute_url()}"' in about_omar
    assert about_omar.index("Limited") < about_omar.index("Earlier steps: 1")


def test_no_ground_is_chosen_beforehand(page, case, mitu):
    browser = page(mitu)
    assert '<option value="" selected>Choose a ground</option>' in text(browser.get(case.get_absolute_url()))
    sent = {"level": "warn", "facts": "A deposit.", "seen": 0, "ground": ""}
    assert browser.post(case.get_absolute_url(), sent).status_code == 400
    assert not Measure.objects.exists()


def test_what_a_rule_found_says_where_and_in_which_money(page, carla, farida, rina, mitu):
    job, bid = make.make_job(carla), make.make_bid(make.make_job(carla, title="A poster"), rina)
    found = find_item("job", job.pk)
    for rule, facts in (
        ("copied", {"first": f"bid {bid.pk}", "times": 1, "share": 100}),
        ("price", {"amount": "9.00", "least": "100.00", "most": "200.00", "currency": "USD"}),
    ):
        flag_item(kind="job", thing_id=job.pk, item=found, rule=Flag.Rule(rule), facts=facts)
    shown = text(page(mitu).get(Case.objects.get().get_absolute_url()))
    assert "most of them in: A poster (Rina)" in strip_tags(shown)
    assert f'href="{bid.get_absolute_url()}"' not in shown  # it was written to somebody alone
    assert "9.00, where 100.00 to 200.00 USD is usual" in shown
    Flag.objects.filter(rule="copied").update(facts={"first": f"job {job.pk}", "times": 1, "share": 100})
    assert f'most of them in: <a href="/jobs/{job.pk}/"' in text(page(mitu).get(Case.objects.get().get_absolute_url()))


def test_what_nobody_else_reads_is_opened_by_no_moderator(page, carla, farida, mitu, lata, provider):
    """A review before its time, and a draft: their addresses can be guessed."""
    contract = story.released(provider, "100.00").milestone.contract
    stars = {"quality": 5, "communication": 5, "timeliness": 5, "again": 5, "text": "It is blind."}
    blind = write_review(by=carla, contract_id=contract.pk, written=stars)
    details = JobDetails.of(make.make_job(carla))
    draft = create_job(by=carla, details=replace(details, title="Not ready"))
    for kind, thing in (("review", blind.pk), ("job", draft.pk)):
        for who in (mitu, lata):
            assert page(who).post(f"/staff/cases/open/{kind}/{thing}/").status_code == 404
    assert find_item("review", blind.pk) is None


def test_a_note_about_a_moderator_is_read_by_others(page, carla, farida, mitu, provider):
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


def test_nobody_opens_a_case_of_what_she_could_not_have_seen(carla, mitu):
    private = make.make_job(carla, visibility="invited")
    draft = create_job(by=carla, details=JobDetails.of(private))
    for job in (draft, private):
        with pytest.raises(NotFound):
            open_case(by=mitu, kind="job", thing_id=job.pk)
    assert open_case(by=mitu, kind="job", thing_id=make.make_job(carla).pk).about == carla


def test_taking_back_from_the_page(page, impose, carla, mitu):
    made = impose(carla, "suspend", 7)
    browser, path = page(mitu), f"/staff/measures/{made.pk}/undo/"
    assert "Say why it is taken back" in text(browser.post(path, {"reason": ""}, follow=True))
    done = text(browser.post(path, {"reason": "It was another person."}, follow=True))
    assert "It is taken back." in done
    assert "It was another person." in done
    assert browser.post(path, {"reason": "Again."}).status_code == 409


def test_a_reason_that_is_too_short_to_take_a_ban_back_is_refused_at_its_field(page, impose, carla, mitu):
    made = impose(carla, "ban")
    answer = page(mitu).post(f"/staff/measures/{made.pk}/undo/", {"reason": "Oh."})
    shown = text(answer)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in shown
    assert 'class="ask" open' in shown
    assert ">\nOh.</textarea>" in shown


def test_keeping_and_closing_from_the_page(page, case, mitu):
    browser, path = page(mitu), f"/staff/cases/{case.pk}/settle/"
    assert browser.post(path, {"note": "x" * 1001}).status_code == 400
    browser.post(path, {"keep": "1", "note": "Ask her first."})
    assert "Logo for a tea shop" in text(browser.get("/staff/cases/?tab=kept"))
    assert "Ask her first." in text(browser.get(f"/staff/cases/{case.pk}/"))
    browser.post(path, {"note": ""})
    assert Case.objects.get(pk=case.pk).state == "closed"
    assert browser.post(path, {"note": ""}).status_code == 409


def test_private_words_are_read_for_a_reason_only(page, carla, farida, mitu):
    talk = make.make_bid(make.make_job(carla), farida).conversation_id
    post_message(by=farida, conversation_id=talk, text="What do you mean?")
    rude = post_message(by=carla, conversation_id=talk, client_id=uuid.uuid4(), text="Call 01711223344.")
    flag_item(
        kind="message", thing_id=rude.pk, item=find_item("message", rude.pk), rule="contact", facts={"found": "017"}
    )
    case = Case.objects.get(kind="message")
    browser, path = page(mitu), f"/staff/cases/{case.pk}/"
    for shown in (text(browser.get(path)), text(browser.post(f"{path}talk/", {"reason": " "}))):
        assert "Call 01711223344." not in shown
        assert "What do you mean?" not in shown
    opened = text(browser.post(f"{path}talk/", {"reason": "To see whether it was asked for."}))
    assert "Call 01711223344." in opened
    assert "What do you mean?" in opened
    look = AuditEntry.objects.get(code="case.talk_opened")
    assert (look.by, look.facts["reason"]) == (mitu, "To see whether it was asked for.")
    report_thing(by=farida, kind="message", thing_id=rude.pk, reason="private")
    shown = text(browser.get(path))
    assert "Call 01711223344." in shown  # she who got it handed it over
    assert "What do you mean?" not in shown
    assert "To see whether it was asked for." in shown  # the record stands on the case


def test_a_step_is_imposed_from_the_page_that_shows_the_private_talk(page, carla, farida, mitu):
    """That page is an answer to a POST: each of its forms names where it goes, or what was typed would be lost."""
    talk = make.make_bid(make.make_job(carla), farida).conversation_id
    rude = post_message(by=carla, conversation_id=talk, client_id=uuid.uuid4(), text="Call 01711223344.")
    flag_item(
        kind="message", thing_id=rude.pk, item=find_item("message", rude.pk), rule="contact", facts={"found": "017"}
    )
    case = Case.objects.get(kind="message")
    browser, path = page(mitu), f"/staff/cases/{case.pk}/"
    opened = text(browser.post(f"{path}talk/", {"reason": "To see whether it was asked for."}))
    form = re.search(r'<form[^>]*action="([^"]*)"[^>]*>(?:(?!</form>).)*name="facts"', opened, re.S)
    assert form, "no form of a step that says where it goes"
    sent = {"level": "warn", "ground": "fraud", "facts": "A number was sent before any contract.", "seen": "0"}
    assert browser.post(form[1], sent, follow=True).status_code == 200
    assert Measure.objects.get(person=carla).facts == sent["facts"]
    assert not re.search(r'<form(?![^>]*action=)[^>]*method="post"', opened), "every form says where it goes"


def test_an_invitation_that_a_rule_found_can_be_read_with_a_reason(page, carla, farida, mitu):
    words = "Pay a deposit of ten dollars first, then we begin."
    job = make.make_job(carla)
    asked = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk, words=words)
    found = find_item("invitation", asked.pk)
    case = flag_item(
        kind="invitation", thing_id=asked.pk, item=found, rule=Flag.Rule.PHRASE, facts={"found": "pay a deposit"}
    ).case
    browser, place = page(mitu), f"/staff/cases/{case.pk}/"
    closed = text(browser.get(place))
    assert words not in closed
    assert "Open it below if you must read it." in closed
    assert f'action="{place}talk/"' in closed
    assert f'href="/jobs/{job.pk}/"' in closed, "its job is open to all"
    assert words in text(browser.post(f"{place}talk/", {"reason": "A rule found a deposit."}))
    assert AuditEntry.objects.get(code="case.talk_opened").facts["reason"] == "A rule found a deposit."


def test_what_holds_no_words_is_not_called_private(page, carla, farida, mitu):
    asked = invite_freelancer(by=carla, job_id=make.make_job(carla).pk, profile_id=farida.profile.pk)
    report_thing(by=farida, kind="invitation", thing_id=asked.pk, reason="abuse")
    shown = text(page(mitu).get(Case.objects.get().get_absolute_url()))
    assert "It has no words." in shown
    assert "Open it below" not in shown


def test_the_lead_reads_who_opened_a_talk(page, case, mitu, lata):
    page(mitu).post(f"/staff/cases/{case.pk}/talk/", {"reason": "To see."})
    shown = text(page(lata).get("/staff/looks/"))
    assert "read a private talk for a report" in shown
    assert f'href="/staff/cases/{case.pk}/"' in shown


def test_an_appeal_is_decided_on_the_desk_by_another(page, impose, carla, mitu, moni):
    made = impose(carla, "ban")
    appeal_measure(by=carla, measure_id=made.pk, text="It was my brother.")
    assert "It was my brother." not in text(page(mitu).get("/staff/cases/?tab=appeals"))
    assert f"/staff/cases/{made.case_id}/" in text(page(moni).get("/staff/cases/?tab=appeals"))
    assert f"/staff/cases/{made.case_id}/" not in text(page(mitu).get("/staff/cases/?tab=appeals"))
    form = f"/staff/measures/{made.pk}/decide/"
    assert form not in text(page(mitu).get(f"/staff/cases/{made.case_id}/"))
    browser = page(moni)
    assert form in text(browser.get(f"/staff/cases/{made.case_id}/"))
    assert browser.post(form, {"verdict": "lifted"}).status_code == 400
    assert "The appeal is decided." in text(browser.post(form, {"verdict": "lifted", "reasons": "True."}, follow=True))
    assert browser.post(form, {"verdict": "upheld", "reasons": "No."}).status_code == 409


def test_an_appeal_of_whom_she_knows_is_not_in_her_list_and_has_no_form(page, impose, farida, moni, lata):
    made = impose(farida, "limit", 30)
    appeal_measure(by=farida, measure_id=made.pk, text="It was my brother.")
    farida.certificate.batch.trainer = moni
    farida.certificate.batch.save()
    place, form = f"/staff/cases/{made.case_id}/", f"/staff/measures/{made.pk}/decide/"
    for who, is_hers in ((moni, False), (lata, True)):
        assert (place in text(page(who).get("/staff/cases/?tab=appeals"))) is is_hers
        assert (form in text(page(who).get(place))) is is_hers


def test_what_became_of_an_appeal_stays_on_the_case(page, impose, carla, mitu, moni):
    made = impose(carla, "limit", 30)
    appeal_measure(by=carla, measure_id=made.pk, text="It was my brother.")
    decide_measure_appeal(by=moni, measure_id=made.pk, verdict="upheld", reasons="The record shows it.")
    shown = text(page(mitu).get(made.case.get_absolute_url()))
    for words in ("It was my brother.", "The record shows it.", "refused the appeal", "appealed"):
        assert words in shown, words


def test_who_has_a_tie_sees_it_and_has_no_forms(page, case, job, mitu):
    report_thing(by=mitu, kind="job", thing_id=job.pk, reason="spam")
    shown = text(page(mitu).get(f"/staff/cases/{case.pk}/"))
    assert "You cannot decide here" in shown
    assert "Impose a step" not in shown
    assert page(mitu).post(f"/staff/cases/{case.pk}/", STEP).status_code == 403


def test_who_knows_the_person_does_not_read_who_reported_it(page, farida, omar, mitu):
    report_thing(by=omar, kind="profile", thing_id=farida.profile.pk, reason="fraud", text="It is not her.")
    where = Case.objects.get(kind="profile").get_absolute_url()
    shown = text(page(mitu).get(where))
    assert "It is not her." in shown
    assert omar.display_name in shown
    Batch.objects.filter(certificates__holder=farida).update(trainer=mitu)
    shown = text(page(mitu).get(where))
    assert "Who reported it is not shown to you either." in shown
    assert "It is not her." not in shown
    assert omar.display_name not in shown


def test_a_look_at_reports_goes_on_record_once_and_the_lead_reads_it(page, case, case_of, rina, mitu, lata):
    for _ in range(2):
        page(mitu).get(f"/staff/cases/{case.pk}/")
    page(mitu).get(f"/staff/cases/{case_of(rina).pk}/")  # nothing private stands there
    assert AuditEntry.objects.filter(code="case.read", by=mitu).count() == 1
    shown = text(page(lata).get("/staff/looks/"))
    assert "read what was reported, and who reported it" in shown
    assert "Work at the moderators&#39; queue." in shown
    assert f'href="/staff/cases/{case.pk}/"' in shown


def test_the_list_of_phrases_is_tried_and_changed(page, mitu):
    browser = page(mitu)
    assert "came with the site" in text(browser.get("/staff/cases/phrases/"))
    tried = text(browser.post("/staff/cases/phrases/", {"text": "First PAY a deposit, please."}))
    assert "It meets:" in tried
    assert "It meets nothing" in text(browser.post("/staff/cases/phrases/", {"text": "Good day."}))
    assert browser.post("/staff/cases/phrases/", {"words": "one"}).status_code == 400
    assert "is in the list" in text(browser.post("/staff/cases/phrases/", {"words": "Crypto wallet key"}, follow=True))
    assert browser.post("/staff/cases/phrases/", {"words": "crypto wallet key"}).status_code == 409
    added = Phrase.objects.get(words="crypto wallet key")
    assert "off the list" in text(browser.post(f"/staff/cases/phrases/{added.pk}/remove/", follow=True))


def test_cases_are_the_moderators_tasks(page, case, mitu, moni, impose, rina):
    made = impose(rina, "warn")
    appeal_measure(by=rina, measure_id=made.pk, text="No.")
    home = text(page(moni).get("/my-work/"))
    assert f'href="/staff/cases/{case.pk}/"' in home
    assert f'href="/staff/cases/{made.case_id}/"' in home
    take_on_case(by=mitu, case_id=case.pk)
    assert f'href="/staff/cases/{case.pk}/"' not in text(page(moni).get("/my-work/"))


def test_a_ban_is_imposed_once_it_was_seen_what_it_does(page, case, carla, mitu, moni):
    path, browser = f"/staff/cases/{case.pk}/", page(mitu)
    sent = {**STEP, "level": "ban", "facts": "The deposit was asked for again.", "seen": "0"}
    seen = text(browser.post(path, sent))
    assert "Carla would be banned for good." in seen
    assert "1 open job disappears at once" in seen
    assert "No contract of this person runs." in seen
    assert f"<p>{GROUNDS[STEP['ground']].name}</p>" in seen
    assert not Measure.objects.exists()
    assert "The deposit was asked for again." in text(browser.post(path, {**sent, "change": "1"}))
    assert browser.post(path, {**sent, "sure": "1"}).status_code == 302
    made = Measure.objects.get(level="ban")
    undo = f"/staff/measures/{made.pk}/undo/"
    assert undo not in text(page(moni).get(path))
    assert "Ask to take it back" in text(browser.get(path))
    browser.post(undo, {"reason": "It was another account."})
    assert undo not in text(browser.get(path))
    assert "Confirm: take it back" in text(page(moni).get(path))
    second, task = page(moni), "Confirm or leave: taking back a ban"
    assert task in text(second.get("/my-work/"))
    assert f'href="{path}"' in text(second.get("/staff/cases/?tab=undoings"))
    assert task not in text(browser.get("/my-work/"))
    second.post(undo, {"reason": ""})  # the person reads the first one's reason
    assert task not in text(second.get("/my-work/"))
    made.refresh_from_db()
    assert made.ended_at
