"""Files of a trial, sent by the tus protocol over and over until they are whole."""

import asyncio
import zlib

import httpx

PARTS = "/api/v1/uploads/resumable/"
AGAIN = 0.5  # seconds


def content_of(name: str) -> bytes:
    """The file of the message of that name: some kilobytes that no other one has."""
    return f"{name}\n".encode() * (100 + zlib.crc32(name.encode()) % 4000)


async def upload(client: httpx.AsyncClient, token: str, content: bytes) -> str:
    """Send a file in two parts, whatever happens to the site meanwhile. Returns its id."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
    }
    new = {**headers, "Upload-Length": str(len(content)), "Upload-Metadata": "filename d29yay50eHQ="}  # work.txt
    address = ""
    while True:
        try:
            if not address:
                answer = await client.post(PARTS, headers=new, content=content[: len(content) // 2])
                address = answer.headers.get("Location", "")
            else:
                answer = await client.head(address, headers=headers)
            there = int(answer.headers.get("Upload-Offset", 0)) if answer.is_success else 0
            if address and answer.is_success and there < len(content):
                sent = {**headers, "Upload-Offset": str(there)}
                answer = await client.patch(address, headers=sent, content=content[there:])
                there = int(answer.headers.get("Upload-Offset", 0)) if answer.is_success else 0
            if there == len(content):
                return address.rstrip("/").rpartition("/")[2]
        except httpx.HTTPError:
            pass
        await asyncio.sleep(AGAIN)


async def fetch(client: httpx.AsyncClient, token: str, key: str) -> bytes:
    """The bytes of a file as somebody reads it, or what the site says instead."""
    answer = await client.get(f"/api/v1/files/{key}/", headers={"Authorization": f"Bearer {token}"})
    return answer.content
