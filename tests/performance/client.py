"""A visitor without a browser, who speaks Streamlit's own protocol: opens a session and asks for reruns."""

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
    """One run of a page: how long until it was finished, how much was sent, and what."""

    seconds: float
    bytes: int
    messages: tuple[bytes, ...] = ()


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
        begun = time.perf_counter()
        self._socket.send(request.SerializeToString())
        received = 0
        messages = []
        while (left := HANGS - (time.perf_counter() - begun)) > 0:
            data = self._socket.recv(timeout=left)
            received += len(data)
            messages.append(data)
            message = ForwardMsg.FromString(data)
            shown = message.delta.new_element.WhichOneof("type") if message.HasField("delta") else None
            assert shown != "exception", message.delta.new_element.exception.message
            if message.WhichOneof("type") == "script_finished":
                # An earlier run that was cut short by this one ends too, with another status.
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return Run(time.perf_counter() - begun, received, tuple(messages))
                assert message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN, message
        raise AssertionError(f"/{page}?{query} was not finished in {HANGS:.0f} s")
