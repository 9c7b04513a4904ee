"""The devices on which a person is signed in: noted, ended one by one or all, and disowned."""

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core import signing
from django.urls import reverse
from knox.models import AuthToken

from market.accounts.models import Device, EmailChange, PhoneCode, PhoneNumber, User
from market.accounts.people.actions import LinkNotValid
from market.accounts.sign_in.events import SignedInOnNewDevice
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.events import Address, emit
from market.core.text.locale import by_language
from market.core.web.clients import mark_of

NOT_ME = "accounts.not-me"
GOOD_FOR = 30 * 86400  # seconds: a mail may lie for a while


@atomic
def note_sign_in(
    *,
    by: User,
    mark: str,
    session_key: str,
    agent: str,
    country: str,
    network: str = "",
) -> Device:
    """Record a sign-in. A new device is announced to the user, by mail and bell; not the very first one.

    A device has one session: the one before ends, since only the newest stands in the list from which it can be ended.
    Without a mark it is a shared one: it is listed while its session lasts, and never recognised.
    """
    is_shared, mark = not mark, mark or _nobodys_mark()
    instant = clock.now()
    lock(User.objects.filter(pk=by.pk), by.pk)
    is_first = not Device.objects.filter(user=by).exists()
    before = Device.objects.filter(user=by, mark=mark).exclude(session_key__in=("", session_key))
    Session.objects.filter(session_key__in=list(before.values_list("session_key", flat=True))).delete()
    where = {"agent": agent[:300], "country": country, "network": network[:50]}
    seen = {**where, "session_key": session_key, "is_shared": is_shared}
    device, is_new = Device.objects.update_or_create(
        user=by,
        mark=mark,
        defaults={**seen, "signed_in_at": instant, "seen_at": instant},
        create_defaults={**seen, "signed_in_at": instant, "seen_at": instant, "first_seen_at": instant},
    )
    audit("device.signed_in", by=by, on=device)
    if not is_shared:  # who share a device are no one person for that
        signals.trace_seen.send(sender=Device, user=by, kind="device", mark=mark)
    if is_new and not is_first:
        _tell(by, device)
    return device


def _tell(user: User, device: Device) -> None:
    named = by_language(lambda: ", ".join(filter(None, [device.name, device.place])))
    page = Address(reverse("not_me", args=[not_me_key(device)]))
    emit(SignedInOnNewDevice(device=named, at=device.signed_in_at), on=page, by=user, to=[user])


def _nobodys_mark() -> str:
    """A mark that no cookie has."""
    return mark_of(secrets.token_urlsafe(32))


@atomic
def forget_device(*, by: User, mark: str) -> None:
    """Recognise the user no more on the device with this mark, and end their session there. Its row stays without the
    mark, since the link by which the sign-in is disowned leads to it.
    """
    for device in Device.objects.filter(user=by, mark=mark):
        Session.objects.filter(session_key=device.session_key).delete()
        device.mark, device.session_key = _nobodys_mark(), ""
        device.save(update_fields=["mark", "session_key"])
        audit("device.forgotten", by=by, on=device)


def not_me_key(device: Device) -> str:
    """The token in the link that disowns a sign-in: good while the device is known."""
    return signing.dumps([device.user_id, device.pk], salt=NOT_ME)


def disowned_device(key: str) -> Device:
    """The device of such a link. Raises LinkNotValid for one that is made up, too old, or was used."""
    try:
        user_id, device_id = signing.loads(key, salt=NOT_ME, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError) as wrong:
        raise LinkNotValid from wrong
    device = Device.objects.filter(pk=device_id, user_id=user_id, user__is_active=True).select_related("user").first()
    if device is None:
        raise LinkNotValid
    return device


@atomic
def disown_sign_in(*, key: str) -> User:
    """The user disowns a sign-in: every device and token is signed out, and the password opens nothing any more.

    Passkeys and second factors made since that device came are gone too, since they may be the stranger's.

    Raises LinkNotValid. The caller sends the mail with the link to choose a new password.
    """
    device = disowned_device(key)
    user = lock(User.objects.all(), device.user_id)
    since = device.first_seen_at - clock.offset()  # allauth writes wall time
    Authenticator.objects.filter(user=user, created_at__gte=since).delete()
    lock_out(user)
    audit("device.disowned", by=user, on=user)
    return user


def lock_out(user: User) -> None:
    """End all that opens an account: sessions, tokens, password, phone number, Google, a change of address."""
    end_access(user)
    PhoneCode.objects.filter(user=user).delete()
    PhoneNumber.objects.filter(user=user).delete()
    user.is_google_disconnected = (
        bool(SocialAccount.objects.filter(user=user).delete()[0]) or user.is_google_disconnected
    )
    Device.objects.filter(user=user).delete()
    EmailChange.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password", "is_google_disconnected"])


def end_sessions(user: User, *, keep: str = "") -> int:
    """Sign out every device but that of a session. Its sockets close within a second. Returns how many there were."""
    ended = Device.objects.filter(user=user).exclude(session_key="").exclude(session_key=keep or "-")
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    ended.update(session_key="")
    return len(keys)


def end_tokens(user: User) -> int:
    """Take every token of programs away. Their sockets close within a second. Returns how many there were."""
    return int(AuthToken.objects.filter(user=user).delete()[1].get("knox.AuthToken", 0))


@atomic
def end_access(user: User, *, keep: str = "") -> int:
    """End every sign-in but the session `keep`, and every token. For whatever changes who may come in: another
    password, an end of roles. Returns how many there were.
    """
    return end_sessions(user, keep=keep) + end_tokens(user)


@atomic
def end_device(*, by: User, device_id: int) -> None:
    """Sign out one of the user's devices. Raises NotFound for another's; again it changes nothing."""
    device = fetch(Device.objects.filter(user=by), device_id)
    Session.objects.filter(session_key=device.session_key).delete()
    device.session_key = ""
    device.save(update_fields=["session_key"])
    audit("device.ended", by=by, on=device)


@atomic
def end_other_devices(*, by: User, keep: str, tokens: bool) -> int:
    """Sign out everywhere but in the session `keep` ("" for none), and delete the user's API tokens too if asked to."""
    count = end_sessions(by, keep=keep)
    if tokens:
        count += end_tokens(by)
    audit("device.all_ended", by=by, on=by, count=count)
    return count


def see_device(*, device_id: int, session_key: str) -> None:
    """Note that a device was here now. `session_key` is that of now: a new password changes it."""
    Device.objects.filter(pk=device_id).update(session_key=session_key, seen_at=clock.now())


def live_devices(user: User) -> Any:
    """The devices on which the user is signed in now, the last seen first."""
    alive = Session.objects.filter(expire_date__gt=clock.wall()).values("session_key")
    return Device.objects.filter(user=user, session_key__in=alive)
