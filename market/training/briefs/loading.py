"""The briefs and rubrics that every site starts with, from data/briefs/*.ini and data/rubrics.ini."""

from collections.abc import Iterator
from configparser import ConfigParser, SectionProxy
from pathlib import Path

from market.core.base import clock
from market.core.text.bangla import nfc
from market.training.models import Brief, Criterion, Topic

DATA = Path(__file__).parent.parent / "data"
EVERY_TOPIC = "all"


def load_briefs() -> None:
    """Make those that are missing. From then on they are the trainers' and officers': none is changed again."""
    topics = dict(Topic.objects.values_list("slug", "pk"))
    briefs = [
        Brief(
            topic_id=topics[file.stem],
            key=section.name,
            **_texts(section, "title", "text", "deliverables", "quality"),
            hours=int(section["hours"]),
            level=section["level"],
            added_at=clock.now(),
        )
        for file in sorted((DATA / "briefs").glob("*.ini"))
        for section in _sections(file)
        if file.stem in topics
    ]
    Brief.objects.bulk_create(briefs, ignore_conflicts=True)  # writes: reference data


def load_rubrics() -> None:
    """Make the criteria of topics that have none."""
    topics = Topic.objects.filter(criteria=None)
    sections = [(section.name.partition(" ")[0], section) for section in _sections(DATA / "rubrics.ini")]
    shared = [section for slug, section in sections if slug == EVERY_TOPIC]
    for topic in topics:
        own = [section for slug, section in sections if slug == topic.slug]
        if own:
            Criterion.objects.bulk_create(  # writes: reference data
                Criterion(
                    topic=topic,
                    position=position,
                    points=int(section["points"]),
                    **_texts(section, "name", "strong", "fair", "weak"),
                )
                for position, section in enumerate([*shared[:1], *own, *shared[1:]], start=1)
            )


def _sections(file: Path) -> Iterator[SectionProxy]:
    parser = ConfigParser(interpolation=None)
    parser.read(file, encoding="utf-8")
    return (parser[name] for name in parser.sections())


def _texts(section: SectionProxy, *names: str) -> dict[str, str]:
    """Both languages of each text."""
    parts = {name: section[name].partition(" | ") for name in names}
    english = {f"{name}_en": en.strip() for name, (en, _bar, _bn) in parts.items()}
    return english | {f"{name}_bn": nfc(bn.strip()) for name, (_en, _bar, bn) in parts.items()}
