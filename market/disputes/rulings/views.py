"""The moderators' desk: what waits for a ruling, and the page on which one is made."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.contracts.history.log import deed_of, log_of
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.money import Money
from market.core.web.forms import Form
from market.disputes.claims import evidence_actions, progress
from market.disputes.claims.refund_words import say_back
from market.disputes.forms import HandOverForm, NoteForm, ReaderForm, RuleForm, TalkForm
from market.disputes.models import Dispute, Ruling
from market.disputes.queries import earlier_disputes, looks_at, queue_of, similar_rulings, whole
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions, reader_actions
from market.disputes.rulings.grounds import GROUNDS
from market.disputes.rulings.preview import correcting, sure_context
from market.payments.queries import fee_left
from market.payments.releases.actions import fee_back

TABS = ("mine", "all", "ruled", "closed")
DEEDS = 200  # of the contract, the newest ones
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
    found = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    if request.method != "POST":
        return show_ruling(request, found)
    form = RuleForm(request.POST, dispute=found)
    if "draft" in request.POST:
        form.for_draft()
    if form.is_valid() and "change" not in request.POST:
        with form.refusing():
            return _ruled(request, found, form)
    return show_ruling(request, found, form)


def _ruled(request: MemberRequest, found: Dispute, form: RuleForm) -> HttpResponse:
    """Keeps a draft; shows what a ruling would do; gives it, once that was confirmed."""
    known: dict[str, Any] = {"by": request.user, "dispute_id": found.pk, "decision": form.decision}
    if "draft" in request.POST:
        rulings_actions.draft_ruling(**known)
        messages.success(request, _("The draft is kept. Nobody else sees it unless you ask."))
        return redirect("rule_dispute", found.pk)
    if "sure" not in request.POST:
        rulings_actions.check_ruling(**known)
        return render(request, "disputes/sure.html", sure_context(found, form, "rule_dispute"))
    rulings_actions.rule(**known)
    messages.success(request, _("Your ruling is given."))
    return redirect("ruling_desk")


@require_POST
@with_role(*MODERATORS)
def dispute_conversation(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Open the private talk of the two, with a reason that is kept."""
    found = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    form = TalkForm(request.POST)
    if form.is_valid():
        with form.refusing():
            desk_actions.open_talk(by=request.user, dispute_id=dispute_id, **form.cleaned_data)
            return show_ruling(request, found, said=list(evidence_actions.messages_of(found).order_by("seq")))
    return show_ruling(request, found, form)


