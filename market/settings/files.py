"""Static files, uploads, and where they lie: on a disk, or in a store that speaks S3."""

from pathlib import Path
from urllib.parse import urlsplit

from market.core.base import env
from market.settings.base import ALLOWED_HOSTS, DATA_DIR, PRODUCTION

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(DATA_DIR / "media")))
WHITENOISE_USE_FINDERS = not PRODUCTION
# With a bucket all that is uploaded or made lies there, and MEDIA_ROOT is not used. Without keys boto3 finds its own.
S3_BUCKET = env.text("S3_BUCKET")
_S3 = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env.web_address("S3_ENDPOINT_URL", secure=False),
    "public_url": env.web_address("S3_PUBLIC_URL", secure=PRODUCTION),
    "region_name": env.text("S3_REGION"),
    "access_key": env.text("S3_ACCESS_KEY_ID"),
    "secret_key": env.text("S3_SECRET_ACCESS_KEY"),
    "addressing_style": env.choice("S3_ADDRESSING", ("auto", "path", "virtual")),
}
S3_READING = env.choice("S3_READING", ("links", "site"))
STORAGES = {
    "default": {
        "BACKEND": "market.core.base.object_storage.ObjectStorage",
        "OPTIONS": {name: value for name, value in _S3.items() if value},
    }
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "market.core.web.static_files.StaticFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
LEAST_FREE_MEGABYTES = env.integer("MARKET_LEAST_FREE_MEGABYTES", 300)  # on the disks of DATA_DIR and the media
# Who looks for viruses in what is sent, and what becomes of it while nobody does.
SCANNER = env.choice("MARKET_SCANNER", ("off", "clamd"))
SCANNER_DOWN = env.choice("MARKET_SCANNER_DOWN", ("refuse", "accept"))
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS", "/run/clamav/clamd.ctl")
# Uploads are read from a host of their own, which knows no cookies: a link to it holds so many seconds.
FILES_URL = env.web_address("FILES_URL", secure=PRODUCTION).rstrip("/")
FILE_LINK_SECONDS = env.integer("MARKET_FILE_LINK_SECONDS", 900, least=10)
if FILES_URL:
    ALLOWED_HOSTS.append(str(urlsplit(FILES_URL).hostname))
