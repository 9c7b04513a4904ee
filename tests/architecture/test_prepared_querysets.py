"""Every prepared queryset of the site can be compiled with slots instead of argument values."""

import inspect
import sys
from importlib import import_module

import pytest

from market.core.base.prepared import Prepared, Slot

import_module("market.urls")  # imports all views
PREPARED = sorted(
    {
        (each.build.__module__, each.build.__name__, each)
        for name, module in list(sys.modules.items())
        if name.startswith("market.")
        for each in vars(module).values()
        if isinstance(each, Prepared)
    },
    key=lambda found: found[:2],
)


def test_prepared_querysets_are_found():
    assert len(PREPARED) > 10


@pytest.mark.django_db
@pytest.mark.parametrize(("module", "name", "each"), PREPARED, ids=[f"{module}.{name}" for module, name, _ in PREPARED])
def test_queryset_is_written_with_slots_for_all_arguments(module, name, each):
    fresh = Prepared(each.build)
    fresh.write(*(Slot(place) for place in range(len(inspect.signature(each.build).parameters))))
    assert module.startswith("market.")
    assert name.startswith("_")  # private: other modules call a documented function
