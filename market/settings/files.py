"""Static files, uploads, and the disks that hold them."""

from pathlib import Path

from market.core.base import env
from market.settings.base import DATA_DIR, PRODUCTION

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(DATA_DIR / "media")))
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
LEAST_FREE_MEGABYTES = env.integer("MARKET_LEAST_FREE_MEGABYTES", 300)  # on the disks of DATA_DIR and the media
