"""`python -m benchmarking` is the command line."""

from benchmarking.cli import main

main()
