"""What files put into pages of lower apps."""

import json
from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from market.core.base.errors import Invalid
from market.core.web.slots import slot_renderer
from market.files.models import PartialUpload
from market.files.resumable.headers import place_of

BEGUN = "_begun_uploads"  # of a request: a page has many fields


@slot_renderer("field.files", "files/words.html")
def words(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """At a field of files: the words and signs of its script, and what the reader began to send for fields."""
    if not hasattr(request, BEGUN):
        setattr(request, BEGUN, _begun(request))
    return {"begun": getattr(request, BEGUN)}


def _begun(request: HttpRequest) -> str:
    """The reader's unfinished files of forms as JSON, for the script to find those of its page; "" if there is none."""
    begun = []
    partials = PartialUpload.objects.current().filter(owner=request.user.pk, offset__gt=0, metadata__contains="place ")
    for each in partials:
        with suppress(Invalid):
            place, url = place_of(each.metadata), reverse("api_partial_upload", args=[each.pk])
            begun.append({"place": place, "url": url, "name": each.name, "size": each.size, "offset": each.offset})
    return json.dumps(begun) if begun else ""
