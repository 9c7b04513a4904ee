"""What is kept of a user here. A certificate keeps its number in the register; the name is taken out of it."""

from django.db.models import Q

from market.accounts.models import User
from market.accounts.privacy.registry import on_close, on_erase, register
from market.notifications.models import Notification
from market.training.appeals.models import Appeal
from market.training.applications.actions import end_application
from market.training.badges.models import Credential
from market.training.certificates import codes
from market.training.enrolments.actions import give_up_places
from market.training.issuing.models import FormerCertificate, Issuance, PreparedName
from market.training.models import (
    NAMELESS,
    AllowanceCorrection,
    AllowanceLine,
    AllowanceList,
    AllowanceRule,
    Application,
    Assessment,
    AssessmentPoints,
    Attendance,
    AttendanceCode,
    AttendanceDecision,
    AttendanceMark,
    AttendanceObjection,
    Brief,
    CalendarPeriod,
    Certificate,
    CheckIn,
    CheckQuestion,
    CheckSet,
    CheckTry,
    ClassInquiry,
    ClassMaterial,
    ClassMove,
    ClassProblem,
    ClassQuestion,
    ClassReport,
    ClassSession,
    ClassTask,
    CodeTries,
    Countersignature,
    Criterion,
    DistrictOutageChange,
    EarlierCertificate,
    Enrolment,
    EnrolmentChange,
    GraduationException,
    Grievance,
    GrievanceMessage,
    GuideCopy,
    GuideCopyChange,
    MovedDeadline,
    ObjectionDecision,
    OutageClaim,
    Printing,
    Programme,
    Project,
    ProjectChange,
    ProjectVersion,
    Recording,
    RegisterImport,
    RegisterObjection,
    RoomHost,
    Selection,
    SelectionChange,
    SelectionPlace,
    Signatories,
    TopicWish,
    TracerAnswer,
    TracerRefusal,
    TracerRound,
    TravelPlan,
    TravelVersion,
    Venue,
    VersionComment,
)
from market.training.tracer.actions import stop_reminding

SIGNED = ["name_en", "name_bn", "signature"]


def about_one_graduate(user: User) -> Q:
    """What officers prepared about this one graduate: not a list of many."""
    return Q(names__certificate__holder=user) & ~Q(purpose=Issuance.Purpose.NEW)


def notifications_about_one_graduate(user: User) -> Q:
    """What officers were told of it: a reason there may name the graduate."""
    return Q(url__in=[each.get_absolute_url() for each in Issuance.objects.filter(about_one_graduate(user)).distinct()])


def own_certificates(user: User) -> Q:
    """Earlier certificates with which the user takes part, or that came into the register for the user: not those that
    were only tried in a draft, or with which another person takes part."""
    state = Application.State
    takes_part = Q(applications__applicant=user, applications__state=state.SUBMITTED)
    came_for_it = Q(applications__applicant=user, source=None)
    others = Application.objects.submitted().exclude(applicant=user).filter(certificate__isnull=False)
    return (takes_part | came_for_it) & ~Q(pk__in=others.values("certificate"))


