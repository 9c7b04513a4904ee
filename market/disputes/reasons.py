"""Who gets what at the end of a dispute and why, as its events say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import translation

from market.core.base.money import Money
from market.disputes.events import Division
from market.disputes.models import Correction, Dispute, Ruling
from market.disputes.rulings.grounds import GROUNDS


@dataclass(frozen=True, slots=True)
class Reasons:
    """The grounds and the reasons of rulings, by language."""

    grounds: Mapping[str, str]
    reasons: Mapping[str, str]


def division(  # noqa: PLR0913  # what the sentences say of it
    event: type[Division],
    dispute: Dispute,
    share: Decimal,
    *,
    back: Mapping[str, str],
    due: datetime | None = None,
    reasons: Reasons | None = None,
) -> Division:
    """The event of a division that gives the freelancer `share`; `back` says by language what the client gets."""
    return event(
        to_freelancer=Money(share, dispute.currency),
        to_client=dispute.to_client,
        back=back,
        she=dispute.contract.freelancer,
        client=dispute.contract.client,
        due=due,
        grounds=reasons.grounds if reasons else None,
        reasons=reasons.reasons if reasons else None,
    )


def reasons_of(dispute: Dispute, share: Decimal) -> Reasons:
    """Those of the rulings that gave the freelancer this share: of all rulings of the last stage where none did and the
    middle holds, of the correction where there is one."""
    given_rulings = list(dispute.rulings.exclude(given_at=None).order_by("given_at", "pk"))
    last = [each for each in given_rulings if each.stage == given_rulings[-1].stage]
    decisive: Sequence[Ruling | Correction] = [each for each in last if each.to_freelancer_value == share] or last
    corrected = dispute.corrections.filter(state=Correction.State.CONFIRMED, stage=given_rulings[-1].stage).last()
    decisive = [corrected] if corrected else decisive
    codes = list(dict.fromkeys(code for each in decisive for code in each.grounds if code in GROUNDS))
    reasons = {
        "en": "\n\n".join(filter(None, (each.reasons_en or each.reasons_bn for each in decisive))),
        "bn": "\n\n".join(filter(None, (each.reasons_bn or each.reasons_en for each in decisive))),
    }
    return Reasons({language: _names(codes, language) for language in reasons}, reasons)


def _names(codes: list[str], language: str) -> str:
    with translation.override(language):
        return ", ".join(str(GROUNDS[code].name) for code in codes)
