"""What a log never holds: keys, cookies, tokens and what a provider of sign-in answers with."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(
    r"""(?ix)
    (?P<name>
        [?&](?:key|code|state)=
        | \b(?:authorization|set-cookie|cookie)["']?\s*[:=]\s*["']?
        | \b(?:id_token|access_token|refresh_token|client_secret|cookie_secret|password|benchmarking_key
            |_streamlit_user\w*)["']?\s*[:=]\s*["']?
    )
    (?P<secret>(?:(?<=cookie:\ )|(?<=authorization:\ ))[^\n]+|[^\s&;,"')}]+)
    """
)
"""A name of something secret and what stands after it, as in an address, a header or a dictionary."""


def without_secrets(text: str) -> str:
    """The text with every secret in it struck out."""
    return SECRET.sub(r"\g<name>***", text)


class Discreet(logging.Formatter):
    """What another formatter writes, tracebacks too, without secrets."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(self._inner.format(record))


def strike_out() -> None:
    """Let every handler there is write without secrets; called once, when the server starts."""
    named = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    for logger in (logging.root, *named):
        for handler in logger.handlers:
            if not isinstance(handler.formatter, Discreet):
                handler.setFormatter(Discreet(handler.formatter or logging.Formatter()))
    if logging.lastResort is not None and not isinstance(logging.lastResort.formatter, Discreet):
        logging.lastResort.setFormatter(Discreet(logging.Formatter()))
