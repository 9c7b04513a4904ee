"""Uploads that belong to nothing: what was chosen in a form that was never sent, or taken out of one again."""

from functools import cache

from django.db.models import Exists, ForeignObjectRel, OuterRef, Q

from market.files.models import Upload


@cache
def _pointers() -> list[ForeignObjectRel]:
    """Every key of any app that leads to an upload, those of tables between two rows too."""
    relations = Upload._meta.get_fields(include_hidden=True)
    return [each for each in relations if isinstance(each, ForeignObjectRel) and not each.many_to_many]


def loose() -> Q:
    """The condition of uploads that no row of any app leads to."""
    condition = Q()
    for each in _pointers():
        rows = each.related_model._base_manager.filter(**{each.field.name: OuterRef("pk")})
        condition &= ~Q(Exists(rows))
    return condition


def is_loose(upload: Upload) -> bool:
    """Whether no row of any app leads to it."""
    return Upload.objects.filter(loose(), pk=upload.pk).exists()
