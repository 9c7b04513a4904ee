"""Encrypt all secrets of the database with the current SECRET_KEY."""

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
from market.training.models import Issuance, Selection, SigningKey
from market.training.selection.actions import reseal_seed


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows with an encrypted secret. `reseal` takes a pk and says whether it changed; `forget` replaces the secret."""

    name: str
    rows: Any
    reseal: Callable[[int], bool]
    forget: Callable[[int], object] | None = None


class Command(BaseCommand):
    help = (
        "Seal the secrets of second factors and webhooks, the keys of the site, of badges and pushes, letters not "
        "printed yet and seeds of selections by the SECRET_KEY of now, so that nothing in the database needs one of "
        "SECRET_KEY_FALLBACKS any more. It may be stopped and started again at any time, beside a running site."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--forget-lost`: for a key that is lost for good."""
        text = "make new keys and webhook secrets where no key opens the old ones; second factors stay shut"
        parser.add_argument("--forget-lost", action="store_true", help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        """Reseal each row by itself. Raises CommandError at the end if no key opens some of them."""
        lost = 0
        for kind in _kinds():
            resealed, failed = 0, []
            for pk in list(kind.rows.order_by("pk").values_list("pk", flat=True)):
                try:
                    resealed += kind.reseal(pk)
                except SecretKeyLost:
                    failed.append(pk)
            self.stdout.write(f"{kind.name}: {resealed} sealed anew.")
            if failed and kind.forget and options["forget_lost"]:
                for pk in failed:
                    kind.forget(pk)
                self.stdout.write(f"{kind.name}: {len(failed)} made anew.")
            elif failed:
                lost += len(failed)
                self.stderr.write(f"{kind.name}: no key opens {', '.join(map(str, failed))}.")
        if lost:
            raise CommandError(f"{lost} stay as they are: name the key that sealed them in SECRET_KEY_FALLBACKS.")


def _kinds() -> Iterator[Kind]:
    """All kinds; the site's own keys last, since they tell whether an old key is still needed."""
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
    yield Kind("Seeds of selections", Selection.objects, lambda pk: reseal_seed(selection_id=pk))
    yield Kind(
        "Keys of the site",
        SiteKey.objects,
        lambda pk: reseal_site_key(key_id=pk),
        lambda pk: forget_site_key(key_id=pk),
    )
