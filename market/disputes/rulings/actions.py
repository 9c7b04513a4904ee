"""Rulings and appeals. A moderator gives no more and no less than what lies between the two sides' wishes.

Above a threshold two moderators rule, each alone; where they differ, a third one's ruling stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.core.base.money import Money
from market.core.base.reasons import has_substance, too_thin
from market.core.text.bangla import language_of
from market.disputes.claims.common import DisputeNotReady, enter_state, party_dispute
from market.disputes.claims.evidence_actions import StatementContent, create_statement
from market.disputes.claims.offer_actions import require_share
from market.disputes.events import due_of, emit_in_dispute
from market.disputes.models import Correction, Dispute, Ruling, Statement
from market.disputes.rulings.decision_actions import decide_appeal, decide_dispute
from market.disputes.rulings.desk_actions import assign_next, lock_and_take, lock_assigned, lock_untied
from market.disputes.rulings.events import DisputeAppealed
from market.disputes.rulings.grounds import GROUNDS
from market.payments.releases.actions import refuse_frozen

State, Stage = Dispute.State, Ruling.Stage
MISSING = {
    "en": _("One of the sides reads English: give your reasons in English too."),
    "bn": _("One of the sides reads Bangla: give your reasons in Bangla too."),
}


class BeyondTheClaim(Invalid):
    help = "disputes#ruling"
    code = "beyond_the_claim"
    sentence = _("Nobody is given more than was asked for: between %(least)s and %(most)s for the freelancer.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator decides: the freelancer's share, grounds by their codes, and reasons by language ("en", "bn").

    Reasons under "" are for each side in whose language there are none.
    """

    to_freelancer: Money
    grounds: Sequence[str]
    reasons: Mapping[str, str]


def range_of(dispute: Dispute) -> tuple[Decimal, Decimal]:
    """The least and the most that the freelancer can be given: nobody gets more than they asked for."""
    if dispute.is_by_client:
        return dispute.claimed_share, dispute.frozen_value
    return Decimal("0.00"), dispute.claimed_share


@atomic
def draft_ruling(*, by: User, dispute_id: int, decision: Decision) -> Ruling:
    """Save a moderator's draft; nobody else sees it.

    Raises NotFound, NotAModerator, TiedModerator, GivenToAnother, DisputeNotReady, TimeIsUp, MoreThanFrozen.
    """
    dispute = lock_assigned(by, dispute_id)
    require_share(dispute, decision.to_freelancer)
    return _save_ruling(dispute, by, decision)


@atomic
def give_ruling(*, by: User, dispute_id: int, decision: Decision, takes_over: bool = False) -> Dispute:
    """Rule. Where another moderator has to rule too, this one is kept until then; on a small claim and on appeal it is
    final, and takes effect after the hours in which two moderators may correct it.

    With `takes_over` what was given to another is taken over first, recorded, and notified to the other; else it raises
    GivenToAnother. Raises NotFound, NotAModerator, TiedModerator, DisputeNotReady, TimeIsUp, MoreThanFrozen,
    BeyondTheClaim, HoldFrozen, Invalid at "grounds", "reasons", or "reasons_en" or "reasons_bn" where only one of them
    lacks.
    """
    dispute = lock_and_take(by, dispute_id) if takes_over else lock_assigned(by, dispute_id)
    decision = check_decision(dispute, decision)
    ruling = _save_ruling(dispute, by, decision)
    ruling.given_at = clock.now()
    ruling.save(update_fields=["given_at"])
    audit("ruling.given", by=by, on=ruling, dispute=dispute.pk, to_freelancer=ruling.to_freelancer)
    if dispute.state == State.APPEALED:
        decide_appeal(dispute, ruling.to_freelancer_value, at=ruling.given_at)
    elif (share := _decided_share(dispute)) is None:
        assign_next(dispute)
    else:
        decide_dispute(dispute, share, at=ruling.given_at)
    return dispute


@atomic
def check_ruling(*, by: User, dispute_id: int, decision: Decision, takes_over: bool = False) -> Dispute:
    """Raises what `rule` would, and writes nothing: what a moderator is about to give is shown to them first."""
    dispute = lock_untied(by, dispute_id) if takes_over else lock_assigned(by, dispute_id)
    check_decision(dispute, decision)
    if dispute.is_small or dispute.state == State.APPEALED:
        refuse_frozen(dispute.milestone)
    return dispute


