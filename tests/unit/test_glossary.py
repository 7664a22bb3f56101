"""The words of the trade: one explanation each, in both languages, wherever they stand."""

from __future__ import annotations

import ast
import csv
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import DATA

from benchmarking import figures, wording
from benchmarking.model import Counted, MemberRole, Organisation, OrganisationKind
from benchmarking.web.show import explained
from benchmarking.wording.glossary import GLOSSARY, ROLES, term_of

ROOT = Path(__file__).resolve().parents[2]
SWEDISH, ENGLISH = wording.words("sv"), wording.Words("en")


def test_every_term_is_explained_in_both_languages():
    for key in GLOSSARY:
        for words in (SWEDISH, ENGLISH):
            assert words.term(key) == words.term(key).strip() and words.meaning(key).endswith(".")
            assert words.meaning(key)[0].isupper()
    assert not ENGLISH.untranslated
    assert ROLES.keys() == set(MemberRole)


def _asked() -> set[str]:
    """The keys that the code asks the glossary for."""
    found = set()
    for file in [*(ROOT / "benchmarking").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = {"term": node.args[:1], "meaning": node.args[:1], "explained": node.args[1:]}.get(
                name, []
            )
            given = [*given, *(one.value for one in node.keywords if one.arg == "term")]
            found |= {
                one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return found


def test_what_the_pages_explain_is_in_the_glossary():
    asked = _asked()
    assert {"mot", "kommungrupp", "intervall", "effekt", "dolt"} <= asked
    assert asked <= GLOSSARY.keys()


@pytest.mark.parametrize(
    ("verdict", "basis", "counted", "term"),
    [
        ("women_higher", "certain", None, "saker"),
        ("men_higher", "lasting", None, "varaktig"),
        ("women_higher", "counted", Counted.POSTS, "raknad"),
        ("even", "counted", Counted.POSTS, "jamnt"),
        ("even", "counted", Counted.DAYS, "raknad"),
        ("no_certain", None, None, "ingen-saker"),
        ("cannot_tell", None, None, "avgors-inte"),
        ("not_compared", None, None, "jamfors-inte"),
    ],
)
def test_a_verdict_is_explained_by_its_own_term(verdict, basis, counted, term):
    row, indicator = SimpleNamespace(verdict=verdict, basis=basis), SimpleNamespace(counted=counted)
    assert term_of(row, indicator) == term


def test_the_legend_says_on_hover_what_its_words_mean():
    for words in (SWEDISH, ENGLISH):
        drawn = figures.legend(words)
        for key in ("saker", "raknad", "varaktig", "ingen-saker", "avgors-inte"):
            assert words.meaning(key) in drawn.replace("&#x27;", "'")


# Names that follow the language


def test_skrs_groups_are_named_as_in_the_register_and_in_english_as_skr_does():
    lines = (DATA / "organisations.csv").read_text(encoding="utf-8").splitlines()
    groups = {
        (one["skr_group"], one["skr_group_name"])
        for one in csv.DictReader(line for line in lines if not line.startswith("#"))
        if one["skr_group"]
    }
    assert len(groups) == 9
    for code, name in groups:
        place = Organisation("1882", "X", OrganisationKind.MUNICIPALITY, skr_group=code, skr_group_name=name)
        assert SWEDISH.municipality_group(place) == name
        assert ENGLISH.municipality_group(place) != name
    assert not ENGLISH.untranslated
    rural = Organisation("1882", "X", OrganisationKind.MUNICIPALITY, skr_group="C8")
    assert ENGLISH.municipality_group(rural) == "Rural municipality"
    new = Organisation("1882", "X", OrganisationKind.MUNICIPALITY, skr_group="D1", skr_group_name="Ny grupp")
    assert ENGLISH.municipality_group(new) == "Ny grupp"
    assert SWEDISH.municipality_group(Organisation("01", "X", OrganisationKind.COUNTY)) is None


def test_one_has_a_role_and_several_have_it_in_the_plural():
    told = {
        words.language: [words.member_role("participant", n) for n in (1, 2)] for words in (SWEDISH, ENGLISH)
    }
    assert told == {"sv": ["deltagare", "deltagare"], "en": ["participant", "participants"]}
    assert SWEDISH.member_role(MemberRole.MENTOR, 2) == "mentorer"


def test_the_first_mention_in_a_sentence_is_explained_whatever_its_ending(monkeypatch):
    pages = sys.modules[explained.__module__]
    monkeypatch.setattr(pages, "words", lambda: SWEDISH)
    monkeypatch.setattr(pages, "address", lambda page: f"/{page}")
    said = explained("Mentorn <b> och en mentor till: intervallet och effekt.", "mentor", "intervall")
    assert said.startswith('<a class="page-term" href="/method#ord-mentor" title="En som själv')
    assert said.count("<a ") == 2
    assert ">Mentorn</a> &lt;b&gt; och en mentor till: <a" in said
    assert said.endswith(">intervallet</a> och effekt.")
    assert explained("Inget av det.", "mentor") == "Inget av det."


def test_a_source_is_told_in_the_pages_language():
    own = SimpleNamespace(source="Nätverkets egen insamling", producer=None)
    kolada = SimpleNamespace(source="Kolada", producer="SCB")
    unknown = SimpleNamespace(source="Kolada", producer=None)
    assert [ENGLISH.source(one) for one in (own, kolada, unknown)] == [
        "The network’s own collection",
        "SCB through Kolada",
        "no figure through Kolada",
    ]
    assert SWEDISH.source(own) == "Nätverkets egen insamling"
