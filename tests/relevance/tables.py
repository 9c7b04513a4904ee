"""Judged queries as text."""

from tests.relevance.corpus import Record
from tests.relevance.judging import Judgement, Report, Scores

SHOWN = 3
WIDTH = 60


def scores(report: Report) -> str:
    """A table: a line for each class, then for each list, then for all."""
    lines = [f"{'':24} queries  nDCG@10  P@5    empty  wishes met"]
    lines += [_line(name, each) for name, each in report.classes.items()]
    lines += ["", *(_line(name, each) for name, each in report.lists.items())]
    return "\n".join([*lines, "", _line("overall", report.overall)])


def _line(name: str, each: Scores) -> str:
    met = "" if each.met is None else f"{each.met:.2f}"
    return f"{name:24} {each.count:7}    {each.ndcg:.3f}  {each.precision:.3f}  {each.empty:.3f}  {met}".rstrip()


def worst(report: Report, count: int, kind: str = "") -> str:
    """The worst queries (of a class, if one is given), each with what came first and the grades of all results."""
    chosen = [each for each in report.judgements if kind in ("", each.query.kind)]
    return "\n".join(map(_details, sorted(chosen, key=lambda each: each.ndcg)[:count]))


def _details(each: Judgement) -> str:
    query = each.query
    wish = " ".join([*sorted(query.wanted), query.topic, *query.name, query.district]).strip()
    first = [
        f"      {grade} {_short(record)}" for record, grade in zip(each.results[:SHOWN], each.grades, strict=False)
    ]
    head = f"\n{each.ndcg:.2f}  [{query.kind}, {query.list}] {query.text}  -> {wish}"
    return "\n".join([head, f"      grades {' '.join(map(str, each.grades)) or 'none: no result'}", *first])


def _short(record: Record) -> str:
    heading = next(iter(record.heading.values()))
    about = ", ".join(sorted(record.skills))
    return f"{record.shown_name} | {heading[:WIDTH]} | {about} | {record.district}".removeprefix(" | ")
