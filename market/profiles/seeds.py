"""The skill tree: what is done within each topic, from data/skills.csv."""

from pathlib import Path

from market.core.base.reference_data import loader, rows, words
from market.core.text.bangla import nfc
from market.profiles.models import Skill
from market.training.models import Topic

DATA = Path(__file__).parent / "data"


@loader(order=20)
def load() -> None:
    """Create or update each skill; none is ever deleted, and none changed that officers edited. Topics come before."""
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    curated = set(Skill.every.filter(is_curated=True).values_list("slug", flat=True))
    skills = [
        Skill(
            slug=row["slug"],
            topic=topics[row["topic"]],
            name_en=row["name_en"],
            name_bn=nfc(row["name_bn"]),
            aliases=words(nfc(row["aliases"])),
        )
        for row in rows(DATA / "skills.csv")
        if row["slug"] not in curated
    ]
    Skill.objects.bulk_create(
        skills,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["topic", "name_en", "name_bn", "aliases"],
    )
