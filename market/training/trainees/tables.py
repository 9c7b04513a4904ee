"""The lists of trainees and of batches as files."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from market.core.text.formats import format_day
from market.core.text.locale import language
from market.core.text.workbooks import Cell
from market.core.web.tables import Table
from market.training.graduation.queries import STANDS
from market.training.models import Batch, Enrolment
from market.training.trainees.queries import RELATED, TraineeStand, stands_of

AT_ONCE = 1000
TRAINEE_HEADS = (
    gettext_lazy("Batch"),
    pgettext_lazy("spreadsheet", "Seat"),
    pgettext_lazy("spreadsheet", "Name in English"),
    pgettext_lazy("spreadsheet", "Name in Bangla"),
    gettext_lazy("District"),
    gettext_lazy("Topic"),
    pgettext_lazy("spreadsheet", "State"),
    gettext_lazy("Classes that count"),
    gettext_lazy("Attended"),
    gettext_lazy("Percent"),
    gettext_lazy("Project"),
    gettext_lazy("Certificate"),
    gettext_lazy("Falls behind"),
)
BATCH_HEADS = (
    gettext_lazy("Batch"),
    gettext_lazy("Phase"),
    gettext_lazy("District"),
    gettext_lazy("Topic"),
    gettext_lazy("First day"),
    gettext_lazy("Last day"),
    gettext_lazy("Trainer"),
    gettext_lazy("Seats"),
    gettext_lazy("Seats taken"),
    gettext_lazy("Certificates"),
)


def trainee_table(rows: QuerySet[Enrolment]) -> Table:
    """Trainees with how they stand."""
    return Table("trainees", _("Trainees"), TRAINEE_HEADS, lambda: map(_trainee, _in_parts(rows)))


def _in_parts(rows: QuerySet[Enrolment]) -> Iterator[TraineeStand]:
    """How they stand, a thousand at once: no more of them are in memory."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        part = Enrolment.objects.select_related(*RELATED).in_bulk(keys[start : start + AT_ONCE])
        yield from stands_of(part[key] for key in keys[start : start + AT_ONCE] if key in part)


def _trainee(row: TraineeStand) -> Sequence[Cell]:
    place, batch, project = row.place, row.place.batch, row.project
    return [
        batch.code,
        place.seat,
        place.name_en,
        place.name_bn,
        batch.district.name,
        batch.topic.name,
        str(place.get_state_display()),
        row.share.counted,
        row.share.attended,
        row.share.percent,
        str(project.get_state_display()) if project else "",
        str(STANDS[row.stand]) if row.stand else "",
        ", ".join(str(each.label) for each in row.reasons),
    ]


def batch_table(rows: Iterable[Batch]) -> Table:
    """Batches, annotated with `count`, their certificates, and `taken`, their seats that are taken."""
    return Table("batches", _("Batches"), BATCH_HEADS, lambda: map(_batch, rows))


def _batch(row: Batch) -> Sequence[Cell]:
    return [
        row.code,
        row.phase.number if row.phase else None,
        row.district.name,
        row.topic.name,
        format_day(row.started_on, language()),
        format_day(row.ended_on, language()),
        row.trainer.shown_name if row.trainer else "",
        row.seats,
        row.taken,  # type: ignore[attr-defined]  # annotated
        row.count,  # type: ignore[attr-defined]  # annotated
    ]
