"""Answers as a table for a spreadsheet, without names. Programs read the CSV: its heads are English."""

from collections.abc import Iterator

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.text.workbooks import Cell
from market.training.models import TracerAnswer, TracerRound
from market.training.tracer.actions import CHOICES

HEADS = (
    _("Months after the certificate"),
    _("Phase"),
    _("Topic"),
    _("Month of the answer"),
    _("How it was answered"),
    _("Work"),
    _("Earned elsewhere"),
    _("Hours a week"),
    _("Hindrance"),
    _("Advises a friend"),
    _("Earned here in taka"),
    _("Earned here in dollars"),
)


def export_heads(*, in_english: bool = False) -> list[str]:
    """The heads of the columns."""
    with translation.override("en" if in_english else translation.get_language()):
        return [str(each) for each in HEADS]


def export_rows() -> Iterator[list[Cell]]:
    """The last answer to each round, in no order that tells whose it is."""
    last = TracerRound.objects.annotate(last=Max("answers")).filter(last__isnull=False).values("last")
    rows = TracerAnswer.objects.filter(pk__in=last).select_related("tracer_round__certificate__batch__phase__programme")
    rows = rows.select_related("tracer_round__certificate__batch__topic", "tracer_round__certificate__batch__phase")
    for each in rows.order_by("tracer_round__months", "work", "elsewhere", "hours", "hindrance", "advice"):
        batch = each.tracer_round.certificate.batch
        yield [
            each.tracer_round.months,
            batch.phase.number if batch.phase else None,
            batch.topic.name_en,
            clock.local(each.at).strftime("%Y-%m"),
            each.way,
            *(getattr(each, question) for question in CHOICES),
            each.here.get("BDT", ""),
            each.here.get("USD", ""),
        ]
