"""Jobs and deadlines of the programme: certificates to print and release, appeals, objections, selections, offers."""

from market.core.base import clock
from market.core.base.jobs import task
from market.core.base.row_deadlines import row_deadline
from market.core.base.startup import at_start
from market.runtime.health import check
from market.training.appeals import actions as appeals_actions
from market.training.appeals.actions import WARN_BEFORE
from market.training.applications import actions as applications_actions
from market.training.attendance_objections import actions as attendance_objection_actions
from market.training.certificates import key_actions
from market.training.classes import news_actions, reminder_actions
from market.training.district_outages import deadline_actions  # noqa: F401  # registers its own
from market.training.enrolments import offer_actions
from market.training.figures import actions as figures_actions
from market.training.graduation import notice_actions
from market.training.grievances import actions as grievance_actions
from market.training.grievances import person_actions as grievance_person_actions
from market.training.issuing import release_actions
from market.training.issuing.release_actions import SILENCE
from market.training.letters import actions as letters_actions
from market.training.letters import printing_actions
from market.training.made_up import actions as made_up_actions
from market.training.models import (
    Appeal,
    Application,
    AttendanceObjection,
    CheckSet,
    ClassInquiry,
    ClassSession,
    Enrolment,
    Grievance,
    Issuance,
    OutageClaim,
    Phase,
    Printing,
    Project,
    RegisterObjection,
    Selection,
    TracerRound,
)
from market.training.not_held import actions as not_held_actions
from market.training.outage_claims import actions as outage_actions
from market.training.projects import waiting_actions
from market.training.register import objection_actions
from market.training.selection import actions as selection_actions
from market.training.selection import result_actions
from market.training.tracer import opening_actions as tracer_actions

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


@row_deadline(Printing.objects.all, "expires_at")
def forget_printings(printing_id: int) -> None:
    """Delete expired PDFs."""
    printing_actions.delete_expired_printing(printing_id=printing_id)


@row_deadline(Issuance.objects.all, "sealed_until")
def erase_unprinted_letters(issuance_id: int) -> None:
    """Erase the claim codes of letters that were not printed in time."""
    letters_actions.erase_letters(issuance_id=issuance_id)


@row_deadline(lambda: Appeal.objects.open().filter(warned_at=None), "due_at", sooner=lambda: WARN_BEFORE)
def warn_of_silent_appeals(appeal_id: int) -> None:
    """Remind the officers of appeals that wait for an answer."""
    appeals_actions.warn_of_appeals(appeal_id=appeal_id)


@row_deadline(lambda: Appeal.objects.open(), "due_at")
def lift_silent_appeals(appeal_id: int) -> None:
    """Decide the appeals that nobody answered."""
    appeals_actions.lift_overdue_appeals(appeal_id=appeal_id)


@task(retry=False)
def go_on_releasing(issuance_id: int) -> None:
    """Issue the certificates of a long release; where that fails, an officer is notified and may continue it."""
    try:
        release_actions.continue_release(issuance_id=issuance_id)
    except Exception:
        release_actions.stop_release(issuance_id=issuance_id)
        raise


@row_deadline(lambda: Issuance.objects.releasing(), "moved_at", sooner=lambda: -SILENCE)
def resume_releases(issuance_id: int) -> None:
    """Continue releases whose job was lost."""
    release_actions.resume_release(issuance_id=issuance_id)


@row_deadline(lambda: Enrolment.objects.offered(), "answer_due_at")
def lapse_places(enrolment_id: int) -> None:
    """Give places that nobody accepted in time to the next on the waiting list."""
    offer_actions.lapse_place(enrolment_id=enrolment_id)


@row_deadline(lambda: Enrolment.objects.offered(), "remind_at")
def remind_of_places(enrolment_id: int) -> None:
    """Remind applicants of places that wait for their answer."""
    offer_actions.remind_of_place(enrolment_id=enrolment_id)


@row_deadline(lambda at: Phase.objects.filter(selection=None, closes_at__gt=at), "opens_at", at=clock.now)
def commit_selections(phase_id: int) -> None:
    """Commit the seed of phases that have none when applications open: those planned by an earlier version."""
    selection_actions.commit_when_open(phase_id=phase_id)


@row_deadline(lambda: Selection.objects.filter(entries_at=None, drawn_at=None), "phase__closes_at")
def close_selections(selection_id: int) -> None:
    """Fix the entries of phases whose applications close, and publish their hash."""
    selection_actions.close_selection(selection_id=selection_id)


@row_deadline(lambda: Selection.objects.exclude(state=Selection.State.PUBLISHED), "remind_at")
def remind_of_selections(selection_id: int) -> None:
    """Remind officers of selections that are not drawn or not confirmed."""
    selection_actions.remind_of_selection(selection_id=selection_id)


@task()
def offer_drawn_seats(selection_id: int) -> None:
    """Offer the seats of a published selection."""
    offer_actions.offer_published(selection_id=selection_id)


@task()
def tell_results(selection_id: int) -> None:
    """Tell all applicants of a published selection."""
    result_actions.tell_results(selection_id=selection_id)


@row_deadline(lambda: RegisterObjection.objects.waiting(), "remind_at")
def remind_of_objections(objection_id: int) -> None:
    """Remind the officers of objections that wait for an answer."""
    objection_actions.remind_of_objection(objection_id=objection_id)


@row_deadline(lambda: RegisterObjection.objects.waiting().filter(escalated_at=None), "due_at")
def escalate_objections(objection_id: int) -> None:
    """Tell all officers of objections that nobody answered in time."""
    objection_actions.escalate_objection(objection_id=objection_id)


