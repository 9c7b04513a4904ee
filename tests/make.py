"""Short ways to a state: thin calls of the real actions."""

import itertools
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from market.accounts.models import User
from market.bids.bids.actions import submit_bid
from market.bids.custom_offers.actions import send_custom_offer
from market.bids.models import Bid
from market.bids.offers.actions import WorkDescription, make_offer
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Contract
from market.contracts.workroom.transitions import mark_funded
from market.core.base import clock, signals
from market.core.base.money import Money
from market.jobs.models import Job
from market.jobs.postings.actions import create_job, publish_job
from market.jobs.postings.details import JobDetails
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import post_message
from market.profiles.models import Profile
from market.services.models import Service
from market.services.offering.actions import create_service, publish_service
from market.services.offering.details import ExtraDetails, PackageDetails, ServiceDetails
from market.training.certificates.actions import record_certificates
from market.training.issuing.actions import prepare_certificates
from market.training.issuing.csv_import import Graduate
from market.training.models import Batch, Certificate, District, Issuance, Topic

_number = itertools.count(1)


def make_person(name: str, **changes: Any) -> User:
    """A person with a confirmed address, `name@demo.test`, password `amar-kaj-demo`."""
    user = User(
        email=f"{name.lower()}@demo.test",
        name=f"{name} Private",
        display_name=name,
        date_joined=clock.now(),
        consented_at=clock.now(),
        consent_version=settings.CONSENT_VERSION,
        **changes,
    )
    user.set_password("amar-kaj-demo")
    user.save()
    apps.get_model("account", "EmailAddress").objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_batch(**changes: Any) -> Batch:
    """A finished batch of graphics design in Rangpur."""
    fields = {
        "code": f"RGP-GD-{next(_number)}",
        "topic": Topic.objects.get(slug="graphics-design"),
        "district": District.objects.get(slug="rangpur"),
        "started_on": date(2018, 1, 1),
        "ended_on": date(2018, 6, 30),
    }
    return Batch.objects.create(**{**fields, **changes})


def make_officer() -> User:
    """The officer who issues what tests need."""
    return User.objects.filter(email="officer@demo.test").first() or make_person("Officer", roles=[User.Role.OFFICER])


def make_issuance(batch: Batch | None = None, *names: str, by: User | None = None) -> Issuance:
    """Certificates that an officer has prepared (for Nasrin Akter, or the names) and none has released."""
    graduates = [Graduate(name) for name in names or ("Nasrin Akter",)]
    return prepare_certificates(by=by or make_officer(), batch=batch or make_batch(), graduates=graduates)


def make_freelancer(name: str, **changes: Any) -> User:
    """A person with a claimed certificate and a published profile.

    Written as rows, since half of all tests start here; the actions that lead to them have tests of their own.
    """
    user = make_person(name, side=User.Side.FREELANCER, **changes)
    batch = make_batch()
    serial = f"AIAA-RGP-2018-{next(_number):03}"  # the RGP keeps clear of the serials that the register counts
    [(certificate, _code)] = record_certificates(batch, [(serial, f"{name} Private", "")], by=make_officer())
    Certificate.objects.filter(pk=certificate.pk).update(holder=user, claimed_at=user.date_joined)
    Profile.objects.create(
        user=user,
        certificate=certificate,
        topic=batch.topic,
        district=batch.district,
        state=Profile.State.PUBLISHED,
        headline_en="Logos and packaging for small shops",
        story_en="I draw clean logos.",
        languages=["bn", "en"],
        **dict.fromkeys(("created_at", "updated_at", "published_at"), clock.now()),
    )
    signals.profile_changed.send(sender=Profile, user_id=user.pk)
    return user


def make_job(client: User | None = None, **changes: Any) -> Job:
    """An open job of Carla's (or the client's): a logo for 50 to 150 USD in 10 days."""
    client = client or User.objects.filter(email="carla@demo.test").first() or make_person("Carla")
    details = JobDetails(
        title="Logo for a tea shop",
        description="A logo in two colours for signs and cups.",
        topic="graphics-design",
        budget_min=Money("50.00", "USD"),
        budget_max=Money("150.00", "USD"),
        duration_days=10,
    )
    job = create_job(by=client, details=replace(details, **changes))
    return publish_job(by=client, job_id=job.pk)


