"""Emergency roles in every state: approved, not approved, waiting for a lead, active; and access log entries."""

from market.accounts.emergencies.actions import close_emergency_right, end_emergency_right, take_emergency_right
from market.accounts.models import EmergencyRight, User
from market.core.base.audit import audit, log_access
from market.disputes.models import Dispute
from market.safety.actions import decide_report, report_thing
from market.services.models import Service
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story
from market.training.models import Certificate


def _take(holder: User, role: str, reason: str) -> EmergencyRight:
    return take_emergency_right(by=User.objects.get(pk=holder.pk), role=role, reason=reason)


def _close(stage: Stage, right: EmergencyRight, *, is_fine: bool, word: str) -> None:
    close_emergency_right(by=stage.cast["mahfuz"], right_id=right.pk, is_fine=is_fine, word=word)


def seen_and_fine(stage: Stage) -> Story:
    """Priya closed a report at night with an emergency role; Mahfuz approved it."""
    yield 31.3
    service = Service.objects.public().order_by("pk").first()
    words = "The pictures show a private person who did not agree."
    complaint = service and report_thing(
        by=stage.cast["omar"], kind="service", thing_id=service.pk, reason="abuse", text=words
    )
    yield 0.02
    reason = "A private picture was reported by night. Mitu, Moni and Mahfuz do not answer their phones."
    right = _take(stage.cast["priya"], "moderator", reason)
    if complaint is not None:
        holder = User.objects.get(pk=stage.cast["priya"].pk)
        decide_report(
            by=holder, report_id=complaint.pk, state="closed", note="Her brother is in it, and has agreed by mail."
        )
    yield 0.02
    end_emergency_right(by=User.objects.get(pk=stage.cast["priya"].pk), right_id=right.pk)
    yield 0.4
    _close(stage, right, is_fine=True, word="Thank you. It could not wait for the morning.")


def not_fine(stage: Stage) -> Story:
    """Moni took the lead's role for something that could have waited."""
    yield 42.6
    reason = "মাহফুজ ভাইকে ফোনে পাচ্ছি না, একটি বিরোধ অন্য মডারেটরকে দিতে হবে।"
    right = _take(stage.cast["moni"], "lead", reason)
    yield 1.2
    _close(stage, right, is_fine=False, word="I was away for an hour only. Please wait for that long.")


def waits_for_a_lead(stage: Stage) -> Story:
    """Pavel looked for a certificate while both officers were away."""
    yield DAYS - 1.4
    reason = "A bank asks by phone whether a certificate is real. Oli and Onu are on the road and cannot be reached."
    _take(stage.cast["pavel"], "officer", reason)


def under_way(stage: Stage) -> Story:
    """Priya acts as a moderator right now."""
    yield DAYS - 0.02
    reason = "Insults were reported in a talk. Mitu is ill, Moni and Mahfuz do not answer since an hour."
    _take(stage.cast["priya"], "moderator", reason)


def access_log_entries(stage: Stage) -> Story:
    """What staff accessed in the last days, each with its reason."""
    cast = stage.cast
    yield 50.2
    reason = "Carla asked by phone why she was signed out."
    audit("admin.seen", by=cast["pavel"], on=cast["carla"], reason=reason)
    yield 2.3
    certificate = Certificate.objects.filter(holder=cast["farida"]).first()
    if certificate is not None:
        log_access("certificate.seen", by=cast["oli"], on=certificate)
    yield 1.7
    dispute = Dispute.objects.on_desk(cast["mitu"]).order_by("-pk").first()
    if dispute is not None:
        assigned = "yes" if dispute.moderator_id == cast["mitu"].pk else "no"
        log_access("dispute.record_opened", by=cast["mitu"], on=dispute, assigned=assigned)


STORIES = (seen_and_fine, not_fine, waits_for_a_lead, under_way, access_log_entries)
