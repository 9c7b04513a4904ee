"""The workroom's HTML: element ids are unique, though several milestones show the same form."""

import re
from collections import Counter

import pytest

from market.contracts.workroom import transitions
from market.core.base import clock


@pytest.mark.parametrize("who", ["carla", "farida"])
@pytest.mark.parametrize("state", ["funded", "submitted"])
def test_element_ids_are_unique(request, page, contract, in_state, who, state):
    for each in contract.milestones.all():
        transitions.mark_funded(each, at=clock.now())
        if state == "submitted":
            in_state(each, state)
    person = request.getfixturevalue(who)
    html = page(person).get(contract.get_absolute_url()).content.decode()
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))
    assert [name for name, count in ids.items() if count > 1] == []
    assert set(re.findall(r'<label for="([^"]+)"', html)) <= set(ids)