@require_POST
@with_role(*MODERATORS)
def hand_over_dispute(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Give it to another moderator, or take it."""
    found = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
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
    return show_ruling(request, found, form)


@require_POST
@with_role(*MODERATORS)
def ask_reader(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Ask another moderator to read the draft."""
    found = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    form = ReaderForm(request.POST)
    if form.is_valid():
        with form.refusing():
            reader_actions.ask_reader(by=request.user, dispute_id=dispute_id, to_id=form.cleaned_data["to"])
            messages.success(request, _("She was asked to read your draft."))
            return redirect("rule_dispute", dispute_id)
    return show_ruling(request, found, form)


@require_POST
@with_role(*MODERATORS)
def note_on_draft(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Write what one thinks of a draft."""
    found = fetch(whole(Dispute.objects.on_desk(request.user)), dispute_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        with form.refusing():
            reader_actions.note_on_draft(by=request.user, dispute_id=dispute_id, **form.cleaned_data)
            messages.success(request, _("Your note is with who wrote the draft."))
            return redirect("rule_dispute", dispute_id)
    return show_ruling(request, found, form)


def show_ruling(request: MemberRequest, found: Dispute, form: Form | None = None, said: Any = None) -> HttpResponse:
    given = "yes" if request.user.pk == found.moderator_id else "no"
    log_access("dispute.record_opened", by=request.user, on=found, assigned=given)
    contract, earlier, similar = found.contract, list(earlier_disputes(found)[:10]), list(similar_rulings(found))
    others = {each.pk for each in earlier} | {each.dispute_id for each in similar}
    context = {
        "dispute": found,
        "contract": contract,
        "deeds": [deed_of(each, contract, request.user) for each in log_of(contract, request.user)[:DEEDS]][::-1],
        "progress": progress,
        "grounds": GROUNDS,
        "say_back": say_back,
        "deliveries": list(evidence_actions.deliveries_of(found).order_by("number")),
        "earlier": earlier,
        "similar": similar,
        "readable": set(Dispute.objects.on_desk(request.user).filter(pk__in=others).values_list("pk", flat=True)),
        "looks": looks_at(found),
        **correcting(found, request.user, form),
        "said": said,
        "draft": _own_draft(found, request.user),
        "to_read": found.rulings.filter(reader=request.user, given_at=None).select_related("moderator").last(),
        "note_form": form if isinstance(form, NoteForm) else NoteForm(),
        "talk_form": form if isinstance(form, TalkForm) else TalkForm(),
        **_hands(found, request.user, form),
        **_sums(found, form if type(form) is RuleForm else _rule_form(found, request.user)),
    }
    return render(request, "disputes/ruling.html", context, status=form.status if form else 200)


def _hands(found: Dispute, user: User, form: Form | None) -> dict[str, Any]:
    """Who has it, and what she who looks at it may do."""
    is_tied, holder = user.pk in desk_actions.tied(found), desk_actions.holder_of(found)
    can_take = found.waits_for_ruling and not is_tied
    hand_over_form = form if isinstance(form, HandOverForm) else HandOverForm()
    reader_form = form if isinstance(form, ReaderForm) else ReaderForm()
    if can_take:
        hand_over_form.people = list(desk_actions.takers(found, user))
        reader_form.people = list(desk_actions.free_moderators(found).exclude(pk=user.pk))
    return {
        "is_tied": is_tied,
        "holder": holder,
        "can_take": can_take,
        "can_rule": can_take and holder in (None, user),
        "hand_over_form": hand_over_form,
        "reader_form": reader_form,
    }


def _sums(found: Dispute, form: RuleForm) -> dict[str, Any]:
    """The form to rule, and the money that it shares out."""
    least, most = rulings_actions.range_of(found)
    fee_held, fee_taken = fee_left(found.milestone)
    return {
        "rule_form": form,
        "least": Money(least, found.currency),
        "most": Money(most, found.currency),
        "fee_rate": found.contract.fee_rate,
        "fee_percent": (found.contract.fee_rate * 100).normalize(),
        "released_before": found.milestone.released - _released_by(found),
        "fee_held": fee_held,
        "fee_taken": fee_taken,
        "split": _split(found, form),
    }


def _released_by(found: Dispute) -> Money:
    share = found.to_freelancer if found.closed_at else None
    return Money(0, found.currency) if share is None else share


def _split(found: Dispute, form: RuleForm) -> dict[str, Money] | None:
    """Who would get what by the amount that stands in the form, as the books will share it out."""
    try:
        share = form.fields["to_freelancer"].clean(form["to_freelancer"].value())
    except ValidationError:
        return None
    if not 0 <= share <= found.milestone.held_value:
        return None
    parts = {"share": share, "back": found.milestone.held_value - share, "fee": fee_back(found.milestone, share)}
    return {name: Money(value, found.currency) for name, value in parts.items()}


def _own_draft(found: Dispute, user: User) -> Ruling | None:
    return found.rulings.filter(moderator=user, given_at=None).select_related("reader").last()


def _rule_form(found: Dispute, user: User) -> RuleForm:
    """With what she has written so far."""
    own = _own_draft(found, user)
    if own is None:
        return RuleForm(dispute=found)
    draft = {
        "to_freelancer": own.to_freelancer_value,
        "grounds": own.grounds,
        "reasons_en": own.reasons_en,
        "reasons_bn": own.reasons_bn,
    }
    return RuleForm(initial=draft, dispute=found)