@row_deadline(lambda: Application.objects.filter(state=Application.State.DRAFT), "remind_at")
def remind_of_applications(application_id: int) -> None:
    """Remind those whose application is not sent."""
    applications_actions.remind_of_application(application_id=application_id)


@clock.deadline(next_due=clock.NextDue(notice_actions.due_sql()))
def tell_of_graduation() -> None:
    """Tell trainees what they lack for their certificates before their batch ends, and at its end who is ready."""
    clock.process_due(notice_actions.due_batches(), tell_stand)


@clock.deadline(next_due=clock.NextDue(figures_actions.due_sql()))
def count_programmes() -> None:
    """Each night: open and close rounds of the tracer, and count the public figures of the programmes anew."""
    clock.process_due(figures_actions.due_programmes(), count_figures)


def count_figures(programme_id: int) -> None:
    """The same of one programme."""
    tracer_actions.open_and_write(programme_id)
    figures_actions.count_figures(programme_id=programme_id)


@row_deadline(TracerRound.objects.all, "tell_at")
def tell_of_tracer(round_id: int) -> None:
    """Ask graduates how they fare, and remind them twice."""
    tracer_actions.tell(round_id=round_id)


def tell_stand(batch_id: int) -> None:
    """Tell the trainees of one batch."""
    notice_actions.tell_stand(batch_id=batch_id)


@row_deadline(ClassSession.objects.all, "remind_day_at")
def remind_of_classes_of_tomorrow(session_id: int) -> None:
    """Remind trainees and the trainer of a class, a day before."""
    reminder_actions.remind_a_day_before(session_id=session_id)


@row_deadline(ClassSession.objects.all, "remind_hour_at")
def remind_of_classes_of_the_hour(session_id: int) -> None:
    """Remind them an hour before."""
    reminder_actions.remind_an_hour_before(session_id=session_id)


@row_deadline(ClassSession.objects.all, "tell_at")
def tell_news_of_classes(session_id: int) -> None:
    """Tell trainees what was added to a class since they heard of it last."""
    news_actions.tell_waiting_news(session_id=session_id)


@row_deadline(lambda: Grievance.objects.waiting(), "remind_at")
def remind_of_grievances(grievance_id: int) -> None:
    """Remind the office of grievances that wait for an answer."""
    grievance_actions.remind_of_grievance(grievance_id=grievance_id)


@row_deadline(lambda: Grievance.objects.waiting(), "escalate_at")
def escalate_grievances(grievance_id: int) -> None:
    """Tell everybody of the office of grievances that are late."""
    grievance_actions.escalate_grievance(grievance_id=grievance_id)


@row_deadline(lambda: Grievance.objects.filter(state=Grievance.State.ANSWERED), "close_at")
def close_grievances(grievance_id: int) -> None:
    """Close answered grievances about which nobody asked another officer."""
    grievance_person_actions.close_answered(grievance_id=grievance_id)


@row_deadline(lambda: Project.objects.waiting(), "remind_at")
def remind_of_waiting_projects(project_id: int) -> None:
    """Remind trainers and officers of projects that wait for them."""
    waiting_actions.remind_of_waiting(project_id=project_id)


@row_deadline(lambda: Project.objects.waiting().filter(escalated_at=None), "answer_due_at")
def escalate_projects(project_id: int) -> None:
    """Tell the officers of projects that nobody looked at in time."""
    waiting_actions.escalate_waiting(project_id=project_id)


@row_deadline(Project.objects.all, "remind_due_at")
def remind_of_project_deadlines(project_id: int) -> None:
    """Remind trainees of the day by which their project is to be submitted."""
    waiting_actions.remind_of_deadline(project_id=project_id)


@row_deadline(Project.objects.all, "remind_check_in_at")
def remind_of_check_ins(project_id: int) -> None:
    """Remind trainees of the check-in of the week."""
    waiting_actions.remind_of_check_in(project_id=project_id)


@row_deadline(Project.objects.all, "check_in_due_at")
def count_missed_check_ins(project_id: int) -> None:
    """Count check-ins that were not written; who misses two falls behind."""
    waiting_actions.miss_check_in(project_id=project_id)


@row_deadline(CheckSet.objects.all, "remind_at")
def remind_of_making_up(check_set_id: int) -> None:
    """Remind trainees that the time to make up a class ends."""
    made_up_actions.remind_of_making_up(check_set_id=check_set_id)


@row_deadline(lambda: OutageClaim.objects.open(), "remind_at")
def remind_of_outage_claims(claim_id: int) -> None:
    """Remind trainers of claims of outages that wait for an answer."""
    outage_actions.remind_of_claim(claim_id=claim_id)


@row_deadline(lambda: OutageClaim.objects.open().filter(escalated_at=None), "due_at")
def escalate_outage_claims(claim_id: int) -> None:
    """Hand claims to the officers that no trainer answered in time."""
    outage_actions.escalate_claim(claim_id=claim_id)


@row_deadline(lambda: AttendanceObjection.objects.waiting(), "remind_at")
def remind_of_attendance_objections(objection_id: int) -> None:
    """Remind the officers of objections to attendance that wait for an answer."""
    attendance_objection_actions.remind_of_attendance(objection_id=objection_id)


@row_deadline(lambda: AttendanceObjection.objects.waiting().filter(escalated_at=None), "due_at")
def escalate_attendance_objections(objection_id: int) -> None:
    """Tell all officers of objections to attendance that nobody answered in time."""
    attendance_objection_actions.escalate_attendance(objection_id=objection_id)


@row_deadline(lambda: ClassInquiry.objects.filter(state=ClassInquiry.State.REPORTED), "look_at")
def open_reports(inquiry_id: int) -> None:
    """Ask the office about reported classes whose roll nobody called."""
    not_held_actions.open_uncalled(inquiry_id=inquiry_id)
