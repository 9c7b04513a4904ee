"""The ranking of `search.ranking` as expressions of PostgreSQL."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, DecimalField, F, FloatField, Func, Q, Value, When
from django.db.models.expressions import Col
from django.db.models.functions import Cast, Coalesce, Extract, Greatest, Mod, NullIf, Round
from django.db.models.lookups import GreaterThanOrEqual

from market.core.base.money import TAKA_PER_DOLLAR, in_dollars
from market.search.finding import ranking
from market.search.finding.ranking import Weights
from market.search.models import Heading
from market.search.understanding.query_parsing import ParsedQuery, Subject

# Match levels of text, best first: which lexemes, in which weights.
LEVELS = (("exact", "A"), ("exact", "AB"), ("exact", ""), ("stem", "A"), ("stem", ""))
DAY = 86_400.0  # seconds


class MatchesTsquery(Func):
    """Whether a tsvector matches the text of a tsquery."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class HeadingMatchesTsquery(MatchesTsquery):
    """Whether the lexemes of weight A of a document match the text of a tsquery: looked up in their index, once for all
    rows, since reading the long `words` of each row takes most of the time of a search.
    """

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        """An EXISTS, which PostgreSQL hashes where that is the quicker way."""
        words: Any = self.source_expressions[0]
        tsquery, params = compiler.compile(self.source_expressions[1])
        options = words.target.model._meta
        same_row = f'heading."{options.pk.column}" = "{words.alias}"."{options.pk.column}"'
        heading, _ = compiler.compile(Heading(Col("heading", words.target)))
        subquery = f'SELECT 1 FROM "{options.db_table}" AS heading WHERE {same_row} AND {heading} @@ {tsquery}::tsquery'  # noqa: S608  # our own names
        return f"EXISTS ({subquery})", params


def has_text(tsquery: str) -> MatchesTsquery:
    """Whether a row's document matches a tsquery."""
    return MatchesTsquery(F("document__words"), Value(tsquery))


def has_heading(tsquery: str) -> HeadingMatchesTsquery:
    """Whether the heading of a row's document, or a skill of the row, matches a tsquery without weights."""
    return HeadingMatchesTsquery(F("document__words"), Value(tsquery))


def _number(value: float) -> Value:
    return Value(value, FloatField())


def dollars(amount: str, currency: str) -> Any:
    """An amount of either currency, roughly in USD, to compare."""
    number = Cast(F(amount), FloatField())
    return Case(When(Q(**{currency: "BDT"}), then=number / float(TAKA_PER_DOLLAR)), default=number)


def at_most(amount: Decimal, currency: str, of: str, of_currency: str) -> Any:
    """Whether an amount of a row, in either currency, is at most this one; also of a row that names none."""
    most = _number(in_dollars(amount, currency))
    return GreaterThanOrEqual(most, Coalesce(dollars(of, of_currency), most))


def _value(subject: Subject, *, is_skill_named: bool) -> Any:
    """How well a row fits a subject, 0 to 1. Beside a skill, a topic is worth less."""
    pk = subject.entry.id
    if subject.entry.kind == "topic":
        within = ranking.WORK if is_skill_named else ranking.BOTH
        return Case(When(topic_id=pk, then=_number(within)), default=_number(ranking.STORY))
    has, named, works = (
        Q(**{f"document__{column}__contains": [pk]}) for column in ("skill_ids", "heading_skill_ids", "work_skill_ids")
    )
    return Case(
        When(has & named, then=_number(ranking.BOTH)),
        When(has | named, then=_number(ranking.ONE)),
        When(works, then=_number(ranking.WORK)),
        default=_number(ranking.STORY),
    )


def _values(parsed: ParsedQuery) -> list[Any]:
    """How well a row fits each subject, weighted by its likelihood."""
    return [_value(each, is_skill_named=parsed.names_skill) * _number(each.weight) for each in parsed.subjects]


def _match(parsed: ParsedQuery) -> Any:
    """Mostly the best subject, and a little the mean over all, weighted by their likelihood."""
    values, total = _values(parsed), sum(subject.weight for subject in parsed.subjects)
    if len(values) < 2:
        return values[0] if values else _number(1.0)
    mean = _sum(values) / _number(total)
    return Greatest(*values) * _number(ranking.BEST_SUBJECT) + mean * _number(1 - ranking.BEST_SUBJECT)


def _fit(parsed: ParsedQuery) -> Any:
    """The class of fit; without subjects, the first of LEVELS that matches the text."""
    if not parsed.subjects:
        levels = [
            When(_has_words(parsed, level, weights), then=Value(number))
            for number, (level, weights) in enumerate(LEVELS)
            if parsed.text
        ]
        any_word = (
            [When(~Q(has_text(parsed.required)), then=Value(len(levels) + 1))] if parsed.is_widened and levels else []
        )
        return Case(*any_word, *levels, default=Value(len(levels)))
    values = _values(parsed)
    best = values[0] if len(values) == 1 else Greatest(*values)
    in_heading = [When(_heading_has_text(parsed), then=Value(ranking.FAIR))] if parsed.text else []
    beside = [When(~Q(has_text(parsed.required)), then=Value(ranking.WIDENED))] if parsed.widened_to else []
    return Case(
        *beside,
        When(GreaterThanOrEqual(best, _number(ranking.STRONG)), then=Value(ranking.GOOD)),
        *in_heading,
        When(GreaterThanOrEqual(best, _number(ranking.MEDIUM)), then=Value(ranking.FAIR)),
        default=Value(ranking.WEAK),
    )


