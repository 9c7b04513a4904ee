"""ClamAV's daemon for tests: Debian's, with one signature of our own, so that nothing has to be fetched."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

# The harmless file that all scanners know. In two pieces, or scanners would find this one.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
CONFIGURATION = """
Foreground yes
DatabaseDirectory {folder}
LocalSocket {folder}/socket
TCPSocket {port}
TCPAddr 127.0.0.1
StreamMaxLength 2M
"""


@pytest.fixture(scope="session")
def clamd(tmp_path_factory) -> Iterator[tuple[str, str]]:
    """A daemon that runs: its two addresses."""
    folder = tmp_path_factory.mktemp("clamav", numbered=True)
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port = door.getsockname()[1]
    (folder / "own.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder, port=port))
    with subprocess.Popen(
        ["/usr/sbin/clamd", "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as daemon:
        for _try in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield f"{folder}/socket", f"127.0.0.1:{port}"
        daemon.kill()
