"""Who marks an answer next. Near the pass line a second person marks too; where the two differ much, an officer
decides. Pure functions of the marks by stage."""

from collections.abc import Mapping
from decimal import Decimal

from market.accounts.models import User
from market.learning.marking.models import SittingMark

NEAR_PERCENT = 5  # so near to the pass line all answers get a second mark
MOST_DIFFERENCE = Decimal("0.2")  # of a question's points: beyond it a third person decides
Stage = SittingMark.Stage
Marks = Mapping[str, SittingMark]


def is_near(percent: Decimal, pass_percent: int) -> bool:
    """Whether a paper of so many per cent is near the pass line."""
    return abs(percent - pass_percent) <= NEAR_PERCENT


def next_stage(marks: Marks, *, needs_second: bool) -> Stage | None:
    """Which mark an answer waits for; None: for none."""
    if Stage.FIRST not in marks:
        return Stage.FIRST
    if not needs_second:
        return None
    if Stage.SECOND not in marks:
        return Stage.SECOND
    difference = abs(marks[Stage.FIRST].share - marks[Stage.SECOND].share)
    return Stage.THIRD if difference > MOST_DIFFERENCE and Stage.THIRD not in marks else None


def may_give(user: User, stage: Stage, marks: Marks) -> bool:
    """Whether the user, who runs the exam, may give this mark: another person each time, the third one an officer."""
    if any(each.by_id == user.pk for each in marks.values()):
        return False
    return stage != Stage.THIRD or user.has_role(User.Role.OFFICER)


def stage_for(user: User, marks: Marks, *, needs_second: bool) -> Stage | None:
    """Which mark the user gives now: the one that is missing, or their own one anew as long as no later one is there.
    None: none."""
    waiting = next_stage(marks, needs_second=needs_second)
    if waiting is not None and may_give(user, waiting, marks):
        return waiting
    earlier = [each for each in (Stage.FIRST, Stage.SECOND, Stage.THIRD) if each in marks]
    return earlier[-1] if earlier and marks[earlier[-1]].by_id == user.pk else None
