#!/usr/bin/env python3
"""Draw the selection of a phase again, from its public file. One file, Python 3.10 or later, nothing to install.

    python3 verify_draw.py https://the-site.example/selection/7/     the file as the site publishes it
    python3 verify_draw.py draw.json                                 a file that you have
    python3 verify_draw.py ... --hash HASH                           also: whether you noted this hash of the seed
    python3 verify_draw.py ... --entries HASH                        also: whether you noted this hash of the entries

Note both hashes from the page of the phase, before the draw: without them the file is compared only with itself.

Before applications closed, the site published the SHA-256 of a seed. The file has the seed, the points of every
application, and the free seats of every batch. The lot of an application is the SHA-256 of the seed, a colon and its
number. In each district more points come first, then the smaller lot; by this rank each gets the first wished topic
with a free seat. So nobody could know or choose a lot before applications closed, and everybody can draw again.

When applications closed, the site published the SHA-256 of the entries: numbers, districts, points, wishes. Whoever
takes part in the draw does so with these. Who takes part may change until the draw, by an objection to the register, a
place or a withdrawal: the program names each of them.
"""

import argparse
import hashlib
import json
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

FORMAT = "amar-kaj-selection-1"
LEFT_OUT = ("no_certificate", "has_place")
Row = dict[str, Any]


class Wrong(Exception):
    """The result is not that of the draw: a sentence that says where."""


def read(place: str) -> Row:
    """The public file: of an address of the site, or of a path."""
    if place.startswith(("http://", "https://")):
        address = place if place.endswith(".json") else place.rstrip("/") + "/draw.json"
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  # see above
            document: Row = json.load(answer)
    else:
        with open(place, encoding="utf-8") as file:
            document = json.load(file)
    if document.get("format") != FORMAT:
        raise Wrong(f"{place}: this is no file of a draw that this program can read.")
    return document


def check_seed(document: Row, noted: str) -> str:
    """The hash of the seed. Raises Wrong where it is another one, or where the seed was fixed too late or shown too
    early."""
    hashed = hashlib.sha256(document["seed"].encode()).hexdigest()
    if hashed != document["seed_hash"]:
        raise Wrong(f"The seed has the hash {hashed}, not the one that was published.")
    if noted and noted.lower() != hashed:
        raise Wrong("The hash is not the one that you noted.")
    if document["committed_at"] >= document["closes_at"]:
        raise Wrong("The hash was published after applications had closed.")
    if document["drawn_at"] < document["closes_at"]:
        raise Wrong("The seed was revealed before applications had closed.")
    return hashed


