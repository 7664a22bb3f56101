"""Connections that a socket accepts send at once, though the socket was bound without naming TCP."""

from __future__ import annotations

import socket

from benchmarking.api.promptly import send_promptly


def test_what_is_accepted_sends_at_once():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert send_promptly() >= 1
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
