"""Closing an account: at once for everybody else, undone for some days, then erased for good."""

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from market.accounts.address.actions import check_password
from market.accounts.address.safety_mails import send_letter
from market.accounts.models import Deletion, EmailChange, User
from market.accounts.people.actions import LinkNotValid
from market.accounts.privacy.erasure_actions import erase
from market.accounts.privacy.registry import blockers_of, closing_hooks
from market.accounts.sign_in.device_actions import end_access
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError

SALT = "accounts.keep"
AGAIN = timedelta(days=1)


class CannotLeaveYet(DomainError):
    """`reasons` says what is in the way, each in a sentence."""

    help = "account#leave"
    code = "cannot_leave_yet"
    sentence = _("Your account cannot be closed now: %(reasons)s")


class LeavingAlready(DomainError):
    help = "account#leave"
    code = "leaving_already"
    sentence = _("Your account is closed already.")


def close_account(*, by: User, password: str) -> Deletion:
    """Close the account: signed out everywhere, seen by nobody; erased after some days, until then undone by a link.

    Raises WrongPassword, CannotLeaveYet with every reason, LeavingAlready.
    """
    check_password(by, password)
    return _close(by)


@atomic
def _close(by: User) -> Deletion:
    user = lock(User.objects.filter(pk=by.pk), by.pk)
    if not user.is_active:
        raise LeavingAlready
    if user.is_staff:
        raise CannotLeaveYet(reasons=_("you work for the site. Ask an operator to take your role first."))
    if reasons := blockers_of(user):
        raise CannotLeaveYet(reasons=" ".join(map(str, reasons)))
    for hook in closing_hooks():
        hook(user)
    instant = clock.now()
    deletion = Deletion.objects.create(
        user=user,
        key=secrets.token_hex(16),
        asked_at=instant,
        due_at=instant + timedelta(days=settings.LIFECYCLE.deletion_days),
    )
    end_access(user)
    EmailChange.objects.filter(user=user).delete()
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit("account.closed", by=user, on=user)
    _hide(user)
    key = signing.dumps([user.pk, deletion.key], salt=SALT)
    send_letter(
        user,
        _("Your account is closed"),
        _(
            "You closed your account at Amar Kaj. Nobody can find you any more, and after %(days)s days everything that"
            " says who you are is erased for good.\n\nIf you change your mind, or if it was not you, bring it back:"
        ),
        links=[(_("Restore my account"), reverse("keep_account", args=[key]))],
        days=settings.LIFECYCLE.deletion_days,
    )
    return deletion


def _hide(user: User) -> None:
    """Search and lists see by themselves that the user is not active; alerts that follow a change get a signal."""
    signals.profile_changed.send(sender=User, user_id=user.pk)


def deletion_of_link(key: str) -> Deletion:
    """What a link can undo. Raises LinkNotValid when it is too late, undone, or made up."""
    try:
        user_id, secret = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError) as wrong:
        raise LinkNotValid from wrong
    deletions = Deletion.objects.filter(user_id=user_id, key=secret, done_at=None, due_at__gt=clock.now())
    if (deletion := deletions.select_related("user").first()) is None:
        raise LinkNotValid
    return deletion


@atomic
def keep_account(*, key: str) -> User:
    """Bring a closed account back. The user signs in anew. Raises LinkNotValid."""
    user = lock(User.objects.all(), deletion_of_link(key).user_id)
    if not Deletion.objects.filter(user=user, done_at=None).delete()[0]:
        raise LinkNotValid
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit("account.kept", by=user, on=user)
    _hide(user)
    return user


@atomic
def erase_account(*, deletion_id: int) -> None:
    """Erase what says who a person was, when it is due. What came up meanwhile puts it off by a day."""
    deletion = Deletion.objects.filter(pk=deletion_id, done_at=None, due_at__lte=clock.now()).first()
    if deletion is None:
        return
    user = lock(User.objects.all(), deletion.user_id)
    deletion = Deletion.objects.filter(pk=deletion_id, done_at=None).first()
    if deletion is None:
        return
    if blockers_of(user):
        deletion.due_at += AGAIN
        deletion.save(update_fields=["due_at"])
        audit("account.erasure_put_off", by=None, on=user)
        return
    _take_keys(user)
    erase(user)
    deletion.done_at = clock.now()
    deletion.key = ""
    deletion.save(update_fields=["done_at", "key"])
    audit("account.erased", by=None, on=user)
    signals.profile_changed.send(sender=User, user_id=user.pk)


def _take_keys(user: User) -> None:
    keys = [key for key in user.devices.values_list("session_key", flat=True) if key]
    Session.objects.filter(session_key__in=keys).delete()
    user.devices.all().delete()
    AuthToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
