"""The moderators' desk, the page on which a ruling is made, appeals, and the published grounds."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in, with_role
from market.contracts.history.log import describe_entry, log_of
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.money import Money
from market.core.web.forms import Form
from market.core.web.open_web import text_page
from market.core.web.uploads import takes_files
from market.disputes.claims import evidence_actions, progress
from market.disputes.claims.refund_words import say_back
from market.disputes.models import Dispute, Ruling
from market.disputes.queries import whole
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions, reader_actions
from market.disputes.rulings.forms import ConversationForm, HandOverForm, NoteForm, ReaderForm, RuleForm
from market.disputes.rulings.grounds import GROUNDS
from market.disputes.rulings.preview import confirmation_context, correction_context
from market.disputes.rulings.queries import accesses_of, earlier_disputes, queue_of, similar_rulings
from market.disputes.views import submit_statement
from market.payments.funding.queries import fee_left
from market.payments.releases.actions import fee_back

TABS = ("mine", "all", "ruled", "closed")
LOG_LENGTH = 200  # of the contract, the newest ones
MODERATORS = (User.Role.MODERATOR, User.Role.LEAD)


@with_role(*MODERATORS)
def ruling_desk(request: MemberRequest) -> HttpResponse:
    """What waits for a ruling: by deadline, then by amount."""
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    page = Paginator(queue_of(request.user, tab), 20).get_page(request.GET.get("page"))
    counts = {name: queue_of(request.user, name).count() for name in ("mine", "all", "ruled")}
    return render(
        request, "disputes/desk.html", {"page": page, "here_tab": tab, "counts": counts, "progress": progress}
    )


@with_role(*MODERATORS)
def rule_dispute(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """The whole record of a dispute, and the form to rule on it."""
    dispute = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    if request.method != "POST":
        return show_ruling(request, dispute)
    form = RuleForm(request.POST, dispute=dispute)
    if "draft" in request.POST:
        form.for_draft()
    if form.is_valid() and "change" not in request.POST:
        with form.refusing():
            return _ruled(request, dispute, form)
    return show_ruling(request, dispute, form)


def _ruled(request: MemberRequest, dispute: Dispute, form: RuleForm) -> HttpResponse:
    """Keeps a draft; shows what a ruling would do; gives it, once that was confirmed."""
    arguments: dict[str, Any] = {"by": request.user, "dispute_id": dispute.pk, "decision": form.decision}
    if "draft" in request.POST:
        rulings_actions.draft_ruling(**arguments)
        messages.success(request, _("The draft is kept. Nobody else sees it unless you ask."))
        return redirect("rule_dispute", dispute.pk)
    if "sure" not in request.POST:
        rulings_actions.check_ruling(**arguments)
        return render(request, "disputes/sure.html", confirmation_context(dispute, form, "rule_dispute"))
    rulings_actions.give_ruling(**arguments)
    messages.success(request, _("Your ruling is given."))
    return redirect("ruling_desk")


@require_POST
@with_role(*MODERATORS)
def dispute_conversation(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Open the private talk of the two, with a reason that is kept."""
    dispute = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    form = ConversationForm(request.POST)
    if form.is_valid():
        with form.refusing():
            desk_actions.open_conversation(by=request.user, dispute_id=dispute_id, **form.cleaned_data)
            return show_ruling(
                request, dispute, conversation=list(evidence_actions.messages_of(dispute).order_by("seq"))
            )
    return show_ruling(request, dispute, form)


