"""What a process of uvicorn does before uvicorn closes connections: it closes them at once, without a word of ours."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from types import FrameType

import uvicorn


def before_stopping(act: Callable[[], Awaitable[None]]) -> None:
    """Do this first when uvicorn is told to stop. Called on its loop; a server that takes no signals is left alone."""
    loop, tasks = asyncio.get_running_loop(), set()
    for number in (signal.SIGTERM, signal.SIGINT):
        stop = signal.getsignal(number)
        if not callable(stop) or not isinstance(getattr(stop, "__self__", None), uvicorn.Server):
            continue

        async def act_and_stop(number: int, stop: Callable[[int, FrameType | None], object]) -> None:
            try:
                await act()
            finally:
                stop(number, None)

        def heed(number: int, frame: FrameType | None, stop: Callable[[int, FrameType | None], object] = stop) -> None:
            signal.signal(number, stop)  # the second time: at once
            loop.call_soon_threadsafe(lambda: tasks.add(loop.create_task(act_and_stop(number, stop))))

        signal.signal(number, heed)
