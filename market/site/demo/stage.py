"""What stories can do: thin calls of the real actions, with the texts filled in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from market.accounts.models import User
from market.bids.bids.actions import submit_bid
from market.bids.models import Bid
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.deliveries.actions import replace_delivery
from market.contracts.models import Contract, Milestone
from market.contracts.workroom.actions import request_changes, submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.core.base.jobs import run_deferred
from market.core.base.money import Money, converted
from market.core.text.bangla import nfc
from market.jobs.models import Job
from market.jobs.postings.actions import create_job, publish_job
from market.jobs.postings.details import JobDetails
from market.messaging.actions import mark_read, post_message
from market.payments.bonuses.actions import give_bonus
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import settle_funding
from market.payments.payouts.onboarding_actions import start_onboarding
from market.site.demo.files import keep_picture
from market.site.demo.http_server import post_outcome
from market.site.demo.texts import Texts

Story = Iterator[float]  # yields the days until its next step


@dataclass(slots=True)
class Stage:
    """The users and the texts of the stories, and their actions."""

    cast: dict[str, User]
    texts: Texts

    def job(self, client: User, pick: int, *, topic: str = "graphics-design", currency: str = "USD") -> Job:
        """Post a job of the texts, the `pick`th of its topic, with its budget in this currency."""
        template = self.texts.topics[topic]["jobs"][pick]
        least, most = (converted(Decimal(each), "USD", currency) for each in template["budget_usd"])
        language, distinct = client.language, self.texts.distinct
        details = JobDetails(
            title=nfc(distinct(template["title"][language], "job_places", language, ", ")),
            description=nfc(distinct(template["description"][language], "job_details", language)),
            topic=topic,
            budget_min=Money(least, currency),
            budget_max=Money(most, currency),
            duration_days=template["days"],
            skills=tuple(template["skills"]),
        )
        return publish_job(by=client, job_id=create_job(by=client, details=details).pk)

    def now(self) -> datetime:
        """The current time in the story."""
        return clock.now()

    def bid(self, job: Job, freelancer: User, *amounts: int) -> Bid:
        """Submit a bid with a milestone of 5 days for each amount in the job's currency, in the client's language."""
        titles = self.texts.shared["milestones"]
        parts = tuple(
            MilestoneTerms(nfc(titles[index][job.client.language]), Decimal(amount), 5)
            for index, amount in enumerate(amounts)
        )
        whole = Money(Decimal(sum(amounts)), job.currency)
        return self.submit(job, freelancer, ProposedTerms(whole, 5 * len(amounts), parts))

    def offer(self, job: Job, freelancer: User) -> Bid:
        """Submit a random bid within the job's budget and time, in one to three milestones."""
        chance, titles = self.texts.chance, self.texts.shared["milestones"]
        least, most = job.budget_min_amount or Decimal(60), job.budget_max_amount or Decimal(120)
        amount = chance.randint(int(least), int(most))
        days = max(chance.randint(job.duration_days * 2 // 3, job.duration_days), 1)
        count = min(chance.choice((1, 1, 2, 3)), max(amount // 20, 1), days)
        share, rest = divmod(amount, count)
        parts = tuple(
            MilestoneTerms(
                nfc(titles[index][job.client.language]), Decimal(share + (rest if index == 0 else 0)), days // count
            )
            for index in range(count)
        )
        return self.submit(job, freelancer, ProposedTerms(Money(Decimal(amount), job.currency), days, parts))

    def submit(self, job: Job, freelancer: User, terms: ProposedTerms) -> Bid:
        """Submit a bid on these terms, with a cover letter."""
        language, skill = job.client.language, job.skills.first() or job.topic
        district = freelancer.profile.district
        letter = self.texts.one(
            "cover_letters",
            language,
            client=job.client.display_name,
            job=job.title,
            days=str(terms.days),
            skill=str(getattr(skill, f"name_{language}")),
            name=freelancer.display_name,
            district=str(getattr(district, f"name_{language}")),
        )
        letter = self.texts.distinct(letter, "letter_details", language)
        files = self.files(freelancer, job, "sample-1.png", "sample-2.png")
        return submit_bid(by=freelancer, job_id=job.pk, terms=terms, cover_letter=letter, file_ids=files)

    def talk(self, bid: Bid, first: int, last: int) -> None:
        """Messages `first` to `last` of the conversation, by turns, read by both."""
        client, freelancer = bid.job.client, bid.freelancer
        for line in range(first, last):
            for user, kind in ((client, "chat_client"), (freelancer, "chat_freelancer")):
                text = self.texts.line(kind, line, client.language)
                message = post_message(by=user, conversation_id=bid.conversation_id, text=text)
        for user in (client, freelancer):
            mark_read(by=user, conversation_id=bid.conversation_id, seq=message.seq)

    def contract(self, bid: Bid) -> Contract:
        """The client accepts the bid."""
        return accept_terms(by=bid.job.client, bid_id=bid.pk)

    def milestone(self, contract: Contract, position: int = 1) -> Milestone:
        """A milestone as it is now."""
        return contract.milestones.get(position=position)

    def fund(self, contract: Contract, position: int = 1, outcome: str = "succeed", rail: str = "") -> None:
        """The client pays at the Checkout, with this outcome, by the rail."""
        milestone = self.milestone(contract, position)
        funding = fund_milestone(by=contract.client, milestone_id=milestone.pk, site=settings.SITE_URL, rail=rail)
        post_outcome(funding.checkout_url, outcome)
        run_deferred()
        settle_funding(funding_id=funding.pk)

    def thank(self, contract: Contract, amount: int, note: str) -> None:
        """The client gives a bonus."""
        sum_ = Money(Decimal(amount), contract.currency)
        bonus = give_bonus(by=contract.client, contract_id=contract.pk, amount=sum_, note=note, site=settings.SITE_URL)
        post_outcome(bonus.checkout_url, "succeed")
        run_deferred()
        settle_funding(funding_id=bonus.pk)

    def deliver(self, contract: Contract, position: int = 1) -> None:
        """The freelancer delivers."""
        self._hand_in(submit_work, contract, position)

    def replace_delivery(self, contract: Contract, position: int = 1) -> None:
        """The freelancer replaces what the client has not opened."""
        self._hand_in(replace_delivery, contract, position)

    def _hand_in(self, act: Callable[..., Milestone], contract: Contract, position: int) -> None:
        language, milestone = contract.client.language, self.milestone(contract, position)
        note = self.texts.distinct(self.texts.one("delivery_notes", language), "delivery_details", language)
        number = milestone.deliveries.count() + 1
        names = (f"design-{number}.png", f"design-{number}-dark.png", f"how-to-use-{number}.pdf")
        files = self.files(contract.freelancer, contract.job, *names)
        act(by=contract.freelancer, milestone_id=milestone.pk, note=note, file_ids=files)

    def files(self, user: User, job: Job | None, *names: str) -> list[str]:
        """Ids of drawn pictures of the job's topic, kept for the user; only Farida and Rina have any."""
        if job is None or user.pk not in {self.cast["farida"].pk, self.cast["rina"].pk}:
            return []
        return [str(keep_picture(user, job.topic.slug, self.texts, name).pk) for name in names]

    def ask_changes(self, contract: Contract, position: int = 1, files: Sequence[str] = ()) -> None:
        """The client asks for changes; `files` are ids of their uploads."""
        client, milestone = contract.client, self.milestone(contract, position)
        note = self.texts.one("change_requests", client.language)
        request_changes(by=client, milestone_id=milestone.pk, note=note, file_ids=files)

    def onboard(self, user: User) -> None:
        """The user sets up a payout account."""
        post_outcome(start_onboarding(by=user, site=settings.SITE_URL), "complete")
        run_deferred()
