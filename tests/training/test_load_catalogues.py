import pytest
from django.core.management import call_command

from market.profiles.models import Skill
from market.training.models import District, Topic


@pytest.mark.django_db
def test_load_catalogues_is_idempotent():
    before = set(District.objects.values_list("pk", "slug")), set(Skill.objects.values_list("pk", "slug"))
    call_command("load_catalogues", verbosity=0)
    after = set(District.objects.values_list("pk", "slug")), set(Skill.objects.values_list("pk", "slug"))
    assert before == after
    assert len(before[0]) == 64
    assert Topic.objects.count() == 6
    assert all(15 <= topic.skills.count() <= 25 for topic in Topic.objects.all())
