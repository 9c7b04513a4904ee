"""The 64 districts and the programme's six topics, from data/*.csv, templates of batches, hosts
of rooms, and briefs and rubrics of projects."""

from pathlib import Path

from market.core.base import clock
from market.core.base.reference_data import loader, rows, words
from market.core.text.bangla import nfc
from market.training.briefs.loading import load_briefs, load_rubrics
from market.training.models import District, PlanTemplate, RoomHost, Topic

DATA = Path(__file__).parent / "data"
HOSTS = {
    "meet.google.com": "Google Meet",
    "facebook.com": "Facebook",
    "zoom.us": "Zoom",
    "meet.jit.si": "Jitsi Meet",
}
NAMES = ["name_en", "name_bn", "aliases"]


@loader(order=10)
def load() -> None:
    """Create or update each district and topic; none is ever deleted, and no topic changed that officers edited. The
    templates and the hosts of rooms are made once: from then on they are the officers'.
    """
    districts = [
        District(
            slug=row["slug"],
            name_en=row["district_en"],
            name_bn=nfc(row["district_bn"]),
            division_en=row["division_en"],
            division_bn=nfc(row["division_bn"]),
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            aliases=words(nfc(row["aliases"])),
        )
        for row in rows(DATA / "districts.csv")
    ]
    update_fields = [*NAMES, "division_en", "division_bn", "latitude", "longitude"]
    District.objects.bulk_create(districts, update_conflicts=True, unique_fields=["slug"], update_fields=update_fields)
    curated = set(Topic.objects.filter(is_curated=True).values_list("slug", flat=True))
    topics = [
        Topic(
            slug=row["slug"],
            name_en=row["name_en"],
            name_bn=nfc(row["name_bn"]),
            aliases=words(nfc(row["aliases"])),
            position=position,
        )
        for position, row in enumerate(rows(DATA / "topics.csv"), start=1)
        if row["slug"] not in curated
    ]
    Topic.objects.bulk_create(topics, update_conflicts=True, unique_fields=["slug"], update_fields=[*NAMES, "position"])
    _load_first_rows()
    load_briefs()
    load_rubrics()


def _load_first_rows() -> None:
    """Templates and hosts of rooms, where there are none."""
    if not PlanTemplate.objects.exists():
        PlanTemplate.objects.create(name_en="Standard plan", name_bn="সাধারণ পরিকল্পনা")
        short = {"class_count": 10, "in_person_count": 2, "project_months": 1}
        PlanTemplate.objects.create(name_en="Short plan", name_bn="সংক্ষিপ্ত পরিকল্পনা", **short)
    if not RoomHost.objects.exists():
        RoomHost.objects.bulk_create(
            RoomHost(host=host, name=name, added_at=clock.now()) for host, name in HOSTS.items()
        )
