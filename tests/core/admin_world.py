"""A session with a recent second factor, and data with a row in nearly every table."""

from dataclasses import asdict
from datetime import timedelta

from allauth.account.internal.userkit import user_id_to_str
from allauth.socialaccount.models import SocialAccount
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from market.accounts.models import Deletion, Device, EmailChange, EmergencyRight, Export, PhoneNumber, User
from market.accounts.phone import code_actions
from market.accounts.tokens.actions import create_api_token
from market.bids.letters.actions import save_letter
from market.bids.models import Answer, BidNote
from market.contracts.calendars.actions import renew_calendar
from market.contracts.models import Contract, Delivery
from market.contracts.proposals.actions import end_contract
from market.contracts.workroom.contract_actions import accept_terms
from market.core.admin.admin_site import WHY, site
from market.core.base import clock
from market.core.models import KeptMail, LimitCounter, StoredAnswer
from market.files.actions import keep_upload
from market.integrations.actions import create_endpoint
from market.integrations.actions import test_endpoint as send_test
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job, Question
from market.messaging.actions import post_message
from market.messaging.changes.actions import delete_for_oneself, edit_message
from market.moderation.appeals.actions import appeal_measure
from market.moderation.cases.actions import flag_item
from market.moderation.cases.subjects import find_item
from market.moderation.cases.trace_actions import record_hint
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.models import Case, Measure
from market.notifications.channels.device_actions import push_key
from market.notifications.models import Subscription
from market.payments.models import (
    Chargeback,
    Funding,
    Holiday,
    Payout,
    PayoutBatch,
    PayoutMethod,
    ProviderEvent,
    Refund,
)
from market.realtime.actions import issue_ticket
from market.reviews.models import Exchange, Review
from market.safety.actions import report_thing
from market.safety.models import Block
from market.sandbox.models import (
    BkashDeposit,
    BkashNotice,
    BkashPayment,
    BkashRefund,
    BkashTransfer,
    ShortMessage,
)
from market.search.finding.ranking import DEFAULTS
from market.search.models import (
    JobSuggestion,
    RankingVersion,
    SavedProfile,
    SavedSearch,
    SavedService,
    SearchChange,
    SearchIndex,
)
from market.search.suggesting.actions import record_search
from market.services.models import Service
from market.standing.models import Recount, Score
from market.training.badges.actions import make_badge
from market.training.classes.actions import move_class
from market.training.figures.actions import count_figures
from market.training.models import Programme, TracerRound
from market.training.periods.actions import add_period
from market.training.plans.trainer_actions import add_trainer
from market.training.problems.actions import add_problem
from market.training.tracer.actions import Answers, answer_by_link, refuse_by_link
from market.training.travel_plans.actions import Journey, plan_travel
from tests import make
from tests.access.exam_things import make_exams
from tests.access.things import make_lesson_questions
from tests.learning import course_story
from tests.payments.bank_story import make_quote
from tests.sandbox.calls import sslcommerz_session
from tests.training import plan_story

SECRET = "Hush-Hush-7f3a"  # the value of every column that must not be shown
ROLES = ("moderator", "lead", "officer", "operator")
TABLES = sorted(site._registry, key=lambda model: model._meta.label)


