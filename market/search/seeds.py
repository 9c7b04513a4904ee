"""The phrases of skills, from data/intents/*.csv. After reference data was loaded the vocabulary is read anew, and the
lessons that came with it are indexed."""

from pathlib import Path

from market.core.base.reference_data import loader, rows, words
from market.core.text.bangla import nfc
from market.profiles.models import Skill
from market.search.lessons.actions import index_published
from market.search.models import SkillPhrase
from market.search.understanding import vocabulary

DATA = Path(__file__).parent / "data" / "intents"


@loader(order=90)
def load() -> None:
    """Create each phrase that is not there yet; none is changed or deleted. The skills must be loaded before."""
    skills = dict(Skill.every.values_list("slug", "pk"))
    phrases = [
        SkillPhrase(skill_id=skills[row["skill"]], language=row["language"], text=text)
        for path in sorted(DATA.glob("*.csv"))
        for row in rows(path)
        for text in words(nfc(row["phrases"]))
    ]
    SkillPhrase.objects.bulk_create(phrases, ignore_conflicts=True)
    vocabulary.clear_vocabulary()
    index_published()
