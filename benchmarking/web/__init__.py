"""Streamlit's side of the house: what pages call to fetch, to ask the visitor, and to show.

What every page uses lies here: `session` knows the visitor and the address, `facts` holds what is compared,
`pickers` ask, `show` draws, `turns` says whose page is next, `explain` tells a figure's way, `sharing` its
address, `coordinating` carries out a change and says what came of it, `signing_in` and `own_account` know the
person.

The parts that pages are put together from lie in a folder for each part of the work: `comparing`, `network`,
`meetings`, `initiatives`, `submitting` (one file), `collecting` (a whole round's), `administering`, `about`.
Pages import this package, `figures` and the pure modules, and nothing beneath.
"""

from benchmarking.web.about.accessibility import accessibility, best_practices
from benchmarking.web.about.design import design
from benchmarking.web.about.first_visit import examples, ways_in
from benchmarking.web.about.method import method
from benchmarking.web.administering.accounts import administers, administration
from benchmarking.web.administering.backups import backups_section
from benchmarking.web.administering.trail import trail_section
from benchmarking.web.collecting.submissions import submissions_page
from benchmarking.web.comparing.comparison import comparison
from benchmarking.web.comparing.likeness import pick_similar
from benchmarking.web.comparing.one_indicator import indicator_page
from benchmarking.web.comparing.places import (
    comparison_links,
    headline,
    journey_line,
    overline,
    paper,
    place_asked,
    region_instead,
    search_place,
)
from benchmarking.web.comparing.profile import Choice, pick_choice, profile
from benchmarking.web.comparing.reference import pick_reference
from benchmarking.web.facts import Facts, facts, warm
from benchmarking.web.initiatives.initiative_desk import change_initiative, new_initiative
from benchmarking.web.initiatives.initiative_parts import PARTS as INITIATIVE_PARTS
from benchmarking.web.initiatives.initiatives import initiative_asked, initiative_heading, initiatives_list
from benchmarking.web.meetings.meeting import meeting_asked, meeting_heading, meetings_overview, next_meeting
from benchmarking.web.meetings.meeting_notes import notes
from benchmarking.web.meetings.meeting_preparing import preparing
from benchmarking.web.meetings.pack import pack_section
from benchmarking.web.meetings.practices import practice_register, practices, practised
from benchmarking.web.meetings.presenting import present, presenting
from benchmarking.web.meetings.promises import causes, commitments, promised
from benchmarking.web.network.effects import effects_page
from benchmarking.web.network.journeys import journey
from benchmarking.web.network.lineage_filter import pick_part
from benchmarking.web.network.lines import (
    line_links,
    line_sentences,
    news,
    pick_line,
    round_notes,
    rounds_table,
)
from benchmarking.web.network.mentors import mentors_table, titles_table
from benchmarking.web.network.rounds import rounds_page
from benchmarking.web.pickers import pick_one, pick_organisations, unknown_codes
from benchmarking.web.session import (
    PAGES,
    address,
    apologise,
    asked,
    begin,
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
    page,
    section,
    show,
    source_line,
    title,
    together,
)
from benchmarking.web.signing_in import providers
from benchmarking.web.submitting.handing_in import handing_in

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
    "begin",
    "best_practices",
    "cards",
    "causes",
    "change_initiative",
    "commitments",
    "comparison",
    "comparison_links",
    "design",
    "draw_frame",
    "effects_page",
    "examples",
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
    "page",
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
    "region_instead",
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
    "ways_in",
    "words",
]
