"""What upper apps put into conversations, registered in their `conversation_parts.py`: cards below system messages and
of what a conversation is about, the actions that a member may take now, and filters of the list.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.functional import Promise

from market.messaging.models import Conversation, Message
from market.messaging.subjects import subject_key

if TYPE_CHECKING:
    from market.accounts.models import User

Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class PossibleAction:
    """Something that a member may do now: `code` is for programs, `url` the page of its form, `about` its thing."""

    code: str
    label: Sentence
    url: str
    icon: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """How the thing of a system message stands now, for one reader, in the active language.

    `kind` is "terms", "offer", "delivery" or "dispute", or "service" of a conversation; `state` is for programs,
    `state_label` its words; `tone` is the style of a badge; `action` is the one next step, if it is the reader's.
    """

    kind: str
    title: str
    details: str
    state: str
    state_label: Sentence
    tone: str = ""
    action: PossibleAction | None = None


@dataclass(frozen=True, slots=True)
class ConversationFilter:
    """A filter of the list: `code` stands in addresses, `nothing` where no conversation fits, with a sentence that
    explains it. `condition` gives the condition for a user."""

    code: str
    label: Sentence
    nothing: Sentence
    explanation: Sentence
    condition: "Callable[[User], Q]"


ActionSource = Callable[["User", Conversation], Iterable[PossibleAction]]
CardSource = Callable[["User", Mapping[int, Sequence[Message]]], Mapping[int, Card]]
ConversationCardSource = Callable[["User", Conversation], Card | None]
_action_sources: list[tuple[int, ActionSource]] = []
_card_sources: dict[str, tuple[frozenset[str], CardSource]] = {}
_conversation_cards: list[ConversationCardSource] = []
_filters: list[tuple[int, ConversationFilter]] = []


def possible_actions(*, order: int) -> Callable[[ActionSource], ActionSource]:
    """Register a function that gives what a member of a conversation may do now; the lowest `order` comes first."""

    def register(source: ActionSource) -> ActionSource:
        _action_sources.append((order, source))
        _action_sources.sort(key=lambda each: each[0])
        return source

    return register


def cards_of(label: str, *codes: str) -> Callable[[CardSource], CardSource]:
    """Register a function that gives the cards of system messages with these codes about rows of a table
    ("bids.bid"). It takes the reader and the messages by the row's key, and gives cards by the message's key."""

    def register(source: CardSource) -> CardSource:
        _card_sources[label] = (frozenset(codes), source)
        return source

    return register


def conversation_card(source: ConversationCardSource) -> ConversationCardSource:
    """Register a function that gives the card of what a whole conversation is about, for a reader; None elsewhere."""
    _conversation_cards.append(source)
    return source


def conversation_filter(
    code: str, *, order: int, label: Sentence, nothing: Sentence, explanation: Sentence
) -> "Callable[[Callable[[User], Q]], Callable[[User], Q]]":
    """Register a filter of the list of conversations; the lowest `order` comes first."""

    def register(condition: "Callable[[User], Q]") -> "Callable[[User], Q]":
        _filters.append((order, ConversationFilter(code, label, nothing, explanation, condition)))
        _filters.sort(key=lambda each: each[0])
        return condition

    return register


def conversation_filters() -> dict[str, ConversationFilter]:
    """The filters of the list, in order, by their codes."""
    return {each.code: each for _order, each in _filters}


def actions_for(user: "User", conversation: Conversation) -> list[PossibleAction]:
    """What the user may do now in a conversation of theirs."""
    return [action for _order, source in _action_sources for action in source(user, conversation)]


def card_for(user: "User", conversation: Conversation) -> Card | None:
    """The card of what the conversation is about, for one of its members."""
    return next((card for source in _conversation_cards if (card := source(user, conversation))), None)


def cards_for(user: "User", messages: Iterable[Message]) -> dict[int, Card]:
    """The cards of these messages for a reader, by the message's key: one call of a source for each table."""
    rows: dict[str, dict[int, list[Message]]] = defaultdict(lambda: defaultdict(list))
    for message in messages:
        label, key = subject_key(message)
        if key and label in _card_sources and message.code in _card_sources[label][0]:
            rows[label][key].append(message)
    return {pk: card for label, by_key in rows.items() for pk, card in _card_sources[label][1](user, by_key).items()}
