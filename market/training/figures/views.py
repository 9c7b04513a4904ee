"""The public page of figures, and its table as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from market.core.text.csv_export import to_csv
from market.core.web.anonymous_cache import same_for_all
from market.core.web.open_web import PublicPage
from market.training.batch_statistics import MIN_PEOPLE
from market.training.figures.counting import STEPS
from market.training.figures.queries import Grouping, Table, figure_programmes, figures_by
from market.training.models import Programme
from market.training.tracer.results import tracer_results

HEADINGS = ["Group", *(step.capitalize() for step in STEPS), "Currency", "Earned", "Middle of what people earned"]


def _wanted(request: HttpRequest) -> tuple[list[Programme], Programme | None, str]:
    """All programmes with figures, the one that is asked for (else the newest), and the grouping."""
    programmes, by, key = figure_programmes(), request.GET.get("by", ""), request.GET.get("programme", "")
    chosen = next((each for each in programmes if str(each.pk) == key), programmes[0] if programmes else None)
    return programmes, chosen, by if by in Grouping.values else Grouping.PHASE.value


@same_for_all
def programme_figures(request: HttpRequest) -> HttpResponse:
    """How many applied, were selected, attended, graduated, found work and were paid, by one grouping."""
    programmes, chosen, by = _wanted(request)
    page = PublicPage(
        path=reverse("programme_figures"),
        title=_("The programme in figures"),
        description=_("How many applied, graduated, found work and earn, by phase, district, topic and year."),
    )
    context = {
        "programmes": programmes,
        "programme": chosen,
        "by": Grouping(by),
        "groupings": [
            {"href": _address(chosen, each), "label": each.label, "current": each == by} for each in Grouping
        ],
        "table": figures_by(chosen, by) if chosen else None,
        "steps": step_names(),
        "file": f"{reverse('programme_figures_file')}?{_query(chosen, by)}" if chosen else "",
        "least": MIN_PEOPLE,
        "stages": tracer_results(chosen) if chosen else [],
        "open_web": page,
    }
    return render(request, "training/programme_figures.html", context)


def step_names() -> list[tuple[str, str]]:
    """The columns and their names."""
    names = (_("Applied"), _("Selected"), _("Attended"), _("Graduated"), _("First job"), _("First pay"))
    return list(zip(STEPS, names, strict=True))


def _query(programme: Programme | None, by: str) -> str:
    return urlencode({"by": by, **({"programme": str(programme.pk)} if programme else {})})


def _address(programme: Programme | None, by: str) -> str:
    return f"{reverse('programme_figures')}?{_query(programme, by)}"


@same_for_all
def programme_figures_file(request: HttpRequest) -> HttpResponse:
    """The same table for a spreadsheet. An empty cell is a count that is not shown."""
    _programmes, chosen, by = _wanted(request)
    if chosen is None:
        raise Http404
    response = HttpResponse(to_csv(_lines(figures_by(chosen, by))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{by}.csv"'
    return response


def _lines(table: Table) -> list[list[str]]:
    """A line for each group, and for each currency in which its people earned."""
    lines = [HEADINGS]
    for row in (*table.rows, table.all):
        counts = ["" if row.counts[step] is None else str(row.counts[step]) for step in STEPS]
        money = [
            [each.currency, *("" if of is None else str(of.amount) for of in (each.total, each.median))]
            for each in row.earned
        ]
        lines += [[row.name, *counts, *cells] for cells in money or [["", "", ""]]]
    return lines
