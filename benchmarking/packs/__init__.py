"""Papers and pictures to take along: typst sets them, no browser and no network are needed."""

from benchmarking.packs.onepager import one_pager
from benchmarking.packs.pictures import png

__all__ = ["one_pager", "png"]