def hash_of_entries(entries: list[Row]) -> str:
    """The hash of entries, whatever their order."""
    lines = sorted(entries, key=lambda each: each["number"])
    text = json.dumps(lines, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_entries(document: Row, noted: str) -> Iterator[str]:
    """Compare the list with the entries that were fixed at closing, and say who differs. Raises Wrong where it is not
    only by whether somebody takes part."""
    if not document["entries_hash"]:
        if noted:
            raise Wrong("The file has no hash of the entries.")
        yield "No hash of the entries was published when applications closed: nothing shows that they are the same."
        return
    hashed = hash_of_entries(document["entries"])
    if hashed != document["entries_hash"]:
        raise Wrong(f"The entries have the hash {hashed}, not the one that was published.")
    if noted and noted.lower() != hashed:
        raise Wrong("The hash of the entries is not the one that you noted.")
    if not document["closes_at"] <= document["entries_at"] <= document["drawn_at"]:
        raise Wrong("The entries were not fixed between the end of applications and the draw.")
    yield f"Entries with the hash {hashed}, published {document['entries_at']}."
    yield from _changes(document)


def _changes(document: Row) -> Iterator[str]:
    entries, rows = ({each["number"]: each for each in document[name]} for name in ("entries", "applications"))
    if new := rows.keys() - entries.keys():
        raise Wrong(f"{min(new)}: it was not there when applications closed.")
    for number, entry in sorted(entries.items()):
        if change := _change_of(entry, rows.get(number)):
            yield f"{number}: {change}"


def _change_of(entry: Row, row: Row | None) -> str:
    if row is None:
        return "withdrawn before the draw."
    takes = takes_part(row)
    names = ("district", "wishes", "points") if takes and not entry["left_out"] else ("district", "wishes")
    for name in names:
        if row[name] != entry[name]:
            raise Wrong(f"{row['number']}: {name} were {entry[name]} when applications closed, and are {row[name]}.")
    now = "" if takes else row["result"]
    return (
        "" if now == entry["left_out"] else f"{entry['left_out'] or 'took part'} at closing, {now or 'takes part'} now."
    )


def check_points(document: Row) -> None:
    """Raises Wrong where a part gives points that the rule does not have, or the sum is another one."""
    for row in document["applications"]:
        if not takes_part(row):
            continue
        if row["points"].keys() != document["parts"].keys():
            raise Wrong(f"{row['number']}: its points have other parts than the rule.")
        for part, points in row["points"].items():
            if points not in document["parts"][part]:
                raise Wrong(f"{row['number']}: the rule gives no {points} points for {part}.")
        if sum(row["points"].values()) != row["score"]:
            raise Wrong(f"{row['number']}: its points come to {sum(row['points'].values())}, not {row['score']}.")


def takes_part(row: Row) -> bool:
    """Whether an application took part in the draw."""
    return row["result"] in ("seat", "waiting")


def check_left_out(document: Row) -> None:
    """Raises Wrong where an application took no part for no known reason, or got something without a part in the draw.

    Whether the reason is true stands in no public file: only its applicant can say.
    """
    for row in document["applications"]:
        if takes_part(row):
            continue
        if row["result"] not in LEFT_OUT:
            raise Wrong(f"{row['number']}: its result {row['result']} is none of this draw.")
        if any(row[name] for name in ("batch", "rank", "lot", "waiting", "score", "points")):
            raise Wrong(f"{row['number']}: it took no part, and has what only the draw gives.")


def draw_again(document: Row) -> dict[str, Row]:
    """The result of every application that took part, by its number: lot, rank, batch and places on waiting lists."""
    batches = sorted(document["batches"], key=lambda each: each["batch"])
    free = {each["batch"]: each["seats"] for each in batches}
    taking = [row for row in document["applications"] if takes_part(row)]
    lots = {row["number"]: hashlib.sha256(f"{document['seed']}:{row['number']}".encode()).hexdigest() for row in taking}
    ranks: defaultdict[str, int] = defaultdict(int)
    lines: defaultdict[tuple[str, str], int] = defaultdict(int)
    results = {}
    for row in sorted(taking, key=lambda each: (-each["score"], lots[each["number"]])):
        district = row["district"]
        ranks[district] += 1
        near = [each for each in batches if each["district"] == district]
        here = [each for wish in row["wishes"] for each in near if each["topic"] == wish]
        seat = next((each["batch"] for each in here if free[each["batch"]] > 0), None)
        places: dict[str, int] = {}
        if seat is None:
            for topic in {each["topic"]: None for each in here}:
                lines[district, topic] += 1
                places[topic] = lines[district, topic]
        else:
            free[seat] -= 1
        results[row["number"]] = {
            "lot": lots[row["number"]],
            "rank": ranks[district],
            "result": "waiting" if seat is None else "seat",
            "batch": seat,
            "waiting": places,
        }
    return results


def verify(document: Row, noted: str = "", noted_entries: str = "") -> Iterator[str]:
    """Check all of it, and say what was checked, line by line. Raises Wrong."""
    hashed = check_seed(document, noted)
    numbers = [row["number"] for row in document["applications"]]
    if len({*numbers}) != len(numbers):
        raise Wrong("An application stands there twice.")
    check_points(document)
    check_left_out(document)
    yield from check_entries(document, noted_entries)
    drawn = draw_again(document)
    for row in document["applications"]:
        for name, value in drawn.get(row["number"], {}).items():
            if row[name] != value:
                raise Wrong(f"{row['number']}: {name} is {row[name]}, and the draw gives {value}.")
    seats = sum(each["result"] == "seat" for each in drawn.values())
    yield f"The list is that of the draw: {len(drawn)} applications, {seats} seats, {len(drawn) - seats} wait."
    yield f"{len(numbers) - len(drawn)} took no part."
    yield f"Seed {document['seed']}, its hash {hashed}, published {document['committed_at']}."
    if not noted or not (noted_entries or not document["entries_hash"]):
        yield "Compared only with itself where you gave no hash that you noted before the draw: --hash, --entries."


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 if all is well, 1 if it is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", metavar="FILE or ADDRESS")
    parser.add_argument("--hash", default="", metavar="HASH", help="of the seed, as you noted it before the draw")
    parser.add_argument("--entries", default="", metavar="HASH", help="of the entries, as you noted it before the draw")
    options = parser.parse_args(arguments)
    try:
        for line in verify(read(options.place), options.hash, options.entries):
            sys.stdout.write(line + "\n")
    except (Wrong, OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"WRONG: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
