"""One of every object, made by the real actions in the order of the story; Carla's and Farida's unless said.

`things` are by the names that addresses use ("job_id"); a line of the table may ask for another one by a name
("job_id" of "draft" stands under "draft.job_id").
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
from market.disputes.claims.evidence_actions import Said
from market.disputes.claims.offer_actions import offer_split
from market.disputes.models import Dispute
from market.disputes.rulings.actions import Decision, appeal_ruling, draft_ruling, rule
from market.disputes.rulings.correction_actions import propose_correction
from market.disputes.rulings.desk_actions import hand_over_dispute
from market.disputes.rulings.reader_actions import ask_reader
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from market.messaging.actions import post_message
from market.moderation.appeals.actions import appeal_measure
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.models import Case
from market.moderation.phrases.actions import add_phrase
from market.notifications.models import Notification
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Chargeback, Funding
from market.payments.releases.actions import approve_milestone
from market.reviews.actions import write_review
from market.safety.actions import block_person, report_thing
from market.safety.models import Report
from tests import make
from tests.access.ripe import of_bids, of_keeping, of_orders, owed, paid_out, unclaimed
from tests.access.things import DAY, Things, by_links, of_accounts, of_services, of_training, secret, upload
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
    """The things, made on days before now that end now. The order is the story's."""
    clock._store(-16 * DAY)
    sent = paid_out(people, provider)
    carla, farida = people["c"], people["f"]
    things: Things = {"user_id": carla.pk, "profile_id": farida.profile.pk, "language": "bn", "kind": "png"}
    things = joined(things, past_contract(people, provider), work(people, provider), of_jobs(people))
    things = joined(things, of_services(people), of_accounts(carla), of_moderation(people, things["report_id"]))
    things |= {
        "moderator": people["m"].pk,
        "lead": people["l"].pk,
        "app_label": "profiles",
        "stranger.profile_id": people["s"].profile.pk,
    }
    for blocker in (carla, farida):
        block_person(by=blocker, person_id=people["b"].pk)
    clock.advance(-clock.offset(), between=make.run_jobs)
    things = joined(things, of_training(people), by_links(carla), unclaimed(people), of_bids(people))
    things = joined(things, of_keeping(people))
    things = joined(things, of_orders(people, provider), owed(sent, provider))
    make.run_jobs()
    things |= reportable(things)
    things["notification_id"] = Notification.objects.filter(user=carla).latest("pk").pk
    mail = {"to": carla.email, "subject": "Welcome", "text": "Hello", "html": "<p>Hello</p>"}
    things["mail_id"] = KeptMail.objects.create(at=clock.now(), **mail).pk
    return things


def reportable(things: Things) -> Things:
    """Of each kind that can be reported one, under the kind's name; and what not everybody sees, under its state's."""
    kinds = {kind: (kind, things[f"{kind}_id"]) for kind in ("profile", "service", "bid", "message", "conversation")}
    kinds |= {kind: (kind, things[f"{kind}_id"]) for kind in ("review", "invitation")}
    kinds |= {kind: (kind, things["user_id"]) for kind in ("client", "person")}
    kinds |= {"blind": ("review", things["blind.review_id"]), "offer": ("bid", things["offer.bid_id"])}
    kinds["posted"] = ("job", things["job_id"])
    kinds |= {"draft": ("job", things["draft.job_id"]), "draft.service": ("service", things["draft.service_id"])}
    return {f"{name}.what": kind for name, (kind, _pk) in kinds.items()} | {
        f"{name}.thing_id": pk for name, (_kind, pk) in kinds.items()
    }


def joined(*parts: Things) -> Things:
    """All of them. A name that two give would stand for one of both alone."""
    names = Counter(name for part in parts for name in part)
    assert set(names.values()) == {1}, names.most_common(3)
    return {name: thing for part in parts for name, thing in part.items()}


def of_moderation(people: dict[str, User], report_id: int) -> Things:
    """A case of the report, a measure about Carla that she has appealed and one that she has not, words of scams, and
    a role that was taken in an emergency and is over."""
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


def past_contract(people: dict[str, User], provider: Any) -> Things:
    """Contracts that are over and paid: Rina's, and two of Farida's, one with both reviews, one with Carla's alone."""
    carla = people["c"]
    both = [(carla, people["r"]), (carla, people["f"]), (carla, people["f"]), (people["s"], people["r"])]
    over = [story.released(provider, "100.00", client=one, freelancer=her).milestone.contract for one, her in both]
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


def work(people: dict[str, User], provider: Any) -> Things:
    """The running contract: a milestone in every state, a talk, files, disputes at every step."""
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
    things |= of_disputes(people, contract, ids) | of_milestones(people, contract, ids)
    said = post_message(by=contract.client, conversation_id=contract.conversation_id, text=secret("talk"))
    wish = Wish(title="One more", amount=usd("20").amount, days=3)
    proposal = propose_change(by=contract.client, contract_id=contract.pk, wishes=[wish], note=secret("proposal"))
    return {**things, "proposal_id": proposal.pk, "message_id": said.pk, **fresh(), **contested(provider)}


def fresh() -> Things:
    """A contract that has just begun: nothing is paid yet."""
    contract = story.contract("40.00")
    return {"fresh.contract_id": contract.pk, "fresh.milestone_id": contract.milestones.get().pk}


