"""A file → a checked submission: decode, find the table, recognise, check. Stores nothing.

`check` reads bytes in memory and answers with what was understood and everything that is wrong
(`Checked`); `FINDING_CODES` is the catalogue of what can be. Data carries the findings, `wording`
makes sentences of them. A file without a table, or with personal data, raises `errors.UnreadableFile`.

The way of a file: `opening` (what the bytes are; archives), `decoding`, `workbooks` and `json_tables`
(bytes → text and sheets), `documents` (all of them; refuses personal data), `rows` (a table with exact row
numbers), `heads`, `headings`, `contexts` and `plans` (where the headings stand and what each column is; what
the sender has said: `answers`), `edits` (what the sender mends), `bodies` (rows made ready: notes, blanks,
one category), `gathering` (sheets and files joined), `recognition`, `organisations` and `numerals` (what
people write → what is meant), `amounts` and `cells` (all values at once, in an in-memory database:
`workbench`), `checks` (what is wrong), `records` (lists with columns of their own), `plausibility` (what is doubtful), `templates` (a file to fill in).
May import model, errors and the pure modules; web, api and the command line import it.
"""

from benchmarking.intake.catalogue import FINDING_CODES
from benchmarking.intake.checking import Checked, Reference, check, check_many
from benchmarking.intake.documents import refuse_personal_data
from benchmarking.intake.edits import Edit, cure
from benchmarking.intake.history import History
from benchmarking.intake.layouts import Column, Question
from benchmarking.intake.opening import bundle
from benchmarking.intake.records import Cell, RecordColumn, Records, records
from benchmarking.intake.templates import TemplateTexts, asked_csv, asked_workbook, safe_cell, template

__all__ = [
    "FINDING_CODES",
    "Cell",
    "Checked",
    "Column",
    "Edit",
    "History",
    "Question",
    "RecordColumn",
    "Records",
    "Reference",
    "TemplateTexts",
    "asked_csv",
    "asked_workbook",
    "bundle",
    "check",
    "check_many",
    "cure",
    "records",
    "refuse_personal_data",
    "safe_cell",
    "template",
]
