"""Jobs and deadlines of the register: long releases, PDFs to print, unprinted letters, undecided appeals."""

from market.core.base.clock import NextDue, deadline, now, process_due
from market.core.base.jobs import task
from market.core.base.startup import at_start
from market.runtime.health import check
from market.training.appeals import actions as appeals_actions
from market.training.appeals.actions import WARN_BEFORE
from market.training.certificates import key_actions
from market.training.issuing import release_actions
from market.training.issuing.release_actions import SILENCE
from market.training.letters import actions as letters_actions
from market.training.letters import printing_actions
from market.training.models import Appeal, Issuance, Printing

at_start(key_actions.note_register_key)


@check("register_key")
def check_register_keys() -> str:
    """The check in /readyz: "" if all keys are there."""
    return "a key that has signed certificates is not here" if key_actions.lost_keys() else ""


@task(retry=False)
def build_printing(printing_id: int) -> None:
    """Make a PDF to print; one that fails may be asked for again."""
    try:
        printing_actions.build_printing(printing_id=printing_id)
    except Exception:
        printing_actions.fail_printing(printing_id=printing_id)
        raise


@deadline(next_due=NextDue(Printing.objects.all, "expires_at"))
def forget_printings() -> None:
    """Delete expired PDFs."""
    due = Printing.objects.filter(expires_at__lte=now())
    process_due(due.values_list("pk", flat=True), lambda pk: printing_actions.delete_expired_printing(printing_id=pk))


@deadline(next_due=NextDue(Issuance.objects.all, "sealed_until"))
def erase_unprinted_letters() -> None:
    """Erase the claim codes of letters that were not printed in time."""
    due = Issuance.objects.filter(sealed_until__lte=now())
    process_due(due.values_list("pk", flat=True), lambda pk: letters_actions.erase_letters(issuance_id=pk))


@deadline(next_due=NextDue(lambda: Appeal.objects.open().filter(warned_at=None), "due_at", sooner=lambda: WARN_BEFORE))
def warn_of_silent_appeals() -> None:
    """Remind the officers of appeals that wait for an answer."""
    due = Appeal.objects.open().filter(warned_at=None, due_at__lte=now() + WARN_BEFORE)
    process_due(due.values_list("pk", flat=True), lambda pk: appeals_actions.warn_of_appeals(appeal_id=pk))


@deadline(next_due=NextDue(lambda: Appeal.objects.open(), "due_at"))
def lift_silent_appeals() -> None:
    """Decide the appeals that nobody answered."""
    due = Appeal.objects.open().filter(due_at__lte=now())
    process_due(due.values_list("pk", flat=True), lambda pk: appeals_actions.lift_overdue_appeals(appeal_id=pk))


@task(retry=False)
def go_on_releasing(issuance_id: int) -> None:
    """Issue the certificates of a long release; where that fails, an officer is notified and may continue it."""
    try:
        release_actions.continue_release(issuance_id=issuance_id)
    except Exception:
        release_actions.stop_release(issuance_id=issuance_id)
        raise


@deadline(next_due=NextDue(lambda: Issuance.objects.releasing(), "moved_at", sooner=lambda: -SILENCE))
def resume_releases() -> None:
    """Continue releases whose job was lost."""
    due = Issuance.objects.releasing().filter(moved_at__lte=now() - SILENCE)
    process_due(due.values_list("pk", flat=True), lambda pk: release_actions.resume_release(issuance_id=pk))
