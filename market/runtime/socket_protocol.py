"""uvicorn's protocol of web sockets, compressing as browsers ask, but without memory for sockets that say nothing, and
without a pause for each message.

A compressor takes 32 KB and a decompressor 11 KB, for as long as a socket is open: twice what the rest of it takes. So
what a client sends is compressed message by message, and ours has a compressor from its first long message on until
none was sent between two pings. To begin a new one is always allowed: it refers to nothing before (RFC 7692, 7.2.1).
"""

import zlib
from collections.abc import Sequence
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import CTRL_OPCODES, Frame
from websockets.typing import ExtensionParameter

SHORT = 200  # bytes of a message that is not worth a compressor
WINDOW = 12  # bits of what a compressor looks back at, as uvicorn has them
COMPRESSION = {"memLevel": 5}


class IdleDeflate(PerMessageDeflate):
    """permessage-deflate with a compressor while it is used."""

    def __init__(self, agreed: PerMessageDeflate) -> None:
        # As if each message had a compressor of its own, so that none is made now.
        bits = agreed.remote_max_window_bits, agreed.local_max_window_bits
        super().__init__(agreed.remote_no_context_takeover, True, *bits, agreed.compress_settings)
        self.local_no_context_takeover = agreed.local_no_context_takeover
        self._is_idle = True

    def encode(self, frame: Frame) -> Frame:
        """A frame that goes out. Pings come again and again: at the second without a message the compressor goes."""
        if frame.opcode in CTRL_OPCODES:
            if self._is_idle and hasattr(self, "encoder"):
                del self.encoder
            self._is_idle = True
            return frame
        if not hasattr(self, "encoder"):
            if len(frame.data) < SHORT and frame.fin:
                return frame
            self.encoder = zlib.compressobj(wbits=-self.local_max_window_bits, **self.compress_settings)
        self._is_idle = False
        return super().encode(frame)


class IdleDeflateFactory(ServerPerMessageDeflateFactory):
    """Agrees on it with a client."""

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        """What is answered, and what compresses."""
        answer, agreed = super().process_request_params(params, accepted_extensions)
        return answer, IdleDeflate(agreed)


class SocketProtocol(WebSocketsSansIOProtocol):
    """One socket."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.conn.available_extensions:
            self.conn.available_extensions = [_FACTORY]

    def send_receive_event_to_app(self) -> None:
        """Hand a message on. Reading pauses once a second one waits: at each, it would cost two calls of the kernel."""
        is_paused, self.read_paused = self.read_paused, True  # so that uvicorn does not pause it
        super().send_receive_event_to_app()
        self.read_paused = is_paused or self.queue.qsize() > 1
        if self.read_paused and not is_paused:
            self.transport.pause_reading()


_FACTORY = IdleDeflateFactory(
    client_no_context_takeover=True,
    server_max_window_bits=WINDOW,
    client_max_window_bits=WINDOW,
    compress_settings=COMPRESSION,
)