def make_bid(job: Job | None = None, freelancer: User | None = None, terms: ProposedTerms | None = None) -> Bid:
    """A bid of Farida's (or the freelancer's): 120 USD in 10 days, in two milestones."""
    job = job or make_job()
    freelancer = freelancer or User.objects.filter(email="farida@demo.test").first() or make_freelancer("Farida")
    parts = (MilestoneTerms("Drafts", Decimal("40.00"), 4), MilestoneTerms("Final files", Decimal("80.00"), 6))
    return submit_bid(
        by=freelancer,
        job_id=job.pk,
        terms=terms or ProposedTerms(Money("120.00", "USD"), 10, parts),
        cover_letter="I drew logos for six shops.",
    )


def make_service(freelancer: User | None = None, **changes: Any) -> Service:
    """A live service of Farida's (or the freelancer's): logos for 40 or 90 USD, two extras, two questions."""
    freelancer = freelancer or User.objects.filter(email="farida@demo.test").first() or make_freelancer("Farida")
    details = ServiceDetails(
        topic="graphics-design",
        title_en="A logo for a small shop",
        title_bn="ছোট দোকানের লোগো",
        description_en="I draw a clean logo.",
        skills=("logo-design",),
        packages=(
            PackageDetails("Simple", Money("40.00", "USD"), 4, "One idea.", 1),
            PackageDetails("Complete", Money("90.00", "USD"), 7, "Three ideas and all files.", 3),
        ),
        extras=(
            ExtraDetails("Source files", Money("10.00", "USD"), 0),
            ExtraDetails("Visiting card", Money("15.50", "USD"), 2),
        ),
        questions=("What does your shop sell?", "Which colours do you like?"),
    )
    draft = create_service(by=freelancer, details=replace(details, **changes))
    return publish_service(by=freelancer, service_id=draft.pk)


def make_offer_to(freelancer: User, client: User) -> Bid:
    """A direct offer of the client's: 120 USD in 10 days, in two milestones."""
    parts = (MilestoneTerms("Drafts", Decimal("40.00"), 4), MilestoneTerms("Final files", Decimal("80.00"), 6))
    return make_offer(
        by=client,
        profile_id=freelancer.profile.pk,
        work=WorkDescription("Logo for a tea shop", "A logo in two colours for signs and cups."),
        terms=ProposedTerms(Money("120.00", "USD"), 10, parts),
    )


def make_custom_offer(freelancer: User, client: User, *, open_days: int | None = None, **work: str) -> Bid:
    """A custom offer of the freelancer's to a client who has written: 90 USD in 6 days with 2 rounds of changes."""
    conversation = start_conversation(by=client, profile_id=freelancer.profile.pk)
    post_message(by=client, conversation_id=conversation.pk, text="Could you draw a menu?")
    return send_custom_offer(
        by=freelancer,
        conversation_id=conversation.pk,
        work=WorkDescription(**{"title": "A menu card", "description": "Two pages, as PDF.", **work}),
        terms=ProposedTerms(Money("90.00", "USD"), 6, revisions=2),
        open_days=open_days,
    )


NEXT_JOB = """
UPDATE procrastinate_jobs SET status = 'succeeded'
WHERE id = (SELECT id FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT 1) RETURNING task_name, args
"""


def run_jobs() -> int:
    """Run every deferred job, also those that jobs defer, in order; returns how many ran.

    Each is called as the worker calls it, inside this process and this connection, so that a test sees what it did.
    """
    ran = 0
    with connection.cursor() as cursor:
        while cursor.execute(NEXT_JOB) and (job := cursor.fetchone()):
            name, ids = job
            app.tasks[name].func(**json.loads(ids))
            ran += 1
    return ran


def hold_money(contract: Contract) -> None:
    """Money is held for its first milestone, as payments say it; the books are not asked."""
    mark_funded(contract.milestones.select_related("contract").order_by("position")[0], at=clock.now())
