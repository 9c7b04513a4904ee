"""The public file of a draw: all from which anybody draws again, and nothing else of the applicants."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any

from market.training.models import Selection, SelectionPlace
from market.training.selection.queries import listed
from market.training.selection.scoring import RULES
from market.training.selection.verify_draw import FORMAT

Document = dict[str, Any]


def document_of(selection: Selection) -> Document:
    """The file as `verify_draw` reads it."""
    phase, drawn_at = selection.phase, selection.drawn_at
    return {
        "format": FORMAT,
        "programme": phase.programme.name_en,
        "phase": phase.number,
        "rule": selection.rule,
        "parts": {part.code: sorted({each.points for each in part.levels}) for part in RULES[selection.rule]},
        "seed_hash": selection.seed_hash,
        "committed_at": _instant(selection.committed_at),
        "closes_at": _instant(phase.closes_at),
        "seed": selection.seed,
        "drawn_at": _instant(drawn_at) if drawn_at else None,
        "entries_hash": selection.entries_hash,
        "entries_at": _instant(selection.entries_at) if selection.entries_at else None,
        "entries": selection.entries,
        **contents_of(selection),
    }


def contents_of(selection: Selection) -> Document:
    """The seats and the list."""
    return {"batches": selection.seats, "applications": [_line(each) for each in listed(selection)]}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(place: SelectionPlace) -> Document:
    return {
        "number": place.application.number,
        "district": place.district.slug,
        "points": place.points,
        "wishes": place.wishes,
        "score": place.score,
        "lot": place.lot,
        "rank": place.rank,
        "result": place.outcome,
        "batch": place.batch.code if place.batch else None,
        "waiting": place.waiting,
    }


def digest_of(selection: Selection) -> str:
    """The hash of the seats and the list: what the record of a draw keeps of them."""
    text = json.dumps(contents_of(selection), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def json_of(selection: Selection) -> bytes:
    """The file in JSON, a line for each application."""
    document = document_of(selection)
    lines = [json.dumps(each, ensure_ascii=False) for each in document.pop("applications")]
    head = json.dumps({**document, "applications": []}, ensure_ascii=False)
    return (head.removesuffix("]}") + "\n" + ",\n".join(lines) + "\n]}\n").encode()


def csv_of(selection: Selection) -> bytes:
    """The same list as a table, which spreadsheets open."""
    file = io.StringIO()
    rows = csv.writer(file)
    codes = [part.code for part in RULES[selection.rule]]
    rows.writerow(["district", "rank", "number", "score", *codes, "lot", "wishes", "result", "batch", "waiting"])
    for each in contents_of(selection)["applications"]:
        points = [each["points"].get(code, "") for code in codes]
        numbers = " ".join(f"{topic}:{number}" for topic, number in each["waiting"].items())
        start = [each["district"], each["rank"] or "", each["number"], each["score"]]
        rows.writerow(
            [*start, *points, each["lot"], " ".join(each["wishes"]), each["result"], each["batch"] or "", numbers]
        )
    return "\ufeff".encode() + file.getvalue().encode()
