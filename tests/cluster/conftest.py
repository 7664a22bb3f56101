"""Tests of a lake need PostgreSQL; they belong to `.ci/long`, which sees to it that there is one."""

from __future__ import annotations

from builders import LONG

collect_ignore_glob = [] if LONG else ["test_*.py"]