def check_decision(dispute: Dispute, decision: Decision) -> Decision:
    """The same with reasons for each side. Raises MoreThanFrozen, BeyondTheClaim, Invalid at the fields."""
    if (common := decision.reasons.get("", "")).strip() and not has_substance(common):
        raise Invalid(errors={"reasons": [too_thin()]})
    decision = replace(decision, reasons=reasons_by_language(dispute, decision.reasons))
    require_share(dispute, decision.to_freelancer)
    least, most = range_of(dispute)
    if not least <= decision.to_freelancer.amount <= most:
        low, high = Money(least, dispute.currency), Money(most, dispute.currency)
        raise BeyondTheClaim.at("to_freelancer", least=low, most=high)
    if not decision.grounds or set(decision.grounds) - set(GROUNDS):
        raise Invalid(errors={"grounds": [_("Choose at least one of the published grounds.")]})
    _require_reasons(dispute, decision.reasons)
    return decision


def languages_of(dispute: Dispute) -> set[str]:
    """The languages in which its two sides read: reasons are given in each of them."""
    return {dispute.contract.client.language, dispute.contract.freelancer.language}


def reasons_by_language(dispute: Dispute, reasons: Mapping[str, str]) -> dict[str, str]:
    """What was written, by language; a text under "" stands for each language of a side in which there is none."""
    text = reasons.get("", "")
    for_all = {language: text for language in {language_of(text), *languages_of(dispute)}}
    return for_all | {language: text for language, text in reasons.items() if language and text.strip()}


def _require_reasons(dispute: Dispute, reasons: Mapping[str, str]) -> None:
    languages = {language for language, text in reasons.items() if text.strip()}
    if not languages:
        raise Invalid(errors={"reasons": [_("Give your reasons: both sides read them.")]})
    if missing := languages_of(dispute) - languages:
        raise Invalid(errors={f"reasons_{each}": [MISSING[each]] for each in sorted(missing)})
    if thin := [each for each in sorted(languages) if not has_substance(reasons[each])]:
        raise Invalid(errors={f"reasons_{each}": [too_thin()] for each in thin})


def _save_ruling(dispute: Dispute, by: User, decision: Decision) -> Ruling:
    stage = Stage.APPEAL if dispute.state == State.APPEALED else Stage.FIRST
    ruling, _is_new = Ruling.objects.update_or_create(
        dispute=dispute,
        moderator=by,
        stage=stage,
        defaults={
            "to_freelancer_value": decision.to_freelancer.amount,
            "grounds": list(decision.grounds),
            "reasons_en": decision.reasons.get("en", ""),
            "reasons_bn": decision.reasons.get("bn", ""),
            "written_at": clock.now(),
        },
    )
    return ruling


def _decided_share(dispute: Dispute) -> Decimal | None:
    """What the moderators of the first stage have decided, or None while another one has to rule."""
    shares = list(first_rulings(dispute).values_list("to_freelancer_value", flat=True))
    if not dispute.needs_two or len(shares) > 2 or (len(shares) == 2 and shares[0] == shares[1]):
        return shares[-1]
    return None


def first_rulings(dispute: Dispute) -> QuerySet[Ruling]:
    """The rulings of the first stage that were given, oldest first."""
    return dispute.rulings.filter(stage=Stage.FIRST).exclude(given_at=None).order_by("given_at", "pk")


@atomic
def appeal_ruling(*, by: User, dispute_id: int, content: StatementContent) -> Dispute:
    """Ask for another moderator, who decides for good. Nobody pays for it.

    Raises NotFound, NotAParty, DisputeNotReady, TimeIsUp, Invalid at the fields.
    """
    dispute = party_dispute(by, dispute_id, State.RULING)
    if not dispute.can_be_appealed:
        raise DisputeNotReady(state=dispute.get_state_display())
    create_statement(dispute, by, Statement.Kind.APPEAL, content)
    enter_state(dispute, State.APPEALED, lasts=timedelta(days=settings.LIFECYCLE.ruling_days), at=clock.now())
    dispute.appealed_by, dispute.correctable_until = by, None
    dispute.save(update_fields=["state", "due_at", "appealed_by", "correctable_until"])
    dispute.corrections.filter(state=Correction.State.OPEN).update(state=Correction.State.EXPIRED)
    emit_in_dispute(DisputeAppealed(due=due_of(dispute)), dispute, by=by)
    assign_next(dispute)
    return dispute