register(
    Certificate,
    of="holder",
    about=["revoked_reason"],
    rewritten=SIGNED,
    secret=["claim_hash", "check_code", "signature"],
)
register(PreparedName, of="certificate__holder", blank={"name_en": NAMELESS, "name_bn": ""}, in_export=False)
register(FormerCertificate, of="certificate__holder", rewritten=SIGNED, secret=["check_code", "signature"])
register(Credential, of="certificate__holder", blank={"name": ""}, secret=["salt", "identity_hash"])
register(Appeal, of="certificate__holder", blank={"statement": ""}, about=["revoked_reason", "answer"])
register(Printing, of="asked_by", delete=True, files=["file"], in_export=False)
register(Issuance, of=about_one_graduate, about=["why", "reason"], in_export=False)
register(Notification, of=notifications_about_one_graduate, about=["facts:reason"], in_export=False)
# The plan: what officers and trainers wrote about the work stays.
register(Programme, of="added_by", in_export=False)
register(Signatories, of="proposed_by", in_export=False)
register(Venue, of="added_by", in_export=False)
register(CalendarPeriod, of="added_by", in_export=False)
register(ClassSession, of="trainer", in_export=False)
register(ClassMove, of="moved_by", in_export=False)
register(RoomHost, of="added_by", in_export=False)
register(ClassMaterial, of="added_by", in_export=False)
register(ClassTask, of="added_by", in_export=False)
register(Recording, of="added_by", in_export=False)
register(CheckSet, of="written_by", in_export=False)
register(CheckQuestion, of="check_set__written_by", in_export=False)
# Journeys: when a trainer came stays, where they lived and how they were reached does not.
JOURNEY = {"origin": "", "destination": "", "stay": "", "contact": "", "notes": ""}
register(TravelPlan, of="trainer")
register(TravelVersion, of="plan__trainer", blank=JOURNEY)
# Of trainees: the numbers of the programme stay, the names go.
register(RegisterImport, of="imported_by", in_export=False)
register(EarlierCertificate, of="applications__applicant")
register(EarlierCertificate, of=own_certificates, blank={"name_en": "", "name_bn": ""}, in_export=False)
register(RegisterObjection, of="application__applicant", blank={"text": ""})
register(ObjectionDecision, of="objection__application__applicant", blank={"reason": ""})
register(Application, of="applicant", blank={"certificate_name": "", "certificate_number": ""})
register(TopicWish, of="application__applicant")
register(Selection, of="drawn_by", in_export=False)
register(SelectionChange, of="by", in_export=False)
register(SelectionPlace, of="application__applicant")
register(ClassQuestion, of="asked_by", scrub=["text"])
register(ClassProblem, of="added_by", scrub=["text"])
PLACE = ["state", "seat", "answer_due_at", "remind_at", "ended_at"]
register(Enrolment, of="trainee", blank={"name_en": NAMELESS, "name_bn": ""}, rewritten=PLACE)
register(EnrolmentChange, of="enrolment__trainee", blank={"reason": ""})
register(GraduationException, of="enrolment__trainee", blank={"reason": "", "answer": ""})
register(MovedDeadline, of="person")
register(DistrictOutageChange, of="by", in_export=False)
register(AttendanceMark, of="enrolment__trainee", blank={"reason": ""})
register(Attendance, of="enrolment__trainee")
# What the office wrote about it stays; a grievance without a name is nobody's, and stays whole.
register(Grievance, of="reporter", secret=["code_hash"])
register(GrievanceMessage, of="by", blank={"text": ""}, in_export=False)
register(GrievanceMessage, of="grievance__reporter", blank={"text": ""})
register(AllowanceRule, of="made_by", in_export=False)
register(AllowanceList, of="made_by", in_export=False)
register(AllowanceLine, of="trainee")
register(AllowanceCorrection, of="line__trainee", blank={"reason": ""})
register(GuideCopy, of="enrolment__trainee")
register(GuideCopyChange, of="copy__enrolment__trainee")
register(AttendanceCode, of="made_by", in_export=False, secret=["nonce"])
register(CodeTries, of="enrolment__trainee")
register(Countersignature, of="enrolment__trainee")
register(CheckTry, of="enrolment__trainee")
register(OutageClaim, of="enrolment__trainee", blank={"text": "", "reason": ""})
register(AttendanceObjection, of="enrolment__trainee", blank={"text": ""})
register(AttendanceDecision, of="objection__enrolment__trainee", blank={"reason": ""})
register(ClassReport, of="enrolment__trainee", blank={"text": ""})
register(ClassInquiry, of="trainer", blank={"answer": ""}, about=["reason"])
register(Project, of="enrolment__trainee", blank={"title": "", "text": ""})
WORDS = {"title": "", "text": "", "client": "", "deliverables": ""}
register(Brief, of="author", in_export=False)
register(Criterion, of="added_by", in_export=False)
register(Project, of="enrolment__trainee", blank=WORDS)
register(ProjectChange, of="project__enrolment__trainee", blank={**WORDS, "reason": ""})
register(CheckIn, of="project__enrolment__trainee", blank={"done": "", "stuck": "", "next": "", "reply": ""})
register(ProjectVersion, of="project__enrolment__trainee", blank={"note": "", "links": ""})
register(VersionComment, of="version__project__enrolment__trainee", blank={"text": ""})
register(TracerRound, of="certificate__holder", rewritten=["tell_at"])
register(TracerAnswer, of="tracer_round__certificate__holder", blank={"note": ""})
register(TracerAnswer, of="by", in_export=False)
register(TracerRefusal, of="certificate__holder")
ASSESSED = {"text": "", "note": ""}
register(
    Assessment,
    of="project__enrolment__trainee",
    blank=ASSESSED,
    secret=["note"],
    visible=Assessment.objects.visible_to,
)
register(
    AssessmentPoints,
    of="assessment__project__enrolment__trainee",
    visible=lambda user: AssessmentPoints.objects.filter(assessment__in=Assessment.objects.visible_to(user)),
)


@on_erase
def withdraw_applications(user: User) -> None:
    """What was not drawn yet ends; what was stays in the public list by its number. Nobody draws meanwhile."""
    rows = Application.objects.filter(applicant=user).exclude(state=Application.State.WITHDRAWN).order_by("pk")
    draws = Selection.objects.filter(phase__in=rows.order_by().values("phase")).order_by("pk")
    drawn = {each.phase_id for each in draws.select_for_update(of=("self",), no_key=True) if each.drawn_at is not None}
    for application in rows.exclude(phase__in=drawn).select_for_update(of=("self",), no_key=True):
        end_application(application, by=user)


@on_erase
def take_name_out(user: User) -> None:
    """The certificate and its earlier versions without a name, signed anew: whoever holds a paper can still check it.

    What the site had not signed stays unsigned.
    """
    for certificate in Certificate.objects.filter(holder=user):
        versions: list[Certificate | FormerCertificate] = [certificate, *certificate.former.all()]
        for version in versions:
            is_genuine = codes.is_genuine(version)
            version.name_en, version.name_bn = NAMELESS, ""
            version.signature = codes.sign(version) if is_genuine else ""
            version.save(update_fields=SIGNED)  # writes: an action erases by this


@on_close
def end_tracer(user: User) -> None:
    """Whoever leaves is asked nothing more."""
    stop_reminding(user)


@on_close
@on_erase
def free_seats(user: User) -> None:
    """An offered place is declined, and a trainee leaves the batch: the waiting list gets the seat at once."""
    give_up_places(by=user)
