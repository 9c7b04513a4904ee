"""Why a result stands where it stands, in words: what it matched, its proof, availability and freshness.

Made for the rows that are shown, from what their page was ranked by (`finding.grounds`) and what their cards have read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.core.base import clock
from market.core.text.formats import format_money, format_number
from market.core.text.locale import language
from market.profiles.models import Profile
from market.search.finding import ranking
from market.search.finding.grounds import Fit, Grounds
from market.search.finding.queries import BEST, SearchQuery, SearchResult, TalentQuery
from market.search.understanding.vocabulary import vocabulary
from market.search.weights.queries import current_weights

NEAR_BANDS = 2  # of an area: up to 90 km away
IN_HEADING, SOUNDS = (0, 3), 5  # levels of text: see `postgres_ranking.LEVELS`


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its code for programs, and a sentence in the active language."""

    code: str
    text: str


def explain(query: SearchQuery, result: SearchResult, row: Any) -> list[Reason]:
    """The reasons of one row of a page, in the order in which they count."""
    if query.ordering != BEST:
        return [*_match(result.grounds, None, row), Reason("order", _("You chose the order yourself."))]
    fit = result.grounds.fits.get(row.pk)
    reasons = [*_match(result.grounds, fit, row)]
    if query.kind == "jobs":
        return [*reasons, _freshness(row.published_at, is_job=True)]
    profile = row if isinstance(row, Profile) else row.freelancer.profile
    if fit:
        reasons += [*_place(result, fit, profile), *_price(query, result, profile), *_unmet(fit)]
    reasons += [_proof(result.grounds, row.pk, profile), _availability(profile)]
    return [*reasons, _freshness(row.updated_at, is_job=False)]


def _match(grounds: Grounds, fit: Fit | None, row: Any) -> Iterator[Reason]:
    """What the row matched of the words: the best of the subjects, or the text."""
    if grounds.subjects and fit and fit.level == ranking.WIDENED:
        yield Reason("same_topic", _("It is of the topic %(name)s, as what you look for.") % {"name": row.topic.name})
    elif grounds.subjects:
        yield max((_subject(*subject, row) for subject in grounds.subjects), key=lambda found: found[0])[1]
    elif grounds.is_near or (fit and grounds.has_text and fit.level >= SOUNDS):
        yield Reason("similar_words", _("It is written or sounds like your words."))
    elif grounds.has_text and fit and fit.level in IN_HEADING:
        yield Reason("words_at_top", _("Your words stand at the top."))
    elif grounds.has_text:
        yield Reason("words", _("Your words stand in it."))


def _subject(kind: str, pk: int, likelihood: float, row: Any) -> tuple[float, Reason]:
    """How well a row fits a subject, as the engines count it, and why."""
    if kind == "topic":
        name = {"name": vocabulary().by_id("topic")[pk].name}
        if row.topic_id == pk:
            return ranking.WORK * likelihood, Reason("topic", _("The topic is %(name)s.") % name)
        return ranking.STORY * likelihood, Reason("text", _("Its text speaks of %(name)s.") % name)
    name = {"name": vocabulary().by_id("skill")[pk].name}
    owned, named = pk in row.skill_ids, pk in row.heading_skill_ids
    if owned and named:
        reason = Reason("skill_at_top", _("%(name)s is among the skills and stands at the top.") % name)
        return ranking.BOTH * likelihood, reason
    if owned:
        return ranking.ONE * likelihood, Reason("skill", _("%(name)s is among the skills.") % name)
    if named:
        return ranking.ONE * likelihood, Reason("named_at_top", _("%(name)s stands at the top.") % name)
    if pk in row.work_skill_ids:
        return ranking.WORK * likelihood, Reason("works", _("%(name)s is in the portfolio or the services.") % name)
    return ranking.STORY * likelihood, Reason("text", _("Its text speaks of %(name)s.") % name)


def _place(result: SearchResult, fit: Fit, profile: Profile) -> Iterator[Reason]:
    """Where the freelancer lives, if a place was named."""
    if result.area:
        facts = {"district": profile.district.name, "area": result.area}
        if not fit.band:
            yield Reason("in_area", _("Lives in %(district)s.") % facts)
        elif fit.band <= NEAR_BANDS:
            yield Reason("near_area", _("Lives in %(district)s, near %(area)s.") % facts)
        else:
            yield Reason("far_from_area", _("Lives in %(district)s, farther from %(area)s.") % facts)


def _price(query: SearchQuery, result: SearchResult, profile: Profile) -> Iterator[Reason]:
    """From which price the freelancer works, and of what it is the price, if people at a price are looked for."""
    if not isinstance(query, TalentQuery) or (result.wanted.price_max, query.rate_max, query.price) == (None, None, ""):
        return
    if profile.price_from is None:
        yield Reason("no_price", _("Names no price."))
        return
    price = {"price": format_money(profile.price_from, language())}
    if profile.rate_from is None:
        yield Reason("service_price", _("The cheapest service costs %(price)s.") % price)
    else:
        yield Reason("price", _("Work starts at %(price)s.") % price)


def _unmet(fit: Fit) -> Iterator[Reason]:
    if fit.unmet:
        text = ngettext(
            "Lower: %(num)s of your wishes is not met.", "Lower: %(num)s of your wishes are not met.", fit.unmet
        )
        yield Reason("unmet_wishes", text % {"num": _number(fit.unmet)})


def _proof(grounds: Grounds, pk: int, profile: Profile) -> Reason:
    """Jobs done and reviews; for the new, the kept place or the draw."""
    if pk in grounds.kept:
        every = _number(current_weights().new_every)
        text = _("A place kept for new graduates: one in %(num)s, drawn anew every day.") % {"num": every}
        return Reason("kept_place", text)
    if not profile.jobs_done:
        return Reason("draw", _("New here: who of the new comes first is drawn anew each day."))
    facts = {"jobs": _number(profile.jobs_done), "reviews": _number(profile.review_count)}
    return Reason("proof", _("Jobs done here: %(jobs)s, reviews: %(reviews)s.") % facts)


def _availability(profile: Profile) -> Reason:
    texts = {"now": _("Free for work now."), "soon": _("Free for work soon.")}
    return Reason("availability", texts.get(profile.availability, _("Lower: takes no work now.")))


def _freshness(at: Any, *, is_job: bool) -> Reason:
    days = max((clock.now() - at).days, 0)
    if is_job:
        text = ngettext("Posted %(num)s day ago.", "Posted %(num)s days ago.", days) if days else _("Posted today.")
    else:
        text = ngettext("Changed %(num)s day ago.", "Changed %(num)s days ago.", days) if days else _("Changed today.")
    return Reason("freshness", text % {"num": _number(days)} if days else text)


def _number(value: int) -> str:
    return format_number(value, language())
