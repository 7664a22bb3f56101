"""A file → a checked submission: decode, find the table, recognise, check. Stores nothing.

`check` reads bytes in memory and answers with what was understood and everything that is wrong
(`Checked`); `FINDING_CODES` is the catalogue of what can be. Data carries the findings, `wording`
makes sentences of them. A file without a table, or with personal data, raises `errors.UnreadableFile`.

The way of a file: `decoding` (bytes → text), `rows` (text → a table with exact row numbers), `layouts`
(what headings mean), `recognition` and `numerals` (what people write → what is meant), `cells` (all
rows at once, in an own in-memory database), `checks` (what is wrong), `templates` (a file to fill in).
May import model, errors and the pure modules; web, api and the command line import it.
"""

from benchmarking.intake.catalogue import FINDING_CODES
from benchmarking.intake.checking import Checked, Reference, check, check_many
from benchmarking.intake.documents import refuse_personal_data
from benchmarking.intake.layouts import Column, Question
from benchmarking.intake.templates import safe_cell, template

__all__ = [
    "FINDING_CODES",
    "Checked",
    "Column",
    "Question",
    "Reference",
    "check",
    "check_many",
    "refuse_personal_data",
    "safe_cell",
    "template",
]