def _heading_has_text(parsed: ParsedQuery) -> Func:
    return _has_words(parsed, "stem", "A")


def _has_words(parsed: ParsedQuery, level: str, weights: str) -> Func:
    """Whether a row has all words of the text in fields of these weights."""
    return has_heading(parsed.tsquery(level)) if weights == "A" else has_text(parsed.tsquery(level, weights))


def _place(parsed: ParsedQuery, district: str) -> Any:
    if parsed.area is None or not district:
        return Value(0)
    bands = [parsed.area.districts, *parsed.area.bands]
    whens = [When(Q(**{f"{district}__in": ids}), then=Value(number)) for number, ids in enumerate(bands) if ids]
    return Case(*whens, default=Value(len(bands)))


def group(parsed: ParsedQuery, district: str, unmet: Iterable[Any]) -> Any:
    """The group of a row: class of fit, place, and how many of the preferences it does not meet.

    `district` is the column of the district's id, "" if rows have none; `unmet` are conditions that it fails.
    """
    missing = _sum(Case(When(condition, then=Value(1)), default=Value(0)) for condition in unmet)
    has_words = Case(When(_heading_has_text(parsed), then=Value(0)), default=Value(1)) if parsed.text else Value(0)
    fit = _fit(parsed) * Value(ranking.CLASS) + _place(parsed, district) * Value(ranking.PLACE)
    return fit + missing * Value(ranking.UNMET) + has_words


def draw(at: datetime) -> Any:
    """The draw of the day, 0 to 1."""
    drawn = Mod(Cast(F("pk"), BigIntegerField()) * Value(ranking.draw_factor(at), BigIntegerField()), ranking.PRIME)
    return Cast(drawn, FloatField()) / _number(ranking.PRIME)


def proof(of: str, jobs: str, weights: Weights) -> Any:
    """Jobs done, reviews and standing. `of` is the path to the profile ("" or "freelancer__profile__")."""
    done = Cast(F(jobs), FloatField())
    rated = Greatest(Cast(F(f"{of}rating"), FloatField()) - _number(ranking.LEAST_RATING), _number(0.0))
    standing = Cast(Coalesce(F(f"{of}standing"), Value(int(ranking.PRIOR_STANDING))), FloatField())
    return (
        done / (done + _number(ranking.HALF_JOBS)) * _number(weights.share("jobs"))
        + rated / _number(ranking.RATINGS) * _number(weights.share("rating"))
        + standing / _number(100.0) * _number(weights.share("standing"))
    )


def stars(of: str) -> Any:
    """The stars as pages show them: the mean of all reviews, to a tenth; none before the first."""
    mean = F(f"{of}review_sum") / Cast(
        NullIf(F(f"{of}review_count"), Value(0)), DecimalField(max_digits=14, decimal_places=4)
    )
    return Cast(Round(mean, 1), FloatField())


def newest(column: str) -> Any:
    """A sort key: the newest first, to the millisecond, as precisely as a search engine keeps dates."""
    return 0 - Func(Extract(column, "epoch", tzinfo=UTC) * _number(1000.0), function="floor", output_field=FloatField())


def freshness(column: str, at: datetime, half: float) -> Any:
    """1 where the time is now, a half where it was `half` days ago."""
    days = (_number(at.timestamp()) - Cast(Extract(column, "epoch", tzinfo=UTC), FloatField())) / _number(DAY)
    return _number(half) / (_number(half) + Greatest(days, _number(0.0)))


def availability(of: str) -> Any:
    """How soon the freelancer takes work."""
    whens = [When(Q(**{f"{of}availability": key}), then=_number(worth)) for key, worth in ranking.AVAILABILITY.items()]
    return Case(*whens, default=_number(0.0))


def score(parsed: ParsedQuery, inputs: Mapping[str, Any], weights: Weights) -> Any:
    """The weighted sum of the match and these inputs ("proof", "availability", "freshness"; one not given is 0).

    In whole millionths: so two engines that add up in another order find the same rows equal.
    """
    weighted = [_match(parsed) * _number(weights.share("match"))]
    weighted += [value * _number(weights.share(name)) for name, value in inputs.items()]
    return Func(_sum(weighted) * _number(ranking.MILLION), function="round", output_field=FloatField())


def _sum(terms: Iterable[Any]) -> Any:
    first, *rest = [*terms] or [Value(0)]
    for term in rest:
        first = first + term
    return first
