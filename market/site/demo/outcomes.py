"""What became of people of the programme: the public figures of each programme."""

from market.training.figures.actions import count_figures
from market.training.models import Programme


def make_outcomes() -> None:
    """Count the figures of every programme."""
    for programme in Programme.objects.order_by("pk"):
        count_figures(programme_id=programme.pk, again=True)
