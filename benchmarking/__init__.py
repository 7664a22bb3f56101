"""The network's house. This docstring is its map; nothing is imported here.

A number's way: file → intake → submission (draft) → published observation → comparison →
figure and sentence → page, document, API.

The nouns       model, errors
Pure            gaps (on lines), claims, statistics, peers, disclosure, network, coverage, access;
                rounds (their life), rules, titles, pairing, assessments, meetings, ics;
                preparing (what a group gets before a meeting);
                changes (a draft against what is published); effect (did the gaps close?);
                initiatives (training, agencies, declarations, partnerships), seats (allotted by rule)
Languages       wording: Swedish first, English complete
Outside worlds  store (a DuckDB file, or a lake), intake (handed-in files), figures (HTML, SVG, Plotly, slides), packs (PDF, PowerPoint, Word)
Shared steps    drafts (file to publication), error_report (its faults, to send back), kolada
                (official figures fetched), prepared (what is compared, kept for each state of the
                store), tables and exports (figures as they leave), upkeep (verified, backed up, restored),
                team_packs (a group's pack, from the store to a file),
                rebuilding (every figure from its original)
Entrances       web (Streamlit), api (HTTP), cli (the command line)

Imports point one way: dashboard → web, api, cli, upkeep; pages → web, figures and the pure modules;
web, api, cli → the shared steps, packs, figures, intake, store; those → wording, access and the pure
modules; pure modules → model, errors and the numerical libraries. DuckDB is imported in store/ and
intake/ only, Plotly in figures/ only, Streamlit in web/, pages/ and dashboard.py only.
`tests/unit/test_architecture.py` holds it.
"""
