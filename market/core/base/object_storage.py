"""Files in a store that speaks S3, by django-storages, with what this site needs beyond it: reading from any byte on,
links for a short time, and one refusal where the store does not answer."""

import functools
from collections.abc import Callable
from typing import IO, Any, TypeVar, cast

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.translation import gettext_lazy as _
from storages.backends.s3 import S3Storage

from market.core.base.errors import DomainError

MEGABYTE = 1024 * 1024
BINARY = "application/octet-stream"
Method = TypeVar("Method", bound=Callable[..., Any])


class FilesUnavailable(DomainError):
    """The store does not answer, or refuses us. Nothing was stored."""

    help = "talking-safely#files"
    status, code = 503, "files_unavailable"
    sentence = _("Files cannot be read or stored right now. Please try again in a minute.")
    retry_after = 30


def _answering(method: Method) -> Method:
    """Let a method raise FileNotFoundError for what is not there, FilesUnavailable for all else that goes wrong."""

    @functools.wraps(method)
    def asked(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except ClientError as wrong:
            if wrong.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(args[1]) from wrong
            raise FilesUnavailable from wrong
        except (Boto3Error, BotoCoreError) as wrong:
            raise FilesUnavailable from wrong

    return cast("Method", asked)


class ObjectStorage(S3Storage):
    """The storage of uploads where `S3_BUCKET` is set. Every object is an attachment without a type, whatever its
    sender called it; pictures of our own making are WebP."""

    public_url: str  # how people reach the store, where that is not how the site does
    client_config: Config

    def __init__(self, *, addressing_style: str = "auto", **options: Any) -> None:
        # What nobody asks for is left out: older stores know nothing of the newer checksums.
        config = Config(
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=20,
            retries={"total_max_attempts": 3, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, **options)

    def get_default_settings(self) -> dict[str, Any]:
        """Those of django-storages, and ours."""
        own = {"file_overwrite": False, "max_memory_size": MEGABYTE, "public_url": ""}
        return {**super().get_default_settings(), **own, "transfer_config": TransferConfig(use_threads=False)}

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """How an object is kept. What a sender said of its type counts for nothing."""
        kind = "image/webp" if name.endswith(".webp") else BINARY
        return {"ContentType": kind, "ContentDisposition": "attachment", "CacheControl": "private, no-store"}

    @_answering
    def open_at(self, name: str, start: int) -> IO[bytes]:
        """The object from this byte on, to be read once. Raises FileNotFoundError."""
        wanted = {"Range": f"bytes={start}-"} if start else {}
        key = self._normalize_name(name)
        answer = self.connection.meta.client.get_object(Bucket=self.bucket_name, Key=key, **wanted)
        return cast("IO[bytes]", answer["Body"])

    def link(self, name: str, *, seconds: int, media_type: str, disposition: str) -> str:
        """An address at which whoever has it reads the object for so many seconds, as this type."""
        wanted = {
            "Bucket": self.bucket_name,
            "Key": self._normalize_name(name),
            "ResponseContentType": media_type,
            "ResponseContentDisposition": disposition,
            "ResponseCacheControl": "private, no-store",
        }
        return cast("str", self._signer.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds))

    @functools.cached_property
    def _signer(self) -> Any:
        """Signs for the address by which people reach the store. It calls nobody."""
        if not self.public_url:
            return self.connection.meta.client
        keys = {"aws_access_key_id": self.access_key, "aws_secret_access_key": self.secret_key}
        session = Session(region_name=self.region_name, **keys)
        return session.client("s3", endpoint_url=self.public_url, config=self.client_config)

    _open = _answering(S3Storage._open)
    _save = _answering(S3Storage._save)
    delete = _answering(S3Storage.delete)
    exists = _answering(S3Storage.exists)
    size = _answering(S3Storage.size)
    listdir = _answering(S3Storage.listdir)
    get_modified_time = _answering(S3Storage.get_modified_time)
