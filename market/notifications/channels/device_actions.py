"""Devices that asked for pushes, and the site's key for their services."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.sealing import resealed, sealed
from market.notifications.channels import webpush
from market.notifications.models import NewsSettings, PushKey, Subscription
from market.notifications.preferences.actions import own_settings

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_DEVICES = 10


class PushServiceUnknown(Invalid):
    help = "news#push"
    code = "push_service_unknown"
    sentence = _("This browser's push service is not one that we know.")


class DeviceKeysWrong(Invalid):
    help = "news#push"
    code = "device_keys_wrong"
    sentence = _("These are not the keys of a browser.")


class DeviceIsShared(DomainError):
    help = "news#push"
    code = "device_is_shared"
    sentence = _("You said at the sign-in that others use this device, so it is told nothing of you.")


class TooManyDevices(DomainError):
    help = "news#push"
    code = "too_many_devices"
    sentence = _("Ten devices can get notifications at most. Remove one that you do not use any more.")


PUSH = "market.notifications.push"


@atomic
def push_key() -> PushKey:
    """The site's key for push services; made the first time, then kept."""
    key = PushKey.objects.first()
    if key is None:
        private, public = webpush.new_key()
        PushKey.objects.bulk_create(
            [PushKey(pk=1, private=sealed(private, PUSH), public=public, made_at=clock.now())], ignore_conflicts=True
        )
        key = PushKey.objects.get(pk=1)
    return key


@atomic
def reseal_push_key(*, key_id: int) -> bool:
    """Seal the push key by the site's secret of now. False where it was. Raises SecretKeyLost."""
    key = PushKey.objects.select_for_update(no_key=True).get(pk=key_id)
    private = resealed(key.private, PUSH)
    if private == key.private:
        return False
    key.private = private
    key.save(update_fields=["private"])
    return True


@atomic
def forget_push_key() -> None:
    """Give up a key that nothing opens any more. Devices asked for pushes by it, so they ask anew by the next one."""
    PushKey.objects.all().delete()
    Subscription.objects.all().delete()
    NewsSettings.objects.filter(has_devices=True).update(has_devices=False)


@atomic
def add_device(*, by: "User", endpoint: str, keys: dict[str, Any], device: str = "") -> Subscription:
    """Push the user's notifications to this browser from now on; on a shared one only the last user's. Idempotent.

    Raises PushServiceUnknown for an address that is no known service's, DeviceKeysWrong, TooManyDevices.
    """
    if not webpush.is_known(endpoint):
        raise PushServiceUnknown(errors={"endpoint": [PushServiceUnknown.sentence]})
    if not webpush.are_keys(keys["p256dh"], keys["auth"]):
        raise DeviceKeysWrong(errors={"keys": [DeviceKeysWrong.sentence]})
    before = Subscription.objects.filter(endpoint=endpoint).exclude(user=by).first()
    user_settings = _settings_of(by, *([before.user] if before else []))
    if Subscription.objects.visible_to(by).exclude(endpoint=endpoint).count() >= MOST_DEVICES:
        raise TooManyDevices
    named = {"user": by, "p256dh": keys["p256dh"], "auth": keys["auth"], "device": device, "created_at": clock.now()}
    if not user_settings.has_devices:
        user_settings.has_devices = True
        user_settings.save(update_fields=["has_devices"])
        by.news_settings = user_settings
    subscription, _made = Subscription.objects.update_or_create(endpoint=endpoint, defaults=named)
    if before:
        _note_devices(before.user_id)
    audit("push_device.added", by=by, on=subscription, device=device)
    return subscription


@atomic
def remove_device(*, by: "User", subscription_id: int) -> None:
    """Push nothing to this device any more. Raises NotFound for another user's."""
    _settings_of(by)
    subscription = lock(Subscription.objects.visible_to(by), subscription_id)
    audit("push_device.removed", by=by, on=subscription, device=subscription.device)
    subscription.delete()
    _note_devices(by.pk)


@atomic
def drop_gone_device(*, subscription_id: int) -> None:
    """Forget a device of which its push service says that it is gone."""
    subscription = Subscription.objects.select_related("user").filter(pk=subscription_id).first()
    if subscription is not None:
        _settings_of(subscription.user)
        Subscription.objects.filter(pk=subscription_id, user=subscription.user).delete()
        _note_devices(subscription.user_id)


def _settings_of(person: "User", *others: "User") -> NewsSettings:
    """A person's settings, locked with those of the others, always in one order: who adds or removes waits here."""
    by_user = {each.pk: own_settings(each) for each in sorted((person, *others), key=lambda user: user.pk)}
    return by_user[person.pk]


def _note_devices(user_id: int) -> None:
    """Where the last device is gone, nothing is pushed any more. The settings are locked."""
    if not Subscription.objects.filter(user_id=user_id).exists():
        NewsSettings.objects.filter(user_id=user_id).update(has_devices=False)
