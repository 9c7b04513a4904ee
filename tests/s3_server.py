"""A store that speaks S3, for tests that need a real one: moto's server, a process of its own on this machine."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import boto3
import pytest
import requests

BUCKET = "files"
KEYS = {"access_key": "key", "secret_key": "secret"}


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a store that runs."""
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port = door.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    program = str(Path(sys.executable).with_name("moto_server"))
    with subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MOTO_S3_CUSTOM_ENDPOINTS": url, "AWS_DEFAULT_REGION": "us-east-1"},
    ) as server:
        for _try in range(600):
            try:
                requests.get(f"{url}/moto-api/data.json", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield url
        server.kill()


def client_of(url: str):
    """A client that asks the store directly."""
    keys = {"aws_access_key_id": KEYS["access_key"], "aws_secret_access_key": KEYS["secret_key"]}
    return boto3.client("s3", endpoint_url=url, region_name="us-east-1", **keys)


@pytest.fixture
def object_store(s3_server, settings) -> str:
    """The site keeps its files in an empty bucket of the store; its address."""
    requests.post(f"{s3_server}/moto-api/reset", timeout=10)
    client_of(s3_server).create_bucket(Bucket=BUCKET)
    options = {"bucket_name": BUCKET, "endpoint_url": s3_server, "region_name": "us-east-1", **KEYS}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "market.core.base.object_storage.ObjectStorage",
            "OPTIONS": {**options, "addressing_style": "path"},
        },
    }
    return s3_server


def stored_names(url: str) -> list[str]:
    """What is in the bucket."""
    return [each["Key"] for each in client_of(url).list_objects_v2(Bucket=BUCKET).get("Contents", [])]
