"""Tables that every layer stands on: the audit log, the counters of limits, stored answers, the offset of the clock."""

from django.conf import settings
from django.db import models

# Codes of the access log: staff opened what is private to somebody. Of such entries `is_access` is set as they are
# written, so that a new code needs no migration.
ACCESS_CODES = (
    "admin.listed",
    "admin.seen",
    "allowance_question.seen",
    "allowances.exported",
    "application.seen",
    "applications.exported",
    "attendance.taken",
    "attendance_objection.seen",
    "batches.taken",
    "case.read",
    "case.talk_opened",
    "certificate.seen",
    "classreport.seen",
    "coaching.bid_read",
    "coaching.read",
    "course.read",
    "course.taken",
    "dispute.record_opened",
    "dispute.talk_opened",
    "exam.answer_seen",
    "exam.compared",
    "exam.taken",
    "file.taken",
    "graduation.taken",
    "grievance.seen",
    "ledger_account.seen",
    "outage_claim.seen",
    "payout.seen",
    "payout_batch.file",
    "payout_method.seen",
    "place.card_seen",
    "place.seen",
    "places.taken",
    "project.seen",
    "projects.taken",
    "question.seen",
    "questions.listed",
    "questions.read",
    "questions.taken",
    "register_objection.seen",
    "review.notes_read",
    "tracer.opened",
    "trainees.taken",
    "travel.seen",
)


class AuditEntry(models.Model):
    """Who did what to what, and when. Written by `core.base.audit.audit`; the database refuses to change or delete it.

    Only out of its facts is taken what says who somebody was, when that user's account is erased.
    """

    code = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on_type = models.CharField(max_length=60)
    on_id = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    is_access = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["on_type", "on_id", "at"]),
            models.Index(fields=["-id"], condition=models.Q(is_access=True), name="audit_looks"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.on_type}/{self.on_id}"


class Bookmark(models.Model):
    """Up to which row, by its id, a reader has read a table whose rows are only added; see `core.base.log_cursor`."""

    reader = models.CharField(max_length=40, primary_key=True)
    last_id = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.reader}: {self.last_id}"


class SiteKey(models.Model):
    """A key of the site's own, sealed; `number` 0 marks now, the others have marked. See `core.base.site_keys`."""

    purpose = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=0)
    sealed = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="one_key_of_a_number")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.number}"


class LimitCounter(models.Model):
    """How often a key was used in a window; see `core.base.limits`."""

    key = models.CharField(max_length=200)
    window = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_counter_per_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.used}"


class StoredAnswer(models.Model):
    """The answer to a request that came with an Idempotency-Key; see `core.base.idempotency`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key


class LastRun(models.Model):
    """When something that must happen again and again last did, in wall time; see `runtime.lateness`.

    `failure` says what was wrong the last time, if anything was.
    """

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    failure = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class ClockOffset(models.Model):
    """How far a development site's time was moved on; one row."""

    moved = models.DurationField()

    def __str__(self) -> str:
        return str(self.moved)


class KeptMail(models.Model):
    """A mail of a development site: kept for the desk instead of sent."""

    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
