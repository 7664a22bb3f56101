"""A visitor without a browser, who speaks Streamlit's own protocol: opens a session and asks for reruns.

As a browser does, it keeps the large messages that the server marks, names them when it asks again, and is then
sent their names alone. It asks for one page after the other, so it keeps those of the last run, and no older.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

HANGS = 60.0
"""Seconds after which a run that has not finished is taken to hang."""


@dataclass(frozen=True)
class Run:
    """One run of a page: how long until it was finished, how much was sent, and what stands on the page then."""

    seconds: float
    bytes: int
    messages: tuple[bytes, ...] = ()
    """Each as it was first sent, where only its name came this time."""


class Client:
    """One session on a server, over one websocket."""

    def __init__(self, url: str, cookie: str = "") -> None:
        address = url.replace("http://", "ws://") + "/_stcore/stream"
        self._connection = connect(
            address,
            subprotocols=["streamlit"],
            origin=url,
            max_size=None,
            # HANGS says when somebody has waited too long.
            ping_interval=None,
            additional_headers={"Cookie": cookie} if cookie else None,
        )
        self._kept: dict[str, bytes] = {}

    def __enter__(self) -> Client:
        self._socket = self._connection.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.__exit__(kind, error, trace)

    def run(self, page: str = "", query: str = "") -> Run:
        """Ask for a run of a page (by its address) and wait until it is finished.

        Raises AssertionError where the page shows an exception or does not finish.
        """
        request = BackMsg()
        request.rerun_script.query_string = query
        request.rerun_script.page_name = page
        request.rerun_script.cached_message_hashes.extend(self._kept)
        begun = time.perf_counter()
        self._socket.send(request.SerializeToString())
        received = 0
        messages = []
        standing: dict[str, bytes] = {}
        while (left := HANGS - (time.perf_counter() - begun)) > 0:
            data = self._socket.recv(timeout=left)
            received += len(data)
            message = ForwardMsg.FromString(data)
            if message.ref_hash:
                data = standing[message.ref_hash] = self._kept[message.ref_hash]
            elif message.metadata.cacheable:
                standing[message.hash] = data
            messages.append(data)
            shown = message.delta.new_element.WhichOneof("type") if message.HasField("delta") else None
            assert shown != "exception", message.delta.new_element.exception.message
            if message.WhichOneof("type") == "script_finished":
                # An earlier run that was cut short by this one ends too, with another status.
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._kept = standing
                    return Run(time.perf_counter() - begun, received, tuple(messages))
                assert message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN, message
        raise AssertionError(f"/{page}?{query} was not finished in {HANGS:.0f} s")
