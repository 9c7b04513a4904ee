"""Seal all secrets of the database by the SECRET_KEY of now."""

from collections.abc import Callable, Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from market.accounts.actions.sealing import reseal_factor
from market.notifications.actions.devices import reseal_push_key
from market.notifications.models import PushKey
from market.training.actions.badges import reseal_signing_key
from market.training.actions.letters import reseal_letters
from market.training.models import Issuance, SigningKey


class Command(BaseCommand):
    help = (
        "Seal the secrets of second factors, the keys of badges and pushes, and letters not printed yet by the "
        "SECRET_KEY of now, so that nothing in the database needs one of SECRET_KEY_FALLBACKS any more. It may be "
        "stopped and started again at any time, beside a running site."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Each row by itself. Raises CommandError at the end where no key opened some of them."""
        lost = 0
        for name, ids, reseal in self._kinds():
            done, shut = 0, []
            for pk in ids:
                try:
                    done += reseal(pk)
                except InvalidToken:
                    shut.append(pk)
            lost += len(shut)
            self.stdout.write(f"{name}: {done} sealed anew.")
            if shut:
                self.stderr.write(f"{name}: no key opens {', '.join(map(str, shut))}.")
        if lost:
            raise CommandError(f"{lost} stay as they are: name the key that sealed them in SECRET_KEY_FALLBACKS.")

    def _kinds(self) -> Iterable[tuple[str, Iterable[int], Callable[[int], bool]]]:
        factors = Authenticator.objects.filter(type__in=["totp", "recovery_codes"])
        keys = SigningKey.objects.exclude(private_pem="")
        letters = Issuance.objects.exclude(sealed_codes="")
        yield "Second factors", _ids(factors), lambda pk: reseal_factor(factor_id=pk)
        yield "Keys of badges", _ids(keys), lambda pk: reseal_signing_key(key_id=pk)
        yield "Keys of pushes", _ids(PushKey.objects.all()), lambda pk: reseal_push_key(key_id=pk)
        yield "Letters not printed yet", _ids(letters), lambda pk: reseal_letters(issuance_id=pk)


def _ids(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
