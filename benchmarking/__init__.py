"""The network's house. This docstring is its map; nothing is imported here.

A number's way: file → intake → submission (draft) → published observation → comparison →
figure and sentence → page, document, API.

The nouns      model, errors
Pure           lines, gaps, claims, statistics, peers, disclosure, network, access: frames and nouns in and out
Languages      wording: Swedish first, English complete
Outside worlds store (the DuckDB file), intake (handed-in files), figures (HTML and Plotly)
Between        drafts (from file to publication), prepared (what is compared), tables and exports (as files)
Entrances      web (Streamlit), api (HTTP), cli (the command line)

Imports point one way: dashboard → web, api, cli; pages → web, figures and the pure modules;
web, api, cli → what stands between, figures, intake, store; figures → wording; all of those → the pure
modules; pure modules → model, errors and the numerical libraries. DuckDB is imported in store/ and
intake/ only, Plotly in figures/ only, Streamlit in web/, pages/ and dashboard.py only.
`tests/unit/test_architecture.py` holds it.
"""
