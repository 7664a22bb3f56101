"""Answers leave at once: no message waits until the visitor's machine has acknowledged the one before."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def send_promptly() -> int:
    """Have the sockets of this process, and the connections they will accept, send each message as it comes.

    Returns how many there are: 0 on a system that does not list them under /dev/fd. Streamlit binds its socket
    without naming TCP as the protocol, so asyncio does not see that it is TCP and leaves Nagle's algorithm on
    (RFC 896): what was sent in two pieces waited 40 ms on Linux, at each rerun (measured). A connection inherits
    the setting from the socket that accepts it.
    """
    if not os.path.isdir("/dev/fd"):
        return 0
    found = 0
    for number in os.listdir("/dev/fd"):
        # Most are files, and the one that lists them is closed by now.
        with suppress(OSError), socket.socket(fileno=os.dup(int(number))) as one:
            if one.type == socket.SOCK_STREAM and one.family in (socket.AF_INET, socket.AF_INET6):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                found += 1
    return found
