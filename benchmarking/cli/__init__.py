"""The command line: the same checks, commands and exports as the pages.

DuckDB lets one process open the file. While the dashboard runs, a command is handed to it over a
socket that only this user can reach (`running`); else the command opens the file itself. `commands`
is what one types, `answers` what each command does with an open store.
"""

from benchmarking.cli.answers import Answer, answer
from benchmarking.cli.commands import cli, main
from benchmarking.cli.running import answering

__all__ = ["Answer", "answer", "answering", "cli", "main"]
