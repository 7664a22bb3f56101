"""How figures are counted, and how accessible the pages are."""
