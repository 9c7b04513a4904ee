"""What a change of the vocabulary does to documents: those whose words mean something else now are written again."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from market.core.base.db import atomic
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.finding import query_cache
from market.search.indexing.actions import JOBS, PROFILES, SERVICES, Index
from market.search.indexing.change_log import Kind, log_changes
from market.search.indexing.documents import DocumentBuilder
from market.search.understanding.texts import quoted
from market.search.understanding.vocabulary import Vocabulary, vocabulary
from market.services.models import Service

BATCH = 200  # rows that are locked at once


@dataclass(frozen=True, slots=True)
class Renaming:
    """How two vocabularies differ for documents. `tsquery` finds the words that mean something else, and the entries
    that are called something else; whoever has one of `skill_ids` has a skill that has come back.
    """

    tsquery: str = ""
    skill_ids: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tsquery or self.skill_ids)

    def ids(self, index: Index, rows: "QuerySet[Any]") -> list[int]:
        """The ids of the rows whose documents may be different now."""
        having = rows.filter(skills__in=self.skill_ids) if self.skill_ids else rows.none()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {index.column} FROM {index.table} WHERE words @@ %s::tsquery",  # noqa: S608  # our own names
                [self.tsquery],
            )
            return sorted({pk for (pk,) in cursor.fetchall()}.union(having.values_list("pk", flat=True)))


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an index, how the change log names them, and by which column."""

    index: Index
    model: type[Model]
    kind: Kind
    logged: str = "pk"

    @property
    def rows(self) -> "QuerySet[Any]":
        """All of them."""
        return self.model._default_manager.all()


TABLES = (
    Table(PROFILES, Profile, Kind.FREELANCER, "user_id"),
    Table(JOBS, Job, Kind.JOB),
    Table(SERVICES, Service, Kind.SERVICE),
)


def renaming_between(old: Vocabulary, new: Vocabulary) -> Renaming:
    """What documents have to follow of a change."""
    forms = [form for form in old.by_stem.keys() | new.by_stem.keys() if _meaning(old, form) != _meaning(new, form)]
    before, after = _titles(old), _titles(new)
    lexemes = [lexeme for lexeme in before if before[lexeme] != after.get(lexeme)]
    tsqueries = [" & ".join(quoted(f"~{word}") for word in form.split()) for form in forms] + list(map(quoted, lexemes))
    back = [skill.id for skill in new.skills.values() if skill.slug not in old.skills]
    return Renaming(" | ".join(sorted(f"({each})" for each in tsqueries)), tuple(sorted(back)))


def _meaning(vocab: Vocabulary, form: str) -> list[str]:
    return [entry.lexeme for entry in vocab.by_stem.get(form, ())]


def _titles(vocab: Vocabulary) -> dict[str, tuple[str, str]]:
    return {entry.lexeme: (entry.name_en, entry.name_bn) for entry in vocab.entries}


def count_renamed(renaming: Renaming) -> int:
    """How many documents may be different."""
    return sum(len(renaming.ids(table.index, table.rows)) for table in TABLES) if renaming else 0


def index_renamed(renaming: Renaming) -> int:
    """Write the documents that are different, batch by batch, and log them for a search engine. Returns how many."""
    changed = 0
    for table in TABLES:
        ids = renaming.ids(table.index, table.rows)
        for at in range(0, len(ids), BATCH):
            changed += _index_batch(table, ids[at : at + BATCH])
    query_cache.results.clear()
    return changed


def index_some_people(renaming: Renaming, most: int) -> None:
    """Write the documents of people that are different, but at most so many: for a trial."""
    _write(TABLES[0], renaming.ids(PROFILES, TABLES[0].rows)[:most])


@atomic
def _index_batch(table: Table, ids: list[int]) -> int:
    # Locked, so that a text that is saved meanwhile is not indexed as it was before.
    rows = table.rows.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    changed = _write(table, list(rows.values_list("pk", flat=True)))
    log_changes(table.kind, table.rows.filter(pk__in=changed).values_list(table.logged, flat=True))
    return len(changed)


def _write(table: Table, ids: list[int]) -> list[int]:
    """Index these rows. Returns the ids of those whose documents were different."""
    sources = table.index.sources(table.rows.filter(pk__in=ids))
    return table.index.write_changed(DocumentBuilder(vocabulary()).documents(sources))
