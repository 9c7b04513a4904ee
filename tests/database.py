"""The tests' own PostgreSQL: started before Django reads its settings, thrown away at the end, whatever happens.

Loaded by `-p tests.database` (pyproject.toml). Each run has its own server, so runs do not meet; with `pytest -n` the
workers get its address from the process that started them. DATABASE_URL given: that server is used instead.
"""

import atexit
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from market.runtime import embedded

PREFIX = "amar-kaj-test-"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sweep() -> None:
    """Clear what killed runs left: their servers ended with them, their folders did not."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        named = re.match(rf"{PREFIX}(\d+)-", folder.name)
        if named and not _is_alive(int(named[1])):
            with suppress(embedded.EmbeddedError, OSError):  # another run clears it at the same time
                if folder.stat().st_uid == os.geteuid():
                    embedded.remove(folder)
            shutil.rmtree(folder, ignore_errors=True)


if "PYTEST_XDIST_WORKER" not in os.environ:
    _sweep()
    _folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    os.environ["DATA_DIR"] = str(_folder)
    os.environ.setdefault("MARKET_PAYOUT_QUOTES", "off")  # as in production; tests of quotes turn them on
    (_folder / "static").mkdir()  # WhiteNoise warns of a missing one
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = embedded.start(_folder, durable=False)

    @atexit.register
    def _throw_away(owner: int = os.getpid()) -> None:
        """At the very end of the process, also when pytest never came to run: not in a fork of it."""
        if os.getpid() == owner:
            embedded.remove(_folder)
            shutil.rmtree(_folder, ignore_errors=True)
