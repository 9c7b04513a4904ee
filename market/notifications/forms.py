"""The notification settings as a form: a row for each notification type, and what holds for all."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.events import GROUPS, NotificationType, Sentence
from market.core.text import formats
from market.core.web.forms import ClockField, Form
from market.notifications.inbox.types import types_of_group
from market.notifications.models import ByMail, NewsSettings
from market.notifications.preferences.channels import chosen


class Row(NamedTuple):
    """The two fields of one label of notification types; `mail` is None where it is always mailed."""

    kinds: list[NotificationType]
    about: str
    mail: BoundField | None
    push: BoundField


class NewsSettingsForm(Form):
    """What holds for all; the rows of the kinds are made from what is registered."""

    digest = forms.ChoiceField(
        label=_("The digest comes"), choices=NewsSettings.Digest.choices, widget=forms.RadioSelect
    )
    digest_hour = forms.TypedChoiceField(label=_("At"), coerce=int)
    quiet_from = ClockField(label=_("Quiet from"), required=False)
    quiet_until = ClockField(label=pgettext_lazy("time of day", "until"), required=False)
    is_private = forms.BooleanField(
        label=_("Say only that something is there, on the screen and in mails"),
        help_text=_(
            "For a phone or a mailbox that others see too: no name, no amount, no job. "
            "Mails about your account stay whole."
        ),
        required=False,
    )

    def __init__(self, *args: Any, current: NewsSettings, **kwargs: Any) -> None:
        names = ("digest", "digest_hour", "quiet_from", "quiet_until")
        initial = {name: getattr(current, name) for name in names} | {"is_private": not current.has_previews}
        super().__init__(*args, initial=initial, **kwargs)
        self.current = current
        self.fields["digest_hour"].choices = [(hour, _hour(hour)) for hour in range(24)]  # type: ignore[attr-defined]
        for group in GROUPS:
            for _about, types in named(group, self.current.user).items():
                self._add(types[0])
            self.fields[f"all-{group}"] = forms.ChoiceField(
                label=_("All of these by mail"),
                choices=[("", _("as chosen below")), *ByMail.choices],
                required=False,
            )

    def _add(self, kind: NotificationType) -> None:
        mail, push = chosen(self.current, kind)
        if not kind.is_always_mailed:
            self.fields[f"mail-{kind.code}"] = forms.ChoiceField(
                label=_("By mail"), choices=ByMail.choices, initial=mail, required=False
            )
        self.fields[f"push-{kind.code}"] = forms.BooleanField(label=_("Push"), initial=push, required=False)

    @property
    def groups(self) -> Iterator[tuple[str, Sentence, list[Row], BoundField | None]]:
        """For each heading its rows, and the field that sets all of them (None where they are always mailed)."""
        for group, heading in GROUPS.items():
            rows = [
                Row(
                    types,
                    about,
                    None if types[0].is_always_mailed else self[f"mail-{types[0].code}"],
                    self[f"push-{types[0].code}"],
                )
                for about, types in named(group, self.current.user).items()
            ]
            if rows:
                yield group, heading, rows, self[f"all-{group}"] if rows[0].mail and len(rows) > 1 else None

    def changes(self) -> dict[str, Any]:
        """What the action takes."""
        clean = self.cleaned_data
        names = ("digest", "digest_hour", "quiet_from", "quiet_until")
        changes: dict[str, Any] = {name: clean[name] for name in names}
        return {**changes, "has_previews": not clean["is_private"], "choices": dict(self._choices())}

    def _choices(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for group in GROUPS:
            for types in named(group, self.current.user).values():
                first = types[0].code
                wanted = self.cleaned_data.get(f"all-{group}") or self.cleaned_data.get(f"mail-{first}")
                for each in types:
                    mail, push = chosen(self.current, each)
                    new = (mail if each.is_always_mailed else wanted or mail, self.cleaned_data[f"push-{first}"])
                    if new != (mail, push):
                        yield each.code, {"mail": new[0], "push": new[1]}


def named(group: str, user: User) -> dict[str, list[NotificationType]]:
    """The notification types of a group that may reach the user, by label: those with one label are chosen together."""
    by_label: dict[str, list[NotificationType]] = {}
    for each in (each for each in types_of_group(group) if each.is_for(user)):
        by_label.setdefault(str(each.label), []).append(each)
    return by_label


def _hour(hour: int) -> str:
    """A full hour as a person says it."""
    at = datetime(2026, 1, 1, hour, tzinfo=clock.local(clock.now()).tzinfo)
    return formats.format_when(at, get_language() or "en").rsplit(", ", 1)[1]
