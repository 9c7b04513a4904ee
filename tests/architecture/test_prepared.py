"""Every prepared queryset of the site can be written with nothing but slots for its values."""

import inspect
import sys
from importlib import import_module

import pytest

from market.core.base.prepared import Prepared, Slot

import_module("market.urls")  # and with it all that answers
FOUND = sorted(
    {
        (each.build.__module__, each.build.__name__, each)
        for name, module in list(sys.modules.items())
        if name.startswith("market.")
        for each in vars(module).values()
        if isinstance(each, Prepared)
    },
    key=lambda found: found[:2],
)


def test_there_are_some():
    assert len(FOUND) > 10


@pytest.mark.django_db
@pytest.mark.parametrize(("module", "name", "each"), FOUND, ids=[f"{module}.{name}" for module, name, _ in FOUND])
def test_it_neither_looks_at_its_values_nor_keeps_a_time(module, name, each):
    fresh = Prepared(each.build)
    fresh.write(*(Slot(place) for place in range(len(inspect.signature(each.build).parameters))))
    assert module.startswith("market.")
    assert name.startswith("_")  # what other modules call says what it is for
