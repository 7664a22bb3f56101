"""The log: what it never holds (keys, cookies, tokens, what a provider of sign-in answers with), and its form.

A line a person reads, or with BENCHMARKING_LOG=json one object a line for a machine.
"""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import UTC, datetime

FORM = "BENCHMARKING_LOG"

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


class JsonLines(logging.Formatter):
    """One JSON object a line: `time` (UTC), `level`, `logger`, `message` and, where one failed, `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        # Before it is made JSON: what is struck out to the end of a line would take the closing brace along.
        return json.dumps({name: without_secrets(text) for name, text in said.items()}, ensure_ascii=False)


def _quiet(formatter: logging.Formatter | None) -> logging.Formatter:
    if os.environ.get(FORM, "").lower() == "json":
        return JsonLines()
    return Discreet(formatter or logging.Formatter())


def strike_out() -> None:
    """Let every handler there is write without secrets; called once, when the server starts."""
    named = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    for logger in (logging.root, *named):
        for handler in logger.handlers:
            if not isinstance(handler.formatter, Discreet | JsonLines):
                handler.setFormatter(_quiet(handler.formatter))
    if logging.lastResort is not None and not isinstance(logging.lastResort.formatter, Discreet | JsonLines):
        logging.lastResort.setFormatter(_quiet(None))
