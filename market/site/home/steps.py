"""Steps to a first job, and to a first hire; facts that apps register mark them as done, not clicks."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.home_tasks import Facts


@dataclass(frozen=True, slots=True)
class Step:
    """A step: title, detail, `state` "done", "now" or "todo", and the page where it is done."""

    title: str | Promise
    detail: str | Promise
    state: str
    url: str


BEGINNINGS = ("offered", "served", "hired", "posted", "asked", "hires")
LEARNING = ("applies", "place_offer", "trainee")


def has_begun(facts: Facts) -> bool:
    """Whether the user did anything on either side."""
    return any(facts[name] for name in BEGINNINGS)


def learns(facts: Facts) -> bool:
    """Whether the user applies for a course, or takes part in one."""
    return any(facts[name] for name in LEARNING)


def job_steps(facts: Facts) -> list[Step]:
    """A graduate's steps to the first contract; empty once they were hired."""
    if facts["hired"]:
        return []
    return _steps(
        (_("Claim your certificate"), _("With the number and the code of your letter."), facts["certificate"], "claim"),
        (_("Make your profile"), _("Headline, skills, a story. Ten minutes."), facts["published"], "edit_profile"),
        (_("Show a piece of your work"), _("Practice work counts too: say that it is."), facts["case"], "portfolio"),
        (
            _("Send your first bid"),
            _("Small jobs first: a good review opens the next door. Or offer a service."),
            facts["offered"] or facts["served"],
            "job_list",
        ),
        (_("Agree with a client"), _("Answer their messages soon, and start when the money is held."), False, "bids"),
    )


def hire_steps(facts: Facts) -> list[Step]:
    """A client's steps to the first funded milestone; empty once one was funded."""
    if facts["funded"]:
        return []
    has_bids = facts["asked"] or facts["hires"]
    return _steps(
        (_("Post a job"), _("What you need, by when and for how much."), facts["posted"] or has_bids, "new_job"),
        (_("Get bids"), _("Graduates bid, or you invite the one you like."), has_bids, "talent"),
        (_("Choose and agree"), _("Compare the bids, ask, and accept the terms that fit."), facts["hires"], "my_jobs"),
        (_("Fund the first milestone"), _("The money is held until you approve the work."), False, "contracts"),
    )


def _steps(*steps: tuple[str | Promise, str | Promise, bool, str]) -> list[Step]:
    line, now = [], True
    for title, detail, is_done, page in steps:
        state = "done" if is_done else ("now" if now else "todo")
        now = now and is_done
        line.append(Step(title, "" if is_done else detail, state, "" if is_done else reverse(page)))
    return line
