"""What the desk shows before a ruling is given, and of its correction: amounts in figures and in words."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.core.base.money import Money
from market.core.text import formats
from market.core.text.amounts_in_words import amount_in_words
from market.core.text.locale import language, local
from market.core.web.forms import Form
from market.disputes.claims.refund_words import back_of
from market.disputes.models import Correction, Dispute
from market.disputes.rulings import correction_actions, desk_actions
from market.disputes.rulings.decision_actions import takes_effect_at
from market.disputes.rulings.forms import CorrectForm, RuleForm
from market.disputes.rulings.grounds import GROUNDS


def in_words(dispute: Dispute, to_freelancer: Money) -> str:
    """Who gets what by a ruling, as a sentence with each amount in figures and in words."""
    amount, fee = back_of(dispute, to_freelancer.amount)
    reader, whole = language(), amount + fee
    facts = {
        "she": dispute.contract.freelancer.shown_name,
        "client": dispute.contract.client.shown_name,
        "to_freelancer": formats.format_money(to_freelancer, reader),
        "in_words": amount_in_words(to_freelancer, reader),
        "whole": formats.format_money(whole, reader),
        "back_in_words": amount_in_words(whole, reader),
        "amount": formats.format_money(amount, reader),
        "fee": formats.format_money(fee, reader),
    }
    if not whole.amount:
        return _("%(she)s gets %(to_freelancer)s (%(in_words)s). Nothing goes back to %(client)s.") % facts
    return (
        _(
            "%(she)s gets %(to_freelancer)s (%(in_words)s), and %(whole)s (%(back_in_words)s) goes back to %(client)s: "
            "%(amount)s and our fee of %(fee)s."
        )
        % facts
    )


def what_follows(dispute: Dispute) -> str:
    """When the money moves by a ruling that is given now, and what may be done until then."""
    if dispute.needs_two and dispute.state == Dispute.State.RULING:
        return _(
            "Two moderators rule on a claim of this size. If the other one names the same amount, both sides can "
            "appeal for some days before the money moves; if not, a third one decides."
        )
    at = formats.format_when(local(takes_effect_at(dispute)), language())
    if dispute.is_small or dispute.state == Dispute.State.APPEALED:
        return _("It is final, without appeal. The money moves on %(at)s.") % {"at": at}
    return _("Both read it and can appeal until %(at)s. Then the money moves.") % {"at": at}


def confirmation_context(dispute: Dispute, form: RuleForm, route: str) -> dict[str, Any]:
    """The page on which a moderator reads once more what they are about to do."""
    decision = form.decision
    return {
        "dispute": dispute,
        "form": form,
        "route": route,
        "correction_hours": settings.LIFECYCLE.correction_hours,
        "sentence": in_words(dispute, decision.to_freelancer),
        "follows": what_follows(dispute) if route == "rule_dispute" else "",
        "chosen": [GROUNDS[code] for code in decision.grounds if code in GROUNDS],
        "reasons": [text for text in decision.reasons.values() if text.strip()],
        "mistake": [text for text in form.why.values() if text.strip()] if isinstance(form, CorrectForm) else [],
    }


def correction_context(dispute: Dispute, user: User, form: Form | None) -> dict[str, Any]:
    """What the desk shows of a correction: the form to propose one, or the one that waits with its answer."""
    waiting = dispute.corrections.filter(state=Correction.State.OPEN).select_related("proposed_by").last()
    can = dispute.can_be_corrected
    proposer = waiting.proposed_by_id if waiting else None
    return {
        "correct_form": form if isinstance(form, CorrectForm) else CorrectForm(dispute=dispute),
        "may_correct": can and waiting is None and correction_actions.may_propose(user, dispute),
        "waiting": waiting if can else None,
        "waiting_sentence": in_words(dispute, waiting.to_freelancer) if waiting else "",
        "may_confirm": proposer not in (None, user.pk) and user.has_own_role(*desk_actions.ROLES),
        "may_take_back": proposer == user.pk,
    }
