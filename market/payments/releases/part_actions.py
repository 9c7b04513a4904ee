"""Parts of a release: a row of its own for each amount that goes another way."""

from decimal import Decimal

from market.payments.models import Release


def split_release(release: Release, wanted: Decimal, *, owed_stays: bool = True) -> Release:
    """Reduce this release to `wanted`; the rest becomes a release of its own in the same state, and is returned. The
    fee stays here, and so does what is owed of it, as far as it fits; without `owed_stays` it goes with the rest."""
    rest = Release.objects.select_related("freelancer", "milestone").get(pk=release.pk)
    owed, left = release.owed_value, release.amount_value - wanted
    rest.pk, rest.amount_value, rest.fee_value = None, left, Decimal("0.00")
    rest.owed_value = max(owed - wanted, Decimal("0.00")) if owed_stays else min(owed, left)
    release.amount_value, release.owed_value = wanted, owed - rest.owed_value
    rest.save(force_insert=True)
    release.save(update_fields=["amount_value", "owed_value"])
    return rest


def take_part(release: Release, most: Decimal) -> bool:
    """Reduce a locked release to what can be taken of it, `most` or less: what is owed of it was taken before. The rest
    stays a release of its own. Returns whether there is anything to take."""
    wanted = min(most, release.amount_value - release.owed_value)
    if wanted and wanted < release.amount_value:
        split_release(release, wanted, owed_stays=False)
    return bool(wanted)
