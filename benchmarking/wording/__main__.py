"""`python -m benchmarking.wording`: lists what the English catalogue lacks and adds an empty entry for each."""

from __future__ import annotations

import sys

from benchmarking.wording import catalogue


def main() -> int:
    """Lists missing, unused, unclear and differing messages; 0 where there are none, else 1."""
    found = catalogue.uses()
    state = catalogue.gaps(found, catalogue.english())
    catalogue.append_missing(found)
    groups = {
        "without English, to be translated in en.po": state.missing,
        "unused": state.unused,
        "not a constant": tuple(f"{use.path}:{use.line}" for use in state.not_constant),
        "other {names} than the Swedish": state.placeholders,
    }
    for heading, texts in groups.items():
        if texts:
            sys.stdout.write(f"{heading} ({len(texts)})\n" + "".join(f"  {text}\n" for text in texts))
    return 1 if any(groups.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
