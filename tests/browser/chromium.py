"""A Chromium to look at the pages with: the system's, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    # Nothing leaves this machine, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)

TO_INSTALL = (
    "No Chromium was found and none could be fetched. Install one with `apt-get install chromium` "
    "or `python -m playwright install --with-deps chromium`, and run the tests again."
)


def launched(playwright: Playwright) -> Browser:
    """Chromium without a window, which reaches no other server."""
    executable = _found(Path(playwright.chromium.executable_path))
    return playwright.chromium.launch(executable_path=executable, args=FLAGS)


def _found(playwrights_own: Path) -> Path:
    """A Chromium of the system's, else Playwright's, which is fetched if need be."""
    if found := next(filter(None, map(shutil.which, CHROMIUMS)), None):
        return Path(found)
    if not playwrights_own.exists():
        may_install = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
        options = ["--with-deps"] if may_install else []
        fetch = [sys.executable, "-m", "playwright", "install", *options, "chromium"]
        fetched = subprocess.run(fetch, capture_output=True, text=True, timeout=600)
        if not playwrights_own.exists():
            raise RuntimeError(f"{TO_INSTALL}\n{fetched.stdout}{fetched.stderr}")
    return playwrights_own
