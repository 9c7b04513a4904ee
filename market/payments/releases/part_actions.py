"""Parts of a release: a row of its own for each amount that goes another way."""

from decimal import Decimal

from market.payments.models import Release


def split_release(release: Release, wanted: Decimal) -> Release:
    """Reduce this release to `wanted`; the rest becomes a release of its own in the same state, and is returned. The
    fee stays here, and so does what is owed of it, as far as it fits."""
    rest = Release.objects.select_related("freelancer", "milestone").get(pk=release.pk)
    owed = release.owed_value
    rest.pk, rest.amount_value, rest.fee_value = None, release.amount_value - wanted, Decimal("0.00")
    release.amount_value, release.owed_value = wanted, min(owed, wanted)
    rest.owed_value = owed - release.owed_value
    rest.save(force_insert=True)
    release.save(update_fields=["amount_value", "owed_value"])
    return rest
