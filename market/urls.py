"""Every address of the site."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from market.core.web.refusals import failed, refused


def _of(app: str, name: str) -> list[URLPattern | URLResolver]:
    module = f"market.{app}.urls"
    return list(getattr(import_module(module), name, [])) if find_spec(module) else []


api = [pattern for app in settings.APPS for pattern in _of(app, "api_urlpatterns")]
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(api)),
    *(pattern for app in settings.APPS for pattern in _of(app, "urlpatterns")),
]
handler400, handler403, handler404 = refused(400), refused(403), refused(404)
handler500 = failed
if not settings.PRODUCTION:
    urlpatterns += [
        path("sandbox/stripe/", include("market.sandbox.urls")),
        path("sandbox/bkash/", include(_of("sandbox", "bkash_urlpatterns"))),
        path("sandbox/sms/", include(_of("sandbox", "sms_urlpatterns"))),
        path("sandbox/google/", include(_of("sandbox", "google_urlpatterns"))),
        path("sandbox/sslcommerz/", include(_of("sandbox", "sslcommerz_urlpatterns"))),
    ]