def prove(browser: Client, user: User, ago: float = 0) -> Client:
    """Make the session one whose user gave the second factor `ago` seconds ago."""
    session = browser.session
    at = clock.wall().timestamp() - ago
    session["account_authentication_methods"] = [{"method": "mfa", "at": at, "id": 1, "type": "totp"}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session[WHY] = ["The journey through all tables.", clock.wall().timestamp()]
    session.save()
    return browser


def place(model, page: str = "changelist", *args: object) -> str:
    name = f"/staff/admin/{model._meta.app_label}/{model._meta.model_name}/"
    return name if page == "changelist" else f"{name}{args[0]}/{page}/" + "".join(f"{each}/" for each in args[1:])


def fill_plan() -> None:
    """A planned batch with two trainers, a place and a holiday, a class that was moved, and a journey to another."""
    officer, lead, helper = make.make_officer(), plan_story.trainer(), plan_story.trainer()
    batch = plan_story.planned_batch(officer, trainer=lead, venue=plan_story.venue(officer))
    add_trainer(by=officer, batch_id=batch.pk, trainer=helper)
    session, day = batch.sessions.earliest("starts_at"), plan_story.today() + timedelta(days=90)
    later = session.starts_at + timedelta(hours=1)
    move_class(by=officer, session_id=session.pk, starts_at=later, reason="Rain")
    add_period(by=officer, kind="holiday", first_day=day, last_day=day, name_en="Eid", name_bn="ঈদ")
    faced = batch.sessions.filter(kind="in_person").earliest("starts_at")
    hours = [faced.starts_at - timedelta(hours=each) for each in (9, 3)]
    plan_travel(by=lead, batch_id=batch.pk, journey=Journey([faced.pk], "Dhaka", "Rangpur", "bus", *hours))
    add_problem(by=lead, session_id=faced.pk, text="Prices")
    course_story.published()
    make_exams(officer, batch, make.make_person("Nadia"))


def fill_tables(carla: User, farida: User) -> Contract:
    """Carla hires Farida; together they have rows in nearly every table."""
    bid = make.make_bid(make.make_job(carla), farida)
    contract = accept_terms(by=carla, bid_id=bid.pk)
    milestone = contract.milestones.first()
    message = post_message(by=carla, conversation_id=bid.conversation_id, text=SECRET)
    edit_message(by=carla, conversation_id=bid.conversation_id, seq=message.seq, text=f"{SECRET}.")
    delete_for_oneself(by=farida, conversation_id=bid.conversation_id, seq=message.seq)
    job = make.make_job(carla)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam", text="It asks for money.")
    make.make_service(farida)
    keep_upload(by=farida, file=SimpleUploadedFile(f"{SECRET}.txt", b"a"))
    make_badge(by=farida, with_name=True)
    make.make_issuance(farida.certificate.batch)
    fill_plan()
    make_lesson_questions(farida, make.make_officer())
    _ask_graduate(farida)
    end_contract(by=carla, contract_id=contract.pk)
    renew_calendar(by=carla)
    record_search(by=carla, q=SECRET, in_list="")
    push_key()
    send_test(by=carla, endpoint_id=create_endpoint(by=carla, url="https://a.example/", events=["bid.submitted"]).pk)
    _create_payments(carla, farida, milestone)
    _create_account_rows(carla)
    _moderate(carla)
    _write_texts(carla, farida, bid, milestone)
    return contract


def _ask_graduate(farida: User) -> None:
    """A round of the tracer that was answered, and the figures of the programme."""
    now = clock.now()
    times = {"starts_at": now, "ends_at": now + timedelta(days=30)}
    row = TracerRound.objects.create(certificate=farida.certificate, months=3, **times)
    answer_by_link(round_id=row.pk, answers=Answers("here", "none", "below_10", "jobs", "yes"))
    refuse_by_link(round_id=row.pk)
    for programme in Programme.objects.all():
        count_figures(programme_id=programme.pk)


def _write_texts(carla: User, farida: User, bid, milestone) -> None:
    """Create private texts, texts between two users, and rows that the site keeps about users."""
    instant = clock.now()
    save_letter(by=farida, title="Shops", text=SECRET)
    question = Question.objects.create(job=bid.job, position=1, text="Which colours?")
    Answer.objects.create(bid=bid, question=question, text="Green.")
    BidNote.objects.create(bid=bid, text=SECRET, changed_at=instant)
    Delivery.objects.create(milestone=milestone, number=1, note="Here it is.", submitted_at=instant)
    exchange = Exchange.objects.create(contract=milestone.contract, due_at=instant, revealed_at=instant)
    stars = {"quality": 5, "communication": 5, "timeliness": 5, "again": 5}
    sides = {"author": carla, "about": farida, "is_by_client": True}
    Review.objects.create(exchange=exchange, text="Good.", private_note=SECRET, written_at=instant, **sides, **stars)
    Chargeback.objects.create(
        funding=milestone.fundings.get(),
        dispute_id="du_1",
        amount_value=100,
        fee_value=5,
        provider_fee_value=15,
        currency="USD",
        reason="fraudulent",
        created_at=instant,
        answer=SECRET,
    )
    Block.objects.create(blocker=farida, blocked=make.make_person("Omid"), created_at=instant)
    later = instant + timedelta(hours=1)
    EmergencyRight.objects.create(user=carla, role="moderator", reason="Why.", began_at=instant, ends_at=later)
    for model, row in ((SavedProfile, {"profile": farida.profile}), (SavedService, {"service": Service.objects.get()})):
        model.objects.create(user=carla, at=instant, **row)
    search = SavedSearch.objects.create(
        user=carla, kind="jobs", query="q=logo", frequency="daily", created_at=instant, since=instant
    )
    search.results.create(object_id=1, at=instant)
    JobSuggestion.objects.create(user=farida, job=Job.objects.earliest("pk"), created_at=instant)
    SearchChange.objects.create(kind="job", object_id=1, at=instant)
    RankingVersion.objects.create(number=1, by=carla, at=instant, reason="A trial.", **asdict(DEFAULTS))
    SearchIndex.objects.create(name="20260101-000000-000000", version=1, xid=1, change_id=1, current_at=instant)
    Score.objects.create(user=farida, side="freelancer", counted_at=instant)
    Recount.objects.create(user=farida, side="freelancer", due_at=later)


def _moderate(carla: User) -> None:
    moderator = make.make_person("Moni", roles=["moderator"])
    case = Case.objects.get()
    flag_item(kind="job", thing_id=case.thing, item=find_item("job", case.thing), rule="phrase", facts={"found": "x"})
    measure = impose_measure(by=moderator, case_id=case.pk, step=MeasureStep("hide", "spam", "So."), seen=0)
    Measure.objects.filter(pk=measure.pk).update(withheld=SECRET)
    appeal_measure(by=carla, measure_id=measure.pk, text="No.")
    record_hint(user=carla, kind="device", mark=SECRET)


def _create_payments(carla: User, farida: User, milestone) -> None:
    instant, amount = clock.now(), {"amount_value": 100, "currency": "USD"}
    funding = Funding.objects.create(
        milestone=milestone, fee_value=5, created_at=instant, expires_at=instant, checkout_id="cs_1", **amount
    )
    Refund.objects.create(milestone=milestone, funding=funding, fee_value=0, created_at=instant, **amount)
    account = {"user": farida, "currency": "BDT", "kind": "bank", "account_number": SECRET[:20], "state": "active"}
    PayoutMethod.objects.create(holder_name="Farida", created_at=instant, usable_at=instant, **account)
    PayoutBatch.objects.create(count=1, made_by=carla, made_at=instant, **amount)
    Holiday.objects.create(day=instant.date(), name_en="Eid", name_bn="ঈদ", added_at=instant)
    make_quote(farida)
    Payout.objects.create(freelancer=farida, created_at=instant, **amount)
    ProviderEvent.objects.create(
        event_id="evt_1", kind="checkout.session.completed", object_id="cs_1", payload={}, received_at=instant
    )


def _create_account_rows(carla: User) -> None:
    instant = clock.now()
    seen = {"first_seen_at": instant, "signed_in_at": instant, "seen_at": instant}
    Device.objects.create(user=carla, mark="m", session_key="s", **seen)
    create_api_token(by=carla, name="Shop", scopes=["read"], days=7)
    EmailChange.objects.create(
        user=carla, new_email="new@demo.test", key="k", asked_at=instant, confirm_by=instant + timedelta(days=1)
    )
    Export.objects.create(user=carla, asked_at=instant)
    PhoneNumber.objects.create(user=carla, number="+8801712345678", confirmed_at=instant)
    code_actions.make_code("+8801712345678", user=carla)
    SocialAccount.objects.create(user=carla, provider="google", uid="1", extra_data={"email": carla.email})
    ShortMessage.objects.create(key="k", number="+8801712345678", text="123456", at=instant, arrives_at=instant)
    sslcommerz_session()
    payment = BkashPayment.objects.create(payment_id="TR0011", amount=50, invoice="7-a", created=instant)
    BkashRefund.objects.create(payment=payment, trx_id="T", amount=5, created=instant, completes_at=instant)
    BkashTransfer.objects.create(trx_id="B", invoice="AK1", receiver="01711000321", amount=5, fee=0, created=instant)
    BkashDeposit.objects.create(amount=5, created=instant)
    BkashNotice.objects.create(message_id="m", kind="Notification", message="{}", at=instant, due_at=instant)
    Deletion.objects.create(user=carla, key="k", asked_at=instant, due_at=instant)
    StoredAnswer.objects.create(user=carla, key="k", fingerprint="f", status=200, body={}, at=instant)
    KeptMail.objects.create(to=carla.email, subject="Welcome", text="t", html="h", at=instant)
    LimitCounter.objects.create(key="sign_in:carla", window=instant, used=1)
    issue_ticket(by=carla, session_key="s")
    Subscription.objects.create(user=carla, endpoint="https://127.0.0.1/x", p256dh="p", auth="a", created_at=instant)
