"""The front door. `streamlit run dashboard.py` starts the server that this describes."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from benchmarking import api, cli, upkeep

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the store and warm what every visitor needs; the port answers only after this."""
    # Imported here because its caches need the runtime, which has started by now.
    from benchmarking import web

    api.strike_out()
    api.send_promptly()
    store = await asyncio.to_thread(web.store)
    await asyncio.to_thread(web.warm)
    address = st.get_option("server.address")
    api.recognise_by(web.viewer_of_cookies)
    api.pages_are(web.PAGES.values(), first=web.PAGES["start"])
    if address in LOOPBACK and not web.providers():
        api.local_key.announce(f"http://{address}:{st.get_option('server.port')}")
    with cli.answering(store), upkeep.nightly(store), upkeep.collecting():
        yield {}
    store.close()


def calm(error: Exception) -> bool:
    """Log what went wrong and show the visitor one calm sentence instead."""
    from benchmarking import web

    logging.getLogger("benchmarking").error("a page failed", exc_info=error)
    web.apologise()
    return True


app = st.App(
    "pages/frame.py",
    routes=api.routes(),
    middleware=api.middleware(files=Path(st.__file__).parent / "static" / "static"),
    lifespan=lifespan,
    on_script_error=calm,
)
