"""Names of a list of graduates, and the places whose trainees they are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from market.core.text.bangla import fold
from market.training.graduation.queries import Readiness, is_by_rule, readiness_of
from market.training.issuing.csv_import import COLUMNS, Graduate
from market.training.list_files import RowError
from market.training.models import Batch


def match_places(batch: Batch, graduates: Sequence[Graduate]) -> list[Readiness | None]:
    """For each graduate the trainee of the batch that it is: by the place, else by the English name.

    Of several with one name those come first who can get a certificate; each is taken once.
    """
    rows = sorted(readiness_of(batch), key=lambda each: not each.is_to_prepare)
    by_place = {each.place.pk: each for each in rows}
    by_name: dict[str, list[Readiness]] = defaultdict(list)
    for each in rows:
        by_name[fold(each.place.name_en)].append(each)

    def match(graduate: Graduate) -> Readiness | None:
        if graduate.enrolment is not None:
            return by_place.get(graduate.enrolment)
        named = by_name[fold(graduate.name_en)]
        return named.pop(0) if named else None

    return [match(graduate) for graduate in graduates]


def place_ids(batch: Batch, graduates: Sequence[Graduate]) -> list[int | None]:
    """The id of each one's place; None throughout for a batch that is not issued by the rule."""
    if not is_by_rule(batch):
        return [None] * len(graduates)
    return [trainee.place.pk if trainee else None for trainee in match_places(batch, graduates)]


def not_ready(batch: Batch, graduates: Sequence[Graduate]) -> Iterator[RowError]:
    """Errors for those who get no certificate by the rule."""
    if not is_by_rule(batch):
        return
    for graduate, trainee in zip(graduates, match_places(batch, graduates), strict=True):
        if trainee is None or not trainee.is_to_prepare:
            yield RowError(graduate.line, COLUMNS["name_en"], _problem(batch, trainee))


def _problem(batch: Batch, trainee: Readiness | None) -> str:
    if trainee is None:
        problem = _("No trainee of batch %(batch)s has this name: certificates go to its trainees only.")
        return problem % {"batch": batch.code}
    if trainee.is_ready:
        return _("This trainee has a certificate already, or it waits for release.")
    lacking = " ".join(each.requirement.missing for each in trainee.lacking)
    return _("Not ready for a certificate: %(lacking)s") % {"lacking": lacking}
