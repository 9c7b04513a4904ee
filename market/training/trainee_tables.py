"""Earlier certificates, applications and places in the administration: read only, the programme's pages change them."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.training import models


@admin.register(models.RegisterImport, site=site)
class RegisterImportTable(ReadOnlyModelAdmin):
    """Files of earlier certificates."""

    columns = ("file_name", "rows", "added", "imported_by", "imported_at")


@admin.register(models.GraduationException, site=site)
class GraduationExceptionTable(ReadOnlyModelAdmin):
    """Exceptions from the rule of graduating."""

    columns = ("enrolment", "requirement", "state", "proposed_by", "proposed_at", "decided_by", "decided_at")
    list_filter = ("state",)


@admin.register(models.EarlierCertificate, site=site)
class EarlierCertificateTable(ReadOnlyModelAdmin):
    """Certificates of the earlier project."""

    columns = ("number", "name_en", "name_bn", "district", "year", "source", "added_by")
    search_fields = ("=number", "name_en", "name_bn")


@admin.register(models.RegisterObjection, site=site)
class RegisterObjectionTable(ReadOnlyModelAdmin):
    """Objections to the register."""

    columns = ("application", "state", "opened_at", "due_at", "escalated_at", "second_asked_at")
    search_fields = ("=application__number", "=application__applicant__email")
    list_filter = ("state",)


@admin.register(models.ObjectionDecision, site=site)
class ObjectionDecisionTable(ReadOnlyModelAdmin):
    """Decisions on objections."""

    columns = ("objection", "round", "certificate", "reason", "decided_by", "decided_at")


@admin.register(models.Application, site=site)
class ApplicationTable(ReadOnlyModelAdmin):
    """Applications."""

    columns = ("number", "phase", "district", "state", "applicant", "certificate", "submitted_at")
    search_fields = ("=number", "=applicant__email", "=certificate__number")
    list_filter = ("state",)


@admin.register(models.TopicWish, site=site)
class TopicWishTable(ReadOnlyModelAdmin):
    """Topics that applicants want."""

    columns = ("application", "rank", "topic")
    search_fields = ("=application__number",)


@admin.register(models.Selection, site=site)
class SelectionTable(ReadOnlyModelAdmin):
    """Draws. The seed is hidden until it is revealed."""

    columns = ("phase", "state", "rule", "seed_hash", "drawn_by", "confirmed_by", "published_at")
    hidden = ("sealed_seed",)


@admin.register(models.SelectionChange, site=site)
class SelectionChangeTable(ReadOnlyModelAdmin):
    """What was done with draws."""

    columns = ("selection", "state", "by", "at", "reason", "digest")
    list_filter = ("state",)


@admin.register(models.SelectionPlace, site=site)
class SelectionPlaceTable(ReadOnlyModelAdmin):
    """What the draws gave."""

    columns = ("selection", "district", "rank", "application", "score", "outcome", "batch")
    search_fields = ("=application__number",)
    list_filter = ("outcome",)


@admin.register(models.Enrolment, site=site)
class EnrolmentTable(ReadOnlyModelAdmin):
    """Places in batches."""

    columns = ("batch", "seat", "state", "trainee", "name_en", "offered_at", "answer_due_at")
    search_fields = ("=batch__code", "=trainee__email", "name_en", "name_bn")
    list_filter = ("state",)


@admin.register(models.EnrolmentChange, site=site)
class EnrolmentChangeTable(ReadOnlyModelAdmin):
    """What became of places."""

    columns = ("enrolment", "state", "by", "at", "reason")
    search_fields = ("=enrolment__batch__code",)
    list_filter = ("state",)


@admin.register(models.AttendanceMark, site=site)
class AttendanceMarkTable(ReadOnlyModelAdmin):
    """What sources say about who attended a class."""

    columns = ("session", "enrolment", "source", "value", "by", "at", "settles", "reason")
    search_fields = ("=session__batch__code", "=enrolment__trainee__email")
    list_filter = ("source", "value")


@admin.register(models.Attendance, site=site)
class AttendanceTable(ReadOnlyModelAdmin):
    """What counts of it."""

    columns = ("session", "enrolment", "counts", "code", "roll", "made_up", "outage", "office", "is_contradicted")
    search_fields = ("=session__batch__code", "=enrolment__trainee__email")
    list_filter = ("counts", "is_contradicted")


@admin.register(models.ClassInquiry, site=site)
class ClassInquiryTable(ReadOnlyModelAdmin):
    """Reported classes."""

    columns = ("session", "state", "trainer", "opened_at", "answered_at", "decided_by", "decided_at")
    search_fields = ("=session__batch__code",)
    list_filter = ("state",)


@admin.register(models.ClassReport, site=site)
class ClassReportTable(ReadOnlyModelAdmin):
    """Reports about classes, without who made them: the page of the class says that to officers who decide."""

    columns = ("inquiry", "kind", "at")
    hidden = ("enrolment", "text")
    list_filter = ("kind",)


@admin.register(models.Grievance, site=site)
class GrievanceTable(ReadOnlyModelAdmin):
    """Grievances, without whom they are of and about: their pages show that to those who may see it."""

    columns = ("number", "kind", "state", "received_at", "due_at", "escalated_at", "answered_at", "closed_at")
    hidden = ("code_hash", "reporter", "files", "people", "batch", "session", "officer", "first_officer")
    search_fields = ("=number",)
    list_filter = ("kind", "state")


@admin.register(models.AttendanceCode, site=site)
class AttendanceCodeTable(ReadOnlyModelAdmin):
    """Codes said in class; their digits stand nowhere."""

    columns = ("session", "opens_at", "closes_at", "made_by")
    hidden = ("nonce",)
    search_fields = ("=session__batch__code", "=made_by__email")


@admin.register(models.CodeTries, site=site)
class CodeTriesTable(ReadOnlyModelAdmin):
    """Tries to enter one."""

    columns = ("code", "enrolment", "tries", "last_at")
    search_fields = ("=code__session__batch__code", "=enrolment__trainee__email")


@admin.register(models.Countersignature, site=site)
class CountersignatureTable(ReadOnlyModelAdmin):
    """Rolls that a trainee confirmed."""

    columns = ("session", "enrolment", "way", "by", "at", "last_mark")
    search_fields = ("=session__batch__code", "=enrolment__trainee__email")
    list_filter = ("way",)


@admin.register(models.CheckSet, site=site)
class CheckSetTable(ReadOnlyModelAdmin):
    """Check questions of recordings."""

    columns = ("recording", "written_by", "written_at", "since", "until")


@admin.register(models.CheckQuestion, site=site)
class CheckQuestionTable(ReadOnlyModelAdmin):
    """Each of them."""

    columns = ("check_set", "position", "text_bn", "text_en")


@admin.register(models.CheckTry, site=site)
class CheckTryTable(ReadOnlyModelAdmin):
    """What trainees answered."""

    columns = ("check_set", "enrolment", "number", "answers", "wrong", "at")
    search_fields = ("=enrolment__batch__code", "=enrolment__trainee__email")


@admin.register(models.OutageClaim, site=site)
class OutageClaimTable(ReadOnlyModelAdmin):
    """Claims of outages."""

    columns = ("session", "enrolment", "state", "cause", "opened_at", "due_at", "decided_by", "decided_at", "reason")
    search_fields = ("=session__batch__code", "=enrolment__trainee__email")
    list_filter = ("state", "cause")


@admin.register(models.AttendanceObjection, site=site)
class AttendanceObjectionTable(ReadOnlyModelAdmin):
    """Objections to attendance."""

    columns = ("session", "enrolment", "state", "opened_at", "due_at", "escalated_at", "second_asked_at")
    search_fields = ("=session__batch__code", "=enrolment__trainee__email")
    list_filter = ("state",)


@admin.register(models.AttendanceDecision, site=site)
class AttendanceDecisionTable(ReadOnlyModelAdmin):
    """Decisions on them."""

    columns = ("objection", "round", "new_mark", "reason", "decided_by", "decided_at")


@admin.register(models.GrievanceMessage, site=site)
class GrievanceMessageTable(ReadOnlyModelAdmin):
    """When something was written about grievances; not what, and not by whom."""

    columns = ("grievance", "kind", "from_office", "at")
    hidden = ("text", "by")
