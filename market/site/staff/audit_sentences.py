"""Sentences for audit entries: of staff's actions by code, of other actions by subject.

`sentence_of` is used by the access log and by the page of an emergency role.
"""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.admin.permissions import may_see
from market.core.models import AuditEntry

QUESTIONS_READ = _("read the questions of a course")
SENTENCES: dict[str, Promise] = {
    "dispute.talk_opened": _("read the private conversation of a dispute"),
    "dispute.record_opened": _("opened the record of a dispute"),
    "dispute.handed_over": _("assigned a dispute to somebody else"),
    "ruling.given": _("ruled on a dispute"),
    "ruling.draft_read": _("read the draft of a ruling"),
    "ruling.reader_asked": _("asked somebody to read a draft"),
    "certificate.seen": _("opened a graduate's certificate"),
    "application.seen": _("opened an application for a course"),
    "register_objection.seen": _("opened an objection to the register of earlier certificates"),
    "outage_claim.seen": _("opened the claim of an outage"),
    "attendance_objection.seen": _("opened an objection to attendance"),
    "place.seen": _("opened the place of a trainee"),
    "place.card_seen": _("opened the card of a trainee"),
    **dict.fromkeys(("course.read", "question.seen", "questions.listed", "questions.read"), QUESTIONS_READ),
    "questions.taken": _("took the questions of a course along, with their answers"),
    "course.taken": _("took a course along, with its questions and answers"),
    "exam.answer_seen": _("opened an answer in an exam"),
    "exam.compared": _("compared the answers of an exam"),
    "exam.taken": _("took the results of an exam along"),
    "places.taken": _("took the list of places of a batch"),
    "project.seen": _("opened the project of a trainee"),
    "projects.taken": _("took the list of projects"),
    "graduation.taken": _("took the list of who is ready for a certificate"),
    "classreport.seen": _("opened a report that a class was not held"),
    "grievance.seen": _("opened a grievance"),
    "attendance.taken": _("took the attendance of a batch"),
    "coaching.read": _("read the profile and the bids of somebody they coach"),
    "coaching.bid_read": _("read a bid that waits for their comments"),
    "tracer.opened": _("opened the questions to a graduate"),
    "travel.seen": _("opened the journey of a trainer"),
    "trainees.taken": _("took a list of trainees"),
    "batches.taken": _("took a list of batches"),
    "applications.exported": _("took the list of applications for a phase"),
    "allowances.exported": _("took a list of allowances"),
    "allowance_question.seen": _("opened a question about an allowance"),
    "certificate.new_letter": _("prepared a new letter of a certificate"),
    "certificate.revoked": _("revoked a certificate"),
    "issuance.prepared": _("prepared certificates"),
    "issuance.releasing": _("released certificates"),
    "issuance.refused": _("refused certificates that were prepared"),
    "issuance.stopped": _("stopped certificates that were prepared"),
    "issuance.withdrawn": _("withdrew certificates that were prepared"),
    "appeal.lifted": _("found an appeal against a revocation right"),
    "appeal.upheld": _("refused an appeal against a revocation"),
    "letters.opened": _("opened letters of certificates"),
    "letters.printed": _("printed letters of certificates"),
    "letters.erased": _("erased letters of certificates"),
    "file.taken": _("took a file"),
    "review.notes_read": _("read notes of reviews to the site"),
    "report.kept": _("put a report on watch"),
    "report.closed": _("closed a report"),
    "report.made": _("reported something"),
    "case.opened": _("opened a case"),
    "case.read": _("read what was reported, and who reported it"),
    "case.talk_opened": _("read a private conversation for a report"),
    "case.kept": _("put a case on watch"),
    "case.closed": _("closed a case"),
    "measure.imposed": _("imposed a step on somebody"),
    "measure.ended": _("withdrew a measure"),
    "measure.appeal_upheld": _("refused the appeal against a step"),
    "measure.appeal_lifted": _("found the appeal against a step right"),
    "phrase.added": _("added words to the list of scams"),
    "phrase.removed": _("took words off the list of scams"),
    "ranking.changed": _("changed how results are ranked"),
    "skill.added": _("added a skill"),
    "skill.changed": _("changed the words by which search finds a skill"),
    "skill.retired": _("retired a skill"),
    "skill.restored": _("restored a retired skill"),
    "topic.changed": _("changed the words by which search finds a topic"),
    "emergency.taken": _("took a role"),
    "emergency.ended": _("gave a role back"),
    "emergency.closed": _("looked at a role that somebody had taken"),
    "chargeback.forgiven": _("forgave a debt of a lost chargeback"),
    "chargeback.answered": _("answered a bank's question"),
    "admin.seen": _("opened a row"),
    "admin.listed": _("looked through a list"),
    "roles.ended": _("took the roles of somebody away"),
    "admin.end_roles": _("took the roles of somebody away"),
    "admin.end_sessions": _("signed somebody out everywhere"),
    "admin.look": _("had the books compared with the provider's"),
    "admin.retry": _("had a payout tried again"),
    "admin.accept": _("counted a payment under suspicion"),
    "admin.refuse": _("sent a payment under suspicion back"),
    "parked_job.retried": _("ran stopped work again"),
    "parked_job.all_retried": _("ran stopped work again"),
    "provider_event.replayed": _("had the provider's events processed again"),
    "reconciliation.started": _("had the books compared with the provider's"),
    "ledger.exported": _("took a file for the accountant"),
    "ledger.chain_exported": _("took the ledger's chain with its content"),
    "ledger_account.seen": _("opened an account of the ledger"),
    "payout.seen": _("opened a payout"),
    "payout_batch.file": _("took the file of a batch of payouts"),
    "payout_method.seen": _("opened an account for payouts"),
    "account.role_granted": _("gave somebody a role for the site"),
    "staff_proposal.made": _("proposed an act of two operators"),
    "staff_proposal.approved": _("approved an act of two operators"),
    "staff_proposal.refused": _("refused an act of two operators"),
    "staff_proposal.withdrawn": _("withdrew a proposal to other operators"),
    "admin.replay": _("had the provider's events processed again"),
    "device.signed_in": _("signed in"),
}
# Of actions that are logged for everybody: by the prefix of the code.
OWN = _("changed something of the own account")
WORK = _("went on with work that had begun before")
REGISTER = _("worked at the register")
PLAN = _("worked at the plan of the programme")
PROJECTS = _("worked at projects of trainees")
EXAMS = _("worked at an exam")
MONEY = _("did something with money")
SUBJECTS: dict[str, Promise] = {
    **dict.fromkeys(("account", "address", "client", "device", "export", "news_settings", "mail", "person"), OWN),
    **dict.fromkeys(
        ("google", "phone", "profile", "push_device", "token", "terms", "endpoint", "calendar", "search"), OWN
    ),
    **dict.fromkeys(("bid", "contract", "custom_offer", "invitation", "job", "milestone", "offer", "order"), WORK),
    **dict.fromkeys(("proposal", "review", "service", "talk", "dispute", "ruling"), WORK),
    **dict.fromkeys(("appeal", "badge", "batch", "certificate", "issuance", "letters", "printing"), REGISTER),
    **dict.fromkeys(("earlier_certificates", "register_objection", "place", "places", "selection"), REGISTER),
    **dict.fromkeys(("class", "guide", "period", "phase", "programme", "template", "venue"), PLAN),
    **dict.fromkeys(("classmaterial", "classtask", "classquestion", "recording", "room_host"), PLAN),
    **dict.fromkeys(("brief", "checkin", "coaching", "project", "projects", "projectversion"), PROJECTS),
    **dict.fromkeys(("rubric", "support", "course", "question", "questions", "video"), PROJECTS),
    **dict.fromkeys(("exam", "sitting", "viva"), EXAMS),
    **dict.fromkeys(("classreport", "graduation", "grievance", "grievances", "problem", "tracer", "travel"), PLAN),
    **dict.fromkeys(("attendance", "attendance_objection", "checks", "checkset", "outage", "outage_claim"), PLAN),
    **dict.fromkeys(("billing_details", "chargeback", "document", "exchange_rate"), MONEY),
    **dict.fromkeys(("allowance", "allowances", "allowance_question", "funding", "refund", "release"), MONEY),
    **dict.fromkeys(("allowance_rule", "allowance_list"), PLAN),
    **dict.fromkeys(("ledger", "ledger_account", "provider_event", "reconciliation", "staff_proposal"), MONEY),
    "parked_job": MONEY,
    "application": _("worked at an application for a course"),
    **dict.fromkeys(("payout", "payout_account", "payout_batch", "payout_method", "payout_quote", "holiday"), MONEY),
    "admin": _("used a button of the administration"),
}
# Reasons of accesses that are part of a duty.
DUTY_REASONS: dict[tuple[str, str], Promise] = {
    ("dispute.record_opened", "yes"): _("They are to rule on it."),
    ("dispute.record_opened", "no"): _("At the desk, without being the one who is to rule."),
    ("certificate.seen", ""): _("Work at the register."),
    ("review.notes_read", ""): _("Work at the desk of reviews."),
    ("case.read", ""): _("Work at the moderators' queue."),
}
PAGES = {
    **dict.fromkeys(("case.opened", "case.read", "case.talk_opened", "case.kept", "case.closed"), "case"),
    **dict.fromkeys(("measure.imposed", "measure.ended", "measure.appeal_upheld", "measure.appeal_lifted"), "case"),
    **dict.fromkeys(("dispute.record_opened", "dispute.talk_opened", "ruling.given"), "rule_dispute"),
    **dict.fromkeys(("emergency.taken", "emergency.ended", "emergency.closed"), "emergency"),
}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the log: who, when, what, on which table, why; `url` is "" if the reader may not open the row."""

    by: User | None
    at: datetime
    what: str | Promise
    table: str
    url: str
    reason: str | Promise
    emergency: bool
    is_access: bool


def sentence_of(code: str) -> str | Promise:
    """The sentence of an audit code, or the code itself if it has none."""
    return SENTENCES.get(code) or SUBJECTS.get(code.partition(".")[0]) or code


def describe_entry(entry: AuditEntry, reader: User) -> AuditLine:
    """An audit entry as this reader sees it."""
    facts = entry.facts
    table = facts.get("table", "") or entry.on_type
    meta = apps.get_model(table)._meta if table.count(".") == 1 else None
    name = str(meta.verbose_name_plural) if meta else table
    reason = facts.get("reason", "") or DUTY_REASONS.get((entry.code, facts.get("assigned", "")), "")
    url = _entry_url(entry, table) if meta and may_see(reader, meta.label) else ""
    marked = bool(facts.get("emergency"))
    return AuditLine(entry.by, entry.at, sentence_of(entry.code), name, url, reason, marked, entry.is_access)


def _entry_url(entry: AuditEntry, table: str) -> str:
    if entry.code in PAGES:
        return reverse(PAGES[entry.code], args=[entry.on_id])
    model, row = table.lower().replace(".", "_"), entry.facts.get("row", entry.on_id)
    try:
        if entry.code == "admin.listed":
            return reverse(f"admin:{model}_changelist")
        return reverse(f"admin:{model}_change", args=[row])
    except NoReverseMatch:
        return ""
