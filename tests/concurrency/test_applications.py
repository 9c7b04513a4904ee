"""Races of applications: one certificate serves one application of a phase."""

from functools import partial

import pytest

from market.training.applications import actions
from market.training.applications.refusals import CertificateInUse
from market.training.models import Application
from tests import make
from tests.concurrency.test_money import race, winners
from tests.training import plan_story as story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("locked", [True, False])
def test_two_accounts_submit_with_one_certificate_once(oli, monkeypatch, locked):
    """Without the lock the constraint of the database decides: the refusal is the same."""
    if not locked:
        monkeypatch.setattr(actions, "require_free", lambda certificate, application: None)
    phase, certificate = story.planned(oli), story.earlier_certificate("Nasrin Akter")
    people = [make.make_person(f"Nasrin{number}") for number in range(2)]
    drafts = [story.complete_draft(each, phase, certificate) for each in people]
    pairs = zip(people, drafts, strict=True)
    outcomes = race(*(partial(actions.submit_application, by=by, application_id=each.pk) for by, each in pairs))
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(each, CertificateInUse) for each in outcomes) == 1
    assert Application.objects.submitted().filter(certificate=certificate).count() == 1


def test_a_person_who_begins_twice_at_once_has_one_application(oli):
    phase, person = story.planned(oli), make.make_person("Nasrin")
    outcomes = race(*[partial(actions.begin_application, by=person, phase_id=phase.pk)] * 4)
    assert {each.pk for each in winners(outcomes)} == {Application.objects.get().pk}
