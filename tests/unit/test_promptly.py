"""Connections that a socket accepts send at once, though the socket was bound without naming TCP; and their loop."""

from __future__ import annotations

import socket

import uvicorn
import uvloop

from benchmarking.api.promptly import send_promptly


def test_what_is_accepted_sends_at_once():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert send_promptly() >= 1
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_the_server_takes_the_loop_that_sends_a_pages_messages_together():
    assert uvicorn.Config(None).get_loop_factory() is uvloop.new_event_loop
