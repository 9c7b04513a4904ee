"""Seal all secrets of the database by the SECRET_KEY of now."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.accounts.privacy.sealing_actions import reseal_factor
from market.core.base.sealing import SecretKeyLost
from market.core.base.site_keys import forget_site_key, reseal_site_key
from market.core.models import SiteKey
from market.integrations.actions import replace_secret, reseal_endpoint
from market.integrations.models import Endpoint
from market.notifications.channels.device_actions import forget_push_key, reseal_push_key
from market.notifications.models import PushKey
from market.training.badges.actions import reseal_signing_key, rotate_signing_key
from market.training.letters.actions import reseal_letters
from market.training.models import Issuance, SigningKey


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows that hold something sealed; `forget`, where there is one, puts something new in its place."""

    name: str
    rows: Any
    reseal: Callable[[int], bool]
    forget: Callable[[int], object] | None = None


class Command(BaseCommand):
    help = (
        "Seal the secrets of second factors and webhooks, the keys of the site, of badges and pushes, and letters not "
        "printed yet by the SECRET_KEY of now, so that nothing in the database needs one of SECRET_KEY_FALLBACKS any "
        "more. It may be stopped and started again at any time, beside a running site."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A key that is gone for good."""
        text = "make new keys and webhook secrets where no key opens the old ones; second factors stay shut"
        parser.add_argument("--forget-lost", action="store_true", help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        """Each row by itself. Raises CommandError at the end where no key opened some of them."""
        lost = 0
        for kind in _kinds():
            done, shut = 0, []
            for pk in list(kind.rows.order_by("pk").values_list("pk", flat=True)):
                try:
                    done += kind.reseal(pk)
                except SecretKeyLost:
                    shut.append(pk)
            self.stdout.write(f"{kind.name}: {done} sealed anew.")
            if shut and kind.forget and options["forget_lost"]:
                for pk in shut:
                    kind.forget(pk)
                self.stdout.write(f"{kind.name}: {len(shut)} made anew.")
            elif shut:
                lost += len(shut)
                self.stderr.write(f"{kind.name}: no key opens {', '.join(map(str, shut))}.")
        if lost:
            raise CommandError(f"{lost} stay as they are: name the key that sealed them in SECRET_KEY_FALLBACKS.")


def _kinds() -> Iterator[Kind]:
    """The site's own keys last: they tell whether the key before is needed still."""
    factors = Authenticator.objects.filter(type__in=["totp", "recovery_codes"])
    signing, letters = SigningKey.objects.exclude(private_pem=""), Issuance.objects.exclude(sealed_codes="")
    yield Kind("Second factors", factors, lambda pk: reseal_factor(factor_id=pk))
    yield Kind("Keys of badges", signing, lambda pk: reseal_signing_key(key_id=pk), lambda _pk: rotate_signing_key())
    yield Kind("Keys of pushes", PushKey.objects, lambda pk: reseal_push_key(key_id=pk), lambda _pk: forget_push_key())
    yield Kind(
        "Secrets of webhooks",
        Endpoint.objects,
        lambda pk: reseal_endpoint(endpoint_id=pk),
        lambda pk: replace_secret(endpoint_id=pk),
    )
    yield Kind("Letters not printed yet", letters, lambda pk: reseal_letters(issuance_id=pk))
    yield Kind(
        "Keys of the site",
        SiteKey.objects,
        lambda pk: reseal_site_key(key_id=pk),
        lambda pk: forget_site_key(key_id=pk),
    )