def contested(provider: Any) -> Things:
    """A payment that the client's bank looks at."""
    milestone = story.submitted(provider, "100.00")
    asked = provider.want_back(Funding.objects.get(milestone=milestone, state="paid").charge_id)
    sync_dispute(dispute_id=asked.id)
    return {"chargeback_id": Chargeback.objects.get(dispute_id=asked.id).pk}


def of_milestones(people: dict[str, User], contract: Contract, ids: dict[str, int]) -> Things:
    """Work that was handed in, with a file; changes asked for; a refund asked for; money let go."""
    carla, farida = people["c"], people["f"]
    file = upload(farida, "delivery")
    for state in ("submitted", "changes", "refunding", "released"):
        files = [str(file.pk)] if state == "submitted" else []
        submit_work(by=farida, milestone_id=ids[state], note=secret("delivery"), file_ids=files)
    request_changes(by=carla, milestone_id=ids["changes"], note="Greener.")
    request_refund(by=carla, milestone_id=ids["refunding"], reason=secret("refund"))
    approve_milestone(by=carla, milestone_id=ids["released"])
    return {"delivery.file_id": file.pk}


def of_disputes(people: dict[str, User], contract: Contract, ids: dict[str, int]) -> Things:
    """One opened, one answered with an offer, one that Moni ruled, one that was appealed after that."""
    carla, farida, moni = people["c"], people["f"], people["n"]
    proof = upload(carla, "proof")

    def opened(state: str, files: tuple[str, ...] = ()) -> Dispute:
        submit_work(by=farida, milestone_id=ids[state], note="Here it is.")
        said = Said(secret("statement"), files=files)
        return open_dispute(by=carla, milestone_id=ids[state], claim=usd("60"), said=said)

    made = {"ruled": opened("ruled"), "appealed": opened("appealed", (str(proof.pk),)), "drafted": opened("drafted")}
    for each in made.values():
        answer_dispute(by=farida, dispute_id=each.pk, said=Said("It is."))
        ask_trainer(by=farida, dispute_id=each.pk)
    clock.advance(7 * DAY + timedelta(hours=1), between=make.run_jobs)
    drafted = made.pop("drafted")
    for each in made.values():
        each.refresh_from_db()
        if each.moderator != moni:
            hand_over_dispute(by=moni, dispute_id=each.pk, to_id=moni.pk, reason="She is away.")
        rule(by=moni, dispute_id=each.pk, decision=Decision(usd("50"), ["defects"], {"en": "It has faults."}))
    appeal_ruling(by=farida, dispute_id=made["appealed"].pk, said=Said("Look again."))
    should = Decision(usd("60"), ["defects"], {"en": "It has faults."})
    why = "The two shares were mixed up."
    correction = propose_correction(by=moni, dispute_id=made["ruled"].pk, decision=should, why=why)
    in_time = clock.now() + timedelta(days=6)  # the world's days pass, and its hours of correction stay
    Dispute.objects.filter(pk=made["ruled"].pk).update(correctable_until=in_time)
    things: Things = {"correction_id": correction.pk, "drafted.dispute_id": read_by_another(people, drafted).pk}
    made |= {state: opened(state) for state in ("opened", "answered")}
    answer_dispute(by=farida, dispute_id=made["answered"].pk, said=Said("It is."))
    offer = offer_split(by=carla, dispute_id=made["answered"].pk, to_freelancer=usd("70"))
    things |= {f"{state}.dispute_id": each.pk for state, each in made.items()}
    return {**things, "dispute_id": made["appealed"].pk, "offer_id": offer.pk, "evidence.file_id": proof.pk}


def read_by_another(people: dict[str, User], dispute: Dispute) -> Dispute:
    """A dispute whose ruling the lead has drafted; Mitu is asked to read it."""
    lead = people["l"]
    dispute.refresh_from_db()
    if dispute.moderator != lead:
        hand_over_dispute(by=lead, dispute_id=dispute.pk, to_id=lead.pk, reason="She is away.")
    draft_ruling(by=lead, dispute_id=dispute.pk, decision=Decision(usd("50"), ["defects"], {"en": "It has faults."}))
    ask_reader(by=lead, dispute_id=dispute.pk, to_id=people["m"].pk)
    return dispute


def of_jobs(people: dict[str, User]) -> Things:
    """An open job with bids, a draft, one by invitation, one whose bid was declined, a direct offer."""
    carla, farida = people["c"], people["f"]
    job = make.make_job(carla, title="Signs", files=(str(upload(carla, "brief").pk),))
    bid = make.make_bid(job, farida)
    Bid.objects.filter(pk=bid.pk).update(cover_letter=secret("letter"))
    note_bid(by=carla, bid_id=bid.pk, text=secret("note"))
    declined = make.make_bid(job, people["r"])
    decline_bid(by=carla, bid_id=declined.pk)
    private = make.make_job(carla, title=secret("invited"), visibility="invited")
    asked = invite_freelancer(by=carla, job_id=private.pk, profile_id=farida.profile.pk)
    draft = create_job(by=carla, details=replace(JobDetails.of(private), title=secret("draft")))
    offer = make.make_offer_to(farida, carla)
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
        "invitation_id": asked.pk,
        "letter_id": letter.pk,
        "report_id": spam.pk,
        "brief.file_id": job.files.get().pk,
        "what": "job",
        "thing_id": private.pk,
        "posted.thing_id": posted.pk,
    }
