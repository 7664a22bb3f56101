"""Tests of a lake need PostgreSQL; they belong to `.ci/long`, which sees to it that there is one."""

from __future__ import annotations

import sys
from pathlib import Path

from builders import LONG

# The visitor who speaks Streamlit's protocol.
sys.path.append(str(Path(__file__).parents[1] / "performance"))

collect_ignore_glob = [] if LONG else ["test_*.py"]
