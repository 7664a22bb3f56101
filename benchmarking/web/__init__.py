"""Streamlit's side of the house: what pages call to fetch, to ask the visitor, and to show.

`session` knows the visitor and the address, `facts` holds what is compared, `pickers` ask, `show`
draws; `places`, `comparison`, `lines` and `handing_in` are the parts that pages are put together
from. Pages import this package, `figures` and the pure modules, and nothing beneath.
"""

from benchmarking.web.accessibility import accessibility
from benchmarking.web.accounts import administers, administration
from benchmarking.web.backups import backups_section
from benchmarking.web.comparison import comparison
from benchmarking.web.effects import effects_page
from benchmarking.web.facts import Facts, facts, warm
from benchmarking.web.handing_in import handing_in
from benchmarking.web.initiative_desk import change_initiative, new_initiative
from benchmarking.web.initiative_parts import PARTS as INITIATIVE_PARTS
from benchmarking.web.initiatives import initiative_asked, initiative_heading, initiatives_list
from benchmarking.web.journeys import journey
from benchmarking.web.likeness import pick_similar
from benchmarking.web.lineage_filter import pick_part
from benchmarking.web.lines import line_links, line_sentences, news, pick_line, round_notes, rounds_table
from benchmarking.web.meeting import meeting_asked, meeting_heading, meetings_overview, next_meeting
from benchmarking.web.meeting_notes import notes
from benchmarking.web.meeting_preparing import preparing
from benchmarking.web.mentors import mentors_table, titles_table
from benchmarking.web.method import method
from benchmarking.web.one_indicator import indicator_page
from benchmarking.web.pack import pack_section
from benchmarking.web.pickers import pick_one, pick_organisations, unknown_codes
from benchmarking.web.places import (
    comparison_links,
    headline,
    journey_line,
    overline,
    paper,
    place_asked,
    search_place,
)
from benchmarking.web.practices import practice_register, practices, practised
from benchmarking.web.presenting import present, presenting
from benchmarking.web.profile import Choice, pick_choice, profile
from benchmarking.web.promises import causes, commitments, promised
from benchmarking.web.reference import pick_reference
from benchmarking.web.rounds import rounds_page
from benchmarking.web.session import (
    PAGES,
    address,
    apologise,
    asked,
    harmless,
    remember,
    store,
    viewer,
    viewer_of_cookies,
    words,
)
from benchmarking.web.sharing import share
from benchmarking.web.show import (
    Card,
    cards,
    draw_frame,
    gone_astray,
    lede,
    link,
    links,
    section,
    show,
    source_line,
    title,
    together,
)
from benchmarking.web.signing_in import providers
from benchmarking.web.submissions import submissions_page
from benchmarking.web.trail import trail_section

__all__ = [
    "INITIATIVE_PARTS",
    "PAGES",
    "Card",
    "Choice",
    "Facts",
    "accessibility",
    "address",
    "administers",
    "administration",
    "apologise",
    "asked",
    "backups_section",
    "cards",
    "causes",
    "change_initiative",
    "commitments",
    "comparison",
    "comparison_links",
    "draw_frame",
    "effects_page",
    "facts",
    "gone_astray",
    "handing_in",
    "harmless",
    "headline",
    "indicator_page",
    "initiative_asked",
    "initiative_heading",
    "initiatives_list",
    "journey",
    "journey_line",
    "lede",
    "line_links",
    "line_sentences",
    "link",
    "links",
    "meeting_asked",
    "meeting_heading",
    "meetings_overview",
    "mentors_table",
    "method",
    "new_initiative",
    "news",
    "next_meeting",
    "notes",
    "overline",
    "pack_section",
    "paper",
    "pick_choice",
    "pick_line",
    "pick_one",
    "pick_organisations",
    "pick_part",
    "pick_reference",
    "pick_similar",
    "place_asked",
    "practice_register",
    "practices",
    "practised",
    "preparing",
    "present",
    "presenting",
    "profile",
    "promised",
    "providers",
    "remember",
    "round_notes",
    "rounds_page",
    "rounds_table",
    "search_place",
    "section",
    "share",
    "show",
    "source_line",
    "store",
    "submissions_page",
    "title",
    "titles_table",
    "together",
    "trail_section",
    "unknown_codes",
    "viewer",
    "viewer_of_cookies",
    "warm",
    "words",
]
