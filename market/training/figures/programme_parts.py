"""What figures add to the page of a phase."""

from typing import TYPE_CHECKING, Any

from market.training.models import FigureSnapshot, Phase
from market.training.page_parts import page_part

if TYPE_CHECKING:
    from market.accounts.models import User


@page_part("phase", "training/parts/phase_figures.html", order=90)
def figures_of_phase(user: "User", phase: Phase) -> dict[str, Any] | None:
    """The way to the public figures, once the programme has some."""
    snapshot = FigureSnapshot.objects.filter(programme=phase.programme_id).first()
    return {"snapshot": snapshot} if snapshot else None
