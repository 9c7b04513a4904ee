"""Making badges of passed exams, and taking them back.

Locks: sitting, badge.
"""

import secrets
from uuid import UUID

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.text.locale import by_language
from market.learning.badges import events
from market.learning.badges.models import ExamBadge
from market.learning.exams.passed import passed_sittings
from market.learning.sittings.models import Sitting
from market.training.badges.actions import free_list_index, hash_identity
from market.training.certificates.actions import CertificateRevoked
from market.training.models import Certificate


@atomic
def make_exam_badge(*, by: User, sitting_id: int, with_name: bool) -> ExamBadge:
    """The badge of the user's passed paper, made at the first call; `with_name` puts the user's name on it. Another
    choice takes the earlier badge back.

    Raises NotFound unless the paper passed an exam of a topic whose results are out, CertificateRevoked, TooMany.
    """
    sitting = lock(passed_sittings([by.pk]), sitting_id)
    if Certificate.objects.filter(holder=by, state=Certificate.State.REVOKED).exists():
        raise CertificateRevoked
    name = by.name if with_name else ""
    before = ExamBadge.objects.filter(sitting=sitting, revoked_at=None).select_for_update(no_key=True).first()
    if before is not None:
        if before.name == name and before.identity_hash == hash_identity(by.email, before.salt):
            return before
        _revoke(before)
    badge = _new_badge(by, sitting, name)
    audit("exam.badge_made", by=by, on=sitting, badge=str(badge.pk), with_name=with_name)
    return badge


def _new_badge(by: User, sitting: Sitting, name: str) -> ExamBadge:
    salt = secrets.token_hex(16)
    number, index = free_list_index(by, ExamBadge.objects.all())
    return ExamBadge.objects.create(
        sitting=sitting,
        name=name,
        salt=salt,
        identity_hash=hash_identity(by.email, salt),
        list_number=number,
        list_index=index,
        created_at=clock.now(),
    )


@atomic
def tell_of_badge(*, by: User, sitting: Sitting) -> None:
    """Say to whom a paper belongs that a badge can be made of it, if so. Its results are out."""
    if sitting.is_passed and sitting.exam.course.topic_id is not None:
        possible = events.ExamBadgePossible(course=by_language(lambda: sitting.exam.title))
        emit(possible, on=sitting, by=by, to=[sitting.user])


@atomic
def revoke_exam_badge(*, by: User, exam_badge_id: UUID) -> ExamBadge:
    """Take the user's own badge back: from now on its page and every verifier say so; again, nothing more happens.

    Raises NotFound.
    """
    badge = lock(ExamBadge.objects.of(by), exam_badge_id)
    if badge.revoked_at is None:
        _revoke(badge)
        audit("exam.badge_revoked", by=by, on=badge.sitting, badge=str(badge.pk))
    return badge


def _revoke(badge: ExamBadge) -> None:
    badge.revoked_at, badge.name = clock.now(), ""
    badge.save(update_fields=["revoked_at", "name"])