@require_POST
@with_role(*MODERATORS)
def hand_over_dispute(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Give it to another moderator, or take it."""
    dispute = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    form = HandOverForm(request.POST)
    if form.is_valid():
        with form.refusing():
            sent = form.cleaned_data
            desk_actions.hand_over_dispute(
                by=request.user, dispute_id=dispute_id, to_id=sent["to"], reason=sent["reason"]
            )
            if sent["to"] == request.user.pk:
                messages.success(request, _("It is yours now: you rule on it."))
                return redirect("rule_dispute", dispute_id)
            messages.success(request, _("It is handed over."))
            return redirect("ruling_desk")
    return show_ruling(request, dispute, form)


@require_POST
@with_role(*MODERATORS)
def ask_reader(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Ask another moderator to read the draft."""
    dispute = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    form = ReaderForm(request.POST)
    if form.is_valid():
        with form.refusing():
            reader_actions.ask_reader(by=request.user, dispute_id=dispute_id, to_id=form.cleaned_data["to"])
            messages.success(request, _("The moderator was asked to read your draft."))
            return redirect("rule_dispute", dispute_id)
    return show_ruling(request, dispute, form)


@require_POST
@with_role(*MODERATORS)
def note_on_draft(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Write what one thinks of a draft."""
    dispute = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        with form.refusing():
            reader_actions.note_on_draft(by=request.user, dispute_id=dispute_id, **form.cleaned_data)
            messages.success(request, _("Your note was sent to the author of the draft."))
            return redirect("rule_dispute", dispute_id)
    return show_ruling(request, dispute, form)


def show_ruling(
    request: MemberRequest, dispute: Dispute, form: Form | None = None, conversation: Any = None
) -> HttpResponse:
    assigned = "yes" if request.user.pk == dispute.moderator_id else "no"
    log_access("dispute.record_opened", by=request.user, on=dispute, assigned=assigned)
    contract, earlier, similar = dispute.contract, list(earlier_disputes(dispute)[:10]), list(similar_rulings(dispute))
    others = {each.pk for each in earlier} | {each.dispute_id for each in similar}
    newest = list(log_of(contract, request.user)[:LOG_LENGTH])
    context = {
        "dispute": dispute,
        "contract": contract,
        "log_entries": [describe_entry(each, contract, request.user) for each in reversed(newest)],
        "progress": progress,
        "grounds": GROUNDS,
        "say_back": say_back,
        "deliveries": list(evidence_actions.deliveries_of(dispute)),
        "earlier": earlier,
        "similar": similar,
        "readable": set(Dispute.objects.on_desk(request.user).filter(pk__in=others).values_list("pk", flat=True)),
        "accesses": accesses_of(dispute),
        **correction_context(dispute, request.user, form),
        "conversation": conversation,
        "draft": _own_draft(dispute, request.user),
        "to_read": dispute.rulings.filter(reader=request.user, given_at=None).select_related("moderator").last(),
        "note_form": form if isinstance(form, NoteForm) else NoteForm(),
        "conversation_form": form if isinstance(form, ConversationForm) else ConversationForm(),
        **_desk_context(dispute, request.user, form),
        **_money_context(dispute, form if type(form) is RuleForm else _rule_form(dispute, request.user)),
    }
    return render(request, "disputes/ruling.html", context, status=form.status if form else 200)


def _desk_context(dispute: Dispute, user: User, form: Form | None) -> dict[str, Any]:
    """Who has it, and what the user may do."""
    is_tied, holder = user.pk in desk_actions.tied_users(dispute), desk_actions.holder_of(dispute)
    can_take = dispute.waits_for_ruling and not is_tied
    hand_over_form = form if isinstance(form, HandOverForm) else HandOverForm()
    reader_form = form if isinstance(form, ReaderForm) else ReaderForm()
    if can_take:
        hand_over_form.people = list(desk_actions.takers(dispute, user))
        reader_form.people = list(desk_actions.free_moderators(dispute).exclude(pk=user.pk))
    return {
        "is_tied": is_tied,
        "holder": holder,
        "can_take": can_take,
        "can_rule": can_take and holder in (None, user),
        "hand_over_form": hand_over_form,
        "reader_form": reader_form,
    }


def _money_context(dispute: Dispute, form: RuleForm) -> dict[str, Any]:
    """The form to rule, and the money that it shares out."""
    least, most = rulings_actions.range_of(dispute)
    fee_held, fee_taken = fee_left(dispute.milestone)
    return {
        "rule_form": form,
        "least": Money(least, dispute.currency),
        "most": Money(most, dispute.currency),
        "fee_rate": dispute.contract.fee_rate,
        "fee_percent": (dispute.contract.fee_rate * 100).normalize(),
        "released_before": dispute.milestone.released - _released_by(dispute),
        "fee_held": fee_held,
        "fee_taken": fee_taken,
        "split": _split(dispute, form),
    }


def _released_by(dispute: Dispute) -> Money:
    share = dispute.to_freelancer if dispute.closed_at else None
    return Money(0, dispute.currency) if share is None else share


def _split(dispute: Dispute, form: RuleForm) -> dict[str, Money] | None:
    """Who would get what by the amount that stands in the form, as the books will share it out."""
    try:
        share = form.fields["to_freelancer"].clean(form["to_freelancer"].value())
    except ValidationError:
        return None
    if not 0 <= share <= dispute.milestone.held_value:
        return None
    parts = {"share": share, "back": dispute.milestone.held_value - share, "fee": fee_back(dispute.milestone, share)}
    return {name: Money(value, dispute.currency) for name, value in parts.items()}


def _own_draft(dispute: Dispute, user: User) -> Ruling | None:
    return dispute.rulings.filter(moderator=user, given_at=None).select_related("reader").last()


def _rule_form(dispute: Dispute, user: User) -> RuleForm:
    """With the moderator's draft."""
    own = _own_draft(dispute, user)
    if own is None:
        return RuleForm(dispute=dispute)
    draft = {
        "to_freelancer": own.to_freelancer_value,
        "grounds": own.grounds,
        "reasons_en": own.reasons_en,
        "reasons_bn": own.reasons_bn,
    }
    return RuleForm(initial=draft, dispute=dispute)


@takes_files
@require_POST
@signed_in
def appeal_ruling(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Ask for another moderator."""
    return submit_statement(
        request, dispute_id, rulings_actions.appeal_ruling, _("You appealed. Another moderator decides now.")
    )


def grounds(request: HttpRequest) -> HttpResponse:
    """The grounds on which moderators rule: open to all."""
    lead = _("When a moderator decides a dispute, it rests on one or more of these. Both sides read which, and why.")
    context = {"grounds": list(GROUNDS.values()), "open_web": text_page(request, _("Grounds of rulings"), lead)}
    return render(request, "disputes/grounds.html", context)
