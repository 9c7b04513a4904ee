"""The API's description: the same for everybody, so it is put together once for each language and form, and then
answered from memory, compressed already.
"""

import gzip
import threading
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView

from market.core.base.errors import DomainError


class NotReadyYet(DomainError):
    """Another request puts it together at this moment; waiting for that would hold a thread for each who asks."""

    status, code = 503, "busy"
    sentence = _("This is being put together just now. Try again in a few seconds.")
    retry_after = 5


@dataclass(frozen=True, slots=True)
class Description:
    """What goes over the line."""

    plain: bytes
    compressed: bytes
    headers: dict[str, str]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The description, compressed where the program can read that."""
        is_small = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(self.compressed if is_small else self.plain, headers=self.headers)
        if is_small:
            response.headers["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
        return response


_made: dict[tuple[str, str], Description] = {}
_making = threading.Lock()


class SchemaView(SpectacularAPIView):
    """drf-spectacular's page; no word of the address but `lang` and `format` changes what it says."""

    @extend_schema(exclude=True)
    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The description, in the language of the address or of the request."""
        language = request.GET.get("lang") or translation.get_language() or ""
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        key = (language, request.accepted_renderer.media_type)
        cached = _made.get(key)
        if cached is None:
            if not _making.acquire(blocking=False):
                raise NotReadyYet
            try:
                with translation.override(language):
                    cached = _made[key] = self._describe(request)
            finally:
                _making.release()
        return cached.answer(request)

    def _describe(self, request: Any) -> Description:
        renderer = request.accepted_renderer
        schema = self.generator_class().get_schema(request=request, public=self.serve_public)
        content = renderer.render(schema, renderer.media_type, {})
        plain = content.encode() if isinstance(content, str) else bytes(content)
        headers = {
            "Content-Type": renderer.media_type + (f"; charset={renderer.charset}" if renderer.charset else ""),
            "Content-Disposition": f'inline; filename="{spectacular_settings.TITLE}.{renderer.format}"',
            "Content-Language": translation.get_language() or "",
            "ETag": f'W/"{blake2b(plain, digest_size=16).hexdigest()}"',
            "Cache-Control": "no-cache",  # kept, and asked for again each time: mostly answered with a 304
        }
        return Description(plain, gzip.compress(plain, mtime=0), headers)
