"""Tasks about allowances: of trainees, of officers, and of operators where money has not arrived."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import ME, MOST, STAFF, TRAINEE, Home, Task, register_facts, task_source
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.payments.allowances.queries import months_to_list, questions_for
from market.payments.models import Allowance
from market.training.allowances.months import month_name
from market.training.models import AllowanceList, AllowanceRule, Phase

OFFICER = (User.Role.OFFICER,)
OFFICE = (User.Role.OFFICER, User.Role.OPERATOR)
register_facts(
    allowance_due=Allowance.objects.due().filter(trainee=ME, pay_at=None),
    allowance_unconfirmed=Allowance.objects.unconfirmed().filter(trainee=ME),
)


@task_source(order=30, facts=("allowance_due",))
def account_tasks(home: Home) -> list[Task]:
    """An allowance that waits for an account, or came back."""
    rows = Allowance.objects.due().filter(trainee=home.user, pay_at=None).select_related("line").order_by("pk")
    text, again = _("Say to which account your allowance goes"), _("Your allowance could not be paid: look why")
    page = reverse("my_allowances")
    return [
        Task(
            "allowance_account",
            TRAINEE,
            again if row.failure else text,
            month_name(row.line.month),
            page,
            None,
            row.amount,
            "money",
            row.approved_at,
        )
        for row in rows[: MOST + 1]
    ]


@task_source(order=65, facts=("allowance_unconfirmed",))
def receipt_tasks(home: Home) -> list[Task]:
    """Allowances that were paid: whether they have arrived."""
    rows = Allowance.objects.unconfirmed().filter(trainee=home.user).select_related("line").order_by("pk")
    text, page = _("Say whether your allowance has arrived"), reverse("my_allowances")
    return [
        Task(
            "allowance_receipt",
            TRAINEE,
            text,
            month_name(row.line.month),
            page,
            None,
            row.amount,
            "money",
            row.ended_at,
        )
        for row in rows[: MOST + 1]
    ]


@task_source(order=90, roles=OFFICER)
def allowance_list_tasks(home: Home) -> list[Task]:
    """Lists that wait for another officer."""
    rows = AllowanceList.objects.waiting().exclude(made_by=home.user).select_related("phase").order_by("pk")
    text = _("Approve the allowances of a month, or refuse them")
    return [
        Task("allowance_list", STAFF, text, month_name(row.month), row.get_absolute_url(), since=row.made_at)
        for row in rows[: MOST + 1]
    ]


@task_source(order=90, roles=OFFICER)
def allowance_rule_tasks(home: Home) -> list[Task]:
    """Rules that another officer proposed."""
    rows = AllowanceRule.objects.filter(state=AllowanceRule.State.PROPOSED).exclude(made_by=home.user).order_by("pk")
    text = _("Confirm or refuse a rule of allowances")
    return [
        Task("allowance_rule", STAFF, text, month_name(row.valid_from), row.get_absolute_url(), since=row.made_at)
        for row in rows[: MOST + 1]
    ]


@task_source(order=90, roles=OFFICER)
def month_tasks(home: Home) -> list[Task]:
    """Months that are over and have no list of allowances."""
    text, desk = _("Make the list of allowances of a month"), reverse("allowance_lists")
    return [
        Task(
            "allowance_month",
            STAFF,
            text,
            f"{_phase(each.phase)} · {month_name(each.month)}",
            desk,
            mark="money",
            desk=desk,
        )
        for each in months_to_list()[: MOST + 1]
    ]


def _phase(phase: Phase) -> str:
    return str(_("Phase %(number)s")) % {"number": format_number(phase.number, language())}


@task_source(order=90, roles=OFFICE)
def allowance_question_tasks(home: Home) -> list[Task]:
    """What trainees ask about allowances."""
    return [
        Task(
            "allowance_question",
            STAFF,
            row.get_kind_display(),
            f"{row.line.trainee.shown_name} · {month_name(row.line.month)}",
            row.get_absolute_url(),
            row.due_at,
        )
        for row in questions_for(home.user)[: MOST + 1]
    ]
