"""Papers and pictures to take along: typst sets them, no browser and no network are needed."""

from benchmarking.packs.drawn import paper_html
from benchmarking.packs.initiative_report import initiative_paper
from benchmarking.packs.onepager import one_pager
from benchmarking.packs.pack_told import pack_paper
from benchmarking.packs.paper import Paper
from benchmarking.packs.pictures import png
from benchmarking.packs.report_told import GroupReport, report_paper
from benchmarking.packs.writing import FORMATS

__all__ = [
    "FORMATS",
    "GroupReport",
    "Paper",
    "initiative_paper",
    "one_pager",
    "pack_paper",
    "paper_html",
    "png",
    "report_paper",
]
