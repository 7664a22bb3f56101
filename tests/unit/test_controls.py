"""Streamlit's controls as we call them: what they would say in English is said in the page's language, or not at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def calls(control: str) -> Iterator[tuple[str, dict[str | None, ast.expr]]]:
    """Where a control is put on a page, and what it is given by name."""
    for file in [*PROJECT.glob("benchmarking/web/**/*.py"), *PROJECT.glob("pages/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == control:
                yield f"{file.name}:{node.lineno}", {one.arg: one.value for one in node.keywords}


def test_nothing_is_chosen_in_swedish_words_where_nothing_is_chosen():
    lacking = [where for where, given in calls("multiselect") if "placeholder" not in given]
    for where, given in calls("selectbox"):
        may_be_empty = any(
            isinstance(part, ast.Constant) and part.value is None
            for part in ast.walk(given.get("index", ast.Constant(0)))
        )
        if may_be_empty and "placeholder" not in given:
            lacking.append(where)
    assert not lacking, "would say “Choose options”"


def test_no_list_offers_select_all():
    lacking = [
        where
        for where, given in calls("multiselect")
        if not (isinstance(given.get("select_all"), ast.Constant) and given["select_all"].value is False)
    ]
    assert not lacking, "would offer “Select all”"


def test_a_date_is_written_as_in_sweden():
    written = {
        where: given["format"].value if isinstance(given.get("format"), ast.Constant) else None
        for where, given in calls("date_input")
    }
    assert written and set(written.values()) == {"YYYY-MM-DD"}, written


@pytest.mark.parametrize("control", ["audio_input", "camera_input", "chat_input", "color_picker"])
def test_controls_that_cannot_be_said_in_swedish_are_not_used(control: str):
    assert not list(calls(control))
