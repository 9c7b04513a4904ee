"""One object of every kind, made by the real actions; Carla's and Farida's unless stated.

`things` maps the parameter names of routes ("job_id") to ids; a line of the matrix may name another object
("job_id" of "draft" is under "draft.job_id").
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from market.accounts.emergencies.actions import end_emergency_right, take_emergency_right
from market.accounts.models import User
from market.bids.bids.decision_actions import decline_bid
from market.bids.bids.reading_actions import note_bid
from market.bids.letters.actions import save_letter
from market.bids.models import Bid
from market.contracts.models import Contract
from market.contracts.proposals.actions import propose_change
from market.contracts.proposals.changes import Wish
from market.contracts.workroom.actions import request_changes, request_refund, submit_work
from market.core.base import clock
from market.core.models import KeptMail
from market.disputes.claims.actions import answer_dispute, open_dispute
from market.disputes.claims.companion_actions import ask_trainer
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.offer_actions import offer_split
from market.disputes.models import Dispute
from market.disputes.rulings.actions import Decision, appeal_ruling, draft_ruling, give_ruling
from market.disputes.rulings.correction_actions import propose_correction
from market.disputes.rulings.desk_actions import hand_over_dispute
from market.disputes.rulings.reader_actions import ask_reader
from market.documents.actions import ensure_drawn
from market.documents.models import Document
from market.files.actions import keep_upload
from market.files.previews.actions import make_preview
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from market.messaging.actions import post_message
from market.messaging.phrases.actions import add_quick_reply
from market.moderation.appeals.actions import appeal_measure
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.models import Case
from market.moderation.phrases.actions import add_phrase
from market.notifications.models import Notification
from market.payments.chargebacks.file_actions import add_evidence_file
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Chargeback, Funding, Payout
from market.payments.releases.actions import approve_milestone
from market.reviews.actions import write_review
from market.safety.actions import block_person, report_thing
from market.safety.models import Report
from tests import make
from tests.access.money_desk import make_money_desk
from tests.access.special_states import (
    make_bids,
    make_debts,
    make_late_work,
    make_orders,
    make_paid_out,
    make_payouts_by_bank,
    make_saved_objects,
    make_unclaimed_certificate,
)
from tests.access.things import (
    DAY,
    Things,
    make_account_objects,
    make_link_tokens,
    make_services,
    make_training,
    png,
    secret,
    upload,
)
from tests.payments import story
from tests.payments.story import usd

STATES = (
    "ruled",
    "appealed",
    "drafted",
    "opened",
    "answered",
    "submitted",
    "changes",
    "refunding",
    "funded",
    "released",
)
STARS = {"quality": 5, "communication": 5, "timeliness": 5, "again": 5, "text": "Good."}


def build(people: dict[str, User], provider: Any) -> Things:
    """All objects, made over the last sixteen days, in the order of events."""
    clock._store(-16 * DAY)
    paid_release = make_paid_out(people, provider)
    carla, farida = people["c"], people["f"]
    things: Things = {"user_id": carla.pk, "profile_id": farida.profile.pk, "language": "bn", "kind": "png"}
    things = merged(
        things, make_past_contracts(people, provider), make_running_contract(people, provider), make_jobs(people)
    )
    things = merged(things, make_services(people), make_account_objects(carla))
    things = merged(things, make_moderation(people, things["report_id"]))
    things |= {
        "moderator": people["m"].pk,
        "lead": people["l"].pk,
        "app_label": "profiles",
        "stranger.profile_id": people["s"].profile.pk,
    }
    for blocker in (carla, farida):
        block_person(by=blocker, person_id=people["b"].pk)
    clock.advance(-clock.offset(), between=make.run_jobs)
    things = merged(
        things, make_training(people), make_link_tokens(carla), make_unclaimed_certificate(people), make_bids(people)
    )
    things = merged(things, make_saved_objects(people))
    things = merged(things, make_orders(people, provider), make_debts(paid_release, provider), make_late_work(provider))
    things |= make_payouts_by_bank(people)
    make.run_jobs()
    things |= make_money_desk()
    things |= reportable_things(things)
    things["payout_id"] = Payout.objects.get(freelancer=people["s"]).pk
    invoice = ensure_drawn(Document.objects.filter(owner=carla, supplier=farida, kind="invoice").latest("pk"))
    things |= {"document_id": invoice.pk, "code": invoice.code}
    things["notification_id"] = Notification.objects.filter(user=carla).latest("pk").pk
    mail = {"to": carla.email, "subject": "Welcome", "text": "Hello", "html": "<p>Hello</p>"}
    things["mail_id"] = KeptMail.objects.create(at=clock.now(), **mail).pk
    return things


def reportable_things(things: Things) -> Things:
    """One object of each kind that can be reported, by kind; restricted ones by their state."""
    kinds = {kind: (kind, things[f"{kind}_id"]) for kind in ("profile", "service", "bid", "message", "conversation")}
    kinds |= {kind: (kind, things[f"{kind}_id"]) for kind in ("review", "invitation")}
    kinds |= {kind: (kind, things["user_id"]) for kind in ("client", "person")}
    kinds |= {"blind": ("review", things["blind.review_id"]), "offer": ("bid", things["offer.bid_id"])}
    kinds["posted"] = ("job", things["job_id"])
    kinds |= {"draft": ("job", things["draft.job_id"]), "draft.service": ("service", things["draft.service_id"])}
    return {f"{name}.what": kind for name, (kind, _pk) in kinds.items()} | {
        f"{name}.thing_id": pk for name, (_kind, pk) in kinds.items()
    }


def merged(*parts: Things) -> Things:
    """All parts in one dictionary. A name must not occur twice."""
    names = Counter(name for part in parts for name in part)
    assert set(names.values()) == {1}, names.most_common(3)
    return {name: thing for part in parts for name, thing in part.items()}


def make_moderation(people: dict[str, User], report_id: int) -> Things:
    """A case of the report, two measures against Carla (one appealed), a scam phrase, and an emergency role that has
    ended."""
    carla, farida, lead = people["c"], people["f"], people["l"]
    make.run_jobs()
    waiting = Case.objects.get(kind="job", thing=Report.objects.get(pk=report_id).thing)
    ids = []
    for reason in ("rude", "fake"):
        other = make.make_job(carla, title=f"A {reason} job")
        report_thing(by=farida, kind="job", thing_id=other.pk, reason="spam", text="It is.")
        case = Case.objects.get(kind="job", thing=other.pk)
        step = MeasureStep(level="warn", ground="spam", facts=secret("facts"))
        ids.append(impose_measure(by=lead, case_id=case.pk, step=step, seen=0).pk)
    appeal_measure(by=carla, measure_id=ids[0], text=secret("appeal"))
    phrase = add_phrase(by=lead, words="send me your card")
    right = take_emergency_right(by=people["o"], role="moderator", reason="Nobody answers the phone.")
    end_emergency_right(by=people["o"], right_id=right.pk)
    return {
        "waiting.case_id": waiting.pk,
        "appealed.measure_id": ids[0],
        "measure_id": ids[1],
        "phrase_id": phrase.pk,
        "right_id": right.pk,
    }


def make_past_contracts(people: dict[str, User], provider: Any) -> Things:
    """Completed and paid contracts: two of Rina's, two of Farida's (one with both reviews, one with Carla's)."""
    carla = people["c"]
    both = [(carla, people["r"]), (carla, people["f"]), (carla, people["f"]), (people["s"], people["r"])]
    over = [
        story.released(provider, "100.00", client=client, freelancer=freelancer).milestone.contract
        for client, freelancer in both
    ]
    for each in over:
        Job.objects.filter(pk=each.job_id).update(title="Old work")
    revealed, blind = over[1], over[2]
    review = write_review(by=carla, contract_id=revealed.pk, written=STARS)
    write_review(by=people["f"], contract_id=revealed.pk, written=STARS)
    hidden = write_review(by=carla, contract_id=blind.pk, written={**STARS, "text": secret("review")})
    return {
        "over.contract_id": blind.pk,
        "reviewed.contract_id": revealed.pk,
        "review_id": review.pk,
        "blind.review_id": hidden.pk,
    }


def make_running_contract(people: dict[str, User], provider: Any) -> Things:
    """The running contract: a milestone in every state, messages, files, disputes at every step."""
    contract = story.contract(*["100.00"] * (len(STATES) + 1))
    rows = list(contract.milestones.order_by("position"))
    ids = {state: row.pk for state, row in zip([*STATES, "awaiting"], rows, strict=True)}
    lead = fund_several(
        by=contract.client, contract_id=contract.pk, milestone_ids=[*ids.values()][:-1], site=story.SITE
    )
    provider.pay(lead.checkout_url)
    settle_funding(funding_id=lead.pk)
    things: Things = {f"{state}.milestone_id": pk for state, pk in ids.items()}
    things |= {"contract_id": contract.pk, "conversation_id": contract.conversation_id}
    things["milestone_id"] = ids["submitted"]
    things |= make_disputes(people, contract, ids) | make_milestones(people, contract, ids)
    message = post_message(by=contract.client, conversation_id=contract.conversation_id, text=secret("talk"))
    things["seq"] = message.seq
    wish = Wish(title="One more", amount=usd("20").amount, days=3)
    proposal = propose_change(by=contract.client, contract_id=contract.pk, wishes=[wish], note=secret("proposal"))
    return {
        **things,
        "proposal_id": proposal.pk,
        "message_id": message.pk,
        **make_unpaid_contract(),
        **make_chargeback(provider),
    }


def make_unpaid_contract() -> Things:
    """A new contract without payments."""
    contract = story.contract("40.00")
    return {
        "fresh.contract_id": contract.pk,
        "fresh.milestone_id": contract.milestones.get().pk,
    }


def make_chargeback(provider: Any) -> Things:
    """A payment whose chargeback the bank is reviewing."""
    milestone = story.submitted(provider, "100.00")
    bank_dispute = provider.want_back(Funding.objects.get(milestone=milestone, state="paid").charge_id)
    sync_dispute(dispute_id=bank_dispute.id)
    chargeback, pavel = Chargeback.objects.get(dispute_id=bank_dispute.id), User.objects.get(email="pavel@demo.test")
    files = [keep_upload(by=pavel, file=png()).pk for _number in range(2)]
    receipt = add_evidence_file(by=pavel, chargeback_id=chargeback.pk, kind="receipt", file_ids=files[:1])
    return {"chargeback_id": chargeback.pk, "receipt.file_id": receipt.pk, "work_for_bank": str(files[1])}


def make_milestones(people: dict[str, User], contract: Contract, ids: dict[str, int]) -> Things:
    """A delivery with a file, requested changes, a requested refund, released money."""
    carla, farida = people["c"], people["f"]
    file = keep_upload(by=farida, file=png())
    make_preview(upload_id=file.pk)
    for state in ("submitted", "changes", "refunding", "released"):
        files = [str(file.pk)] if state in ("submitted", "released") else []  # the client reads it once it is over
        submit_work(by=farida, milestone_id=ids[state], note=secret("delivery"), file_ids=files)
    request_changes(by=carla, milestone_id=ids["changes"], note="Greener.")
    request_refund(by=carla, milestone_id=ids["refunding"], reason=secret("refund"))
    approve_milestone(by=carla, milestone_id=ids["released"])
    return {"delivery.file_id": file.pk, "delivery.delivery_id": file.deliveries.earliest("pk").pk, "size": "thumbnail"}


def make_disputes(people: dict[str, User], contract: Contract, ids: dict[str, int]) -> Things:
    """Disputes: one opened, one answered with an offer, one ruled by Moni, one ruled and appealed, one with a draft."""
    carla, farida, moni = people["c"], people["f"], people["n"]
    proof = upload(carla, "proof")

    def opened(state: str, files: tuple[str, ...] = ()) -> Dispute:
        submit_work(by=farida, milestone_id=ids[state], note="Here it is.")
        content = StatementContent(secret("statement"), files=files)
        return open_dispute(by=carla, milestone_id=ids[state], claim=usd("60"), content=content)

    disputes = {
        "ruled": opened("ruled"),
        "appealed": opened("appealed", (str(proof.pk),)),
        "drafted": opened("drafted"),
    }
    for each in disputes.values():
        answer_dispute(by=farida, dispute_id=each.pk, content=StatementContent("It is."))
        ask_trainer(by=farida, dispute_id=each.pk)
    clock.advance(7 * DAY + timedelta(hours=1), between=make.run_jobs)
    drafted = disputes.pop("drafted")
    for each in disputes.values():
        each.refresh_from_db()
        if each.moderator != moni:
            hand_over_dispute(by=moni, dispute_id=each.pk, to_id=moni.pk, reason="She is away.")
        give_ruling(by=moni, dispute_id=each.pk, decision=Decision(usd("50"), ["defects"], {"en": "It has faults."}))
    appeal_ruling(by=farida, dispute_id=disputes["appealed"].pk, content=StatementContent("Look again."))
    decision = Decision(usd("60"), ["defects"], {"en": "It has faults."})
    why = "The two shares were mixed up."
    correction = propose_correction(by=moni, dispute_id=disputes["ruled"].pk, decision=decision, why=why)
    in_time = clock.now() + timedelta(days=6)  # corrections stay possible after the days of the world
    Dispute.objects.filter(pk=disputes["ruled"].pk).update(correctable_until=in_time)
    things: Things = {"correction_id": correction.pk, "drafted.dispute_id": make_drafted_ruling(people, drafted).pk}
    disputes |= {state: opened(state) for state in ("opened", "answered")}
    answer_dispute(by=farida, dispute_id=disputes["answered"].pk, content=StatementContent("It is."))
    offer = offer_split(by=carla, dispute_id=disputes["answered"].pk, to_freelancer=usd("70"))
    things |= {f"{state}.dispute_id": each.pk for state, each in disputes.items()}
    return {**things, "dispute_id": disputes["appealed"].pk, "offer_id": offer.pk, "evidence.file_id": proof.pk}


def make_drafted_ruling(people: dict[str, User], dispute: Dispute) -> Dispute:
    """A dispute with a ruling drafted by the lead; Mitu is asked to read it."""
    lead = people["l"]
    dispute.refresh_from_db()
    if dispute.moderator != lead:
        hand_over_dispute(by=lead, dispute_id=dispute.pk, to_id=lead.pk, reason="She is away.")
    draft_ruling(by=lead, dispute_id=dispute.pk, decision=Decision(usd("50"), ["defects"], {"en": "It has faults."}))
    ask_reader(by=lead, dispute_id=dispute.pk, to_id=people["m"].pk)
    return dispute


def make_jobs(people: dict[str, User]) -> Things:
    """An open job with a bid and a declined bid, a draft, an invitation-only job, a direct offer, a report."""
    carla, farida = people["c"], people["f"]
    job = make.make_job(carla, title="Signs", files=(str(upload(carla, "brief").pk),))
    bid = make.make_bid(job, farida)
    Bid.objects.filter(pk=bid.pk).update(cover_letter=secret("letter"))
    note_bid(by=carla, bid_id=bid.pk, text=secret("note"))
    declined = make.make_bid(job, people["r"])
    decline_bid(by=carla, bid_id=declined.pk)
    private = make.make_job(carla, title=secret("invited"), visibility="invited")
    invitation = invite_freelancer(by=carla, job_id=private.pk, profile_id=farida.profile.pk)
    draft = create_job(by=carla, details=replace(JobDetails.of(private), title=secret("draft")))
    offer = make.make_offer_to(farida, carla)
    reply = add_quick_reply(by=farida, text=secret("reply"))
    letter = save_letter(by=farida, title="Shops", text=secret("kept"))
    spam = report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam", text=secret("report"))
    posted = make.make_job(people["s"], title="A job of the stranger's")
    return {
        "job_id": job.pk,
        "bid_id": bid.pk,
        "private.job_id": private.pk,
        "draft.job_id": draft.pk,
        "offer.job_id": offer.job_id,
        "offer.bid_id": offer.pk,
        "invitation_id": invitation.pk,
        "letter_id": letter.pk,
        "reply_id": reply.pk,
        "report_id": spam.pk,
        "brief.file_id": job.files.get().pk,
        "what": "job",
        "thing_id": private.pk,
        "posted.thing_id": posted.pk,
    }
