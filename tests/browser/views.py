"""The views that browser tests visit: what is more to a page than its address alone."""

from __future__ import annotations

from benchmarking import web

ASKED = {
    "organisation": ("", "?kod=1882", "?kod=0021"),
    "compare": (
        "",
        "?kommun=1882",
        "?kommun=1882,1982,2083&nyckeltal=N21826&visa=alla",
        "?kommun=1882,1982,2083,2284,2480,0180,1480,1280&nyckeltal=N00206",
    ),
    "regions": ("?region=0021,0013&nyckeltal=N60077", "?lan=21"),
    "indicator": ("", "?nyckeltal=N00206&kod=1882"),
    "network": ("", "?linje=0017"),
}


def address(page: str, asked: str = "") -> str:
    """Where a page is, by its file stem."""
    return ("/" if page == "start" else f"/{web.PAGES[page]}") + asked


VIEWS = {page: [address(page, asked) for asked in ASKED.get(page, ("",))] for page in web.PAGES}
