"""What the product says: numbers, dates, names, messages and their English."""

from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from benchmarking import wording
from benchmarking.model import (
    Direction,
    Indicator,
    KnownDate,
    Measured,
    MemberRole,
    Missing,
    OrganisationKind,
    Precision,
    Role,
    Sex,
    Shape,
    Text,
)
from benchmarking.store import DATA
from benchmarking.wording import __main__ as command
from benchmarking.wording import catalogue, numbers

SWEDISH, ENGLISH = wording.words("sv"), wording.words("en")


def indicator(unit: str = "%", decimals: int = 1, shape: Shape = Shape.BY_SEX, **fields: object) -> Indicator:
    """An indicator of which only what a test states is of interest."""
    chosen = {
        "id": "N00001",
        "title": Text("Titel", "Title"),
        "short": Text("Kort titel", "Short title"),
        "base": Text("procent", "per cent"),
        "subgoal": 2,
        "applies_to": frozenset({OrganisationKind.MUNICIPALITY}),
        "measured": Measured.YEARLY,
        "family": "N00001",
        "role": Role.GAP,
    }
    return Indicator(unit=unit, decimals=decimals, shape=shape, **(chosen | fields))


# Messages


def test_every_message_in_the_code_has_an_english_translation() -> None:
    state = catalogue.gaps(catalogue.uses(), catalogue.english())
    assert state.missing == (), (
        "run python -m benchmarking.wording, then translate the empty entries of en.po"
    )
    assert state.unused == (), "remove these from en.po"
    assert state.not_constant == (), "a message must be a constant text, or nobody can translate it"
    assert state.placeholders == (), "these translations name other values than the Swedish"


def test_english_has_the_apostrophes_and_quotation_marks_of_print() -> None:
    translated = [one.string for one in catalogue.english() if one.id]
    said = [text for one in translated for text in ((one,) if isinstance(one, str) else one)]
    named = [
        text
        for file in DATA.glob("*.toml")
        for text in re.findall(r'\ben = "((?:[^"\\]|\\.)*)"', file.read_text(encoding="utf-8"))
    ]
    assert len(said) > 1_000 and len(named) > 100
    assert [text for text in (*said, *named) if re.search(r"\w'|'\w|\}'|\"", text)] == []


def test_a_message_without_english_is_said_in_swedish_and_remembered() -> None:
    words = wording.Words("en")
    text = "Det här finns inte i katalogen, {n} gånger"
    assert words(text, n=2) == "Det här finns inte i katalogen, 2 gånger"
    assert words.untranslated == {text}


def test_a_plural_without_english_is_said_in_swedish_and_remembered() -> None:
    words = wording.Words("en")
    one, many = "{n} okänd sak", "{n} okända saker"
    assert [words.plural(one, many, n) for n in (1, 2)] == ["1 okänd sak", "2 okända saker"]
    assert words.untranslated == {one}


def test_a_text_without_english_is_said_in_swedish_and_remembered() -> None:
    words = wording.Words("en")
    assert words.text(Text("Bara svenska", "")) == "Bara svenska"
    assert words.untranslated == {"Bara svenska"}


def test_swedish_never_misses_a_message() -> None:
    words = wording.Words("sv")
    assert words("Vad som helst") == "Vad som helst"
    assert not words.untranslated


def test_a_number_with_decimals_must_be_written_before_it_is_put_into_a_message() -> None:
    with pytest.raises(TypeError, match=r"3\.5"):
        SWEDISH("rad {row}", row=3.5)


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert SWEDISH("kolumn {column}", column="{0} {x}") == "kolumn {0} {x}"


def test_a_message_without_values_is_not_filled() -> None:
    assert SWEDISH("{n}") == "{n}"


def test_plural_follows_the_count_and_groups_thousands() -> None:
    one, many = "rad {row} och {n} rad till", "rad {row} och {n} rader till"
    assert SWEDISH.plural(one, many, 1, row=5) == "rad 5 och 1 rad till"
    assert SWEDISH.plural(one, many, 1500, row=5) == "rad 5 och 1\u00a0500 rader till"
    assert ENGLISH.plural(one, many, 1500, row=5) == "row 5 and 1,500 more"


def test_there_are_two_languages_and_one_object_for_each() -> None:
    assert wording.LANGUAGES == ("sv", "en")
    assert wording.words("sv") is wording.words("sv")
    assert repr(wording.words("en")) == "words('en')"
    with pytest.raises(ValueError, match="de"):
        wording.words("de")


# Finding messages in code


@pytest.fixture
def project(tmp_path):
    """A project folder whose pages/page.py holds the given code."""

    def made(code: str, file: str = "pages/page.py"):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
        return tmp_path

    return made


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("words('a')", [("a", "")]),
        ("say('a', n=1)", [("a", "")]),
        ("say.plural('a', 'b', 3)", [("a", "b")]),
        ("wording.words('sv')('a')", [("a", "")]),
        ("words('a' if x else 'b')", [("a", ""), ("b", "")]),
        ("words('sv')", []),
        ("words()", []),
        ("words(f'{x}')", [(None, "")]),
        ("words(TABLE[x])", [(None, "")]),
        ("words.number('a')", []),
        ("other('a')", []),
    ],
)
def test_messages_are_found_where_words_are_called(project, code: str, expected: list) -> None:
    assert [(use.text, use.plural) for use in catalogue.uses(project(code))] == expected


def test_inside_wording_tables_are_marked_and_looked_up(project) -> None:
    code = "A = {1: message('a'), 2: messages('b', 'c')}\nself(A[x])\nself('d')\nwords(A[x])"
    found = catalogue.uses(project(code, "benchmarking/wording/page.py"))
    assert [(use.text, use.plural) for use in found] == [("a", ""), ("b", "c"), ("d", "")]


def test_what_code_and_catalogue_lack_is_told_apart(project) -> None:
    found = catalogue.uses(
        project("words('ny')\nwords('tom')\nwords('klar')\nwords.plural('en', 'fler', 2)\nwords(x)")
    )
    state = catalogue.gaps(found, _catalogue({"tom": "", "klar": "done", "en": "one", "onödig {n}": "odd"}))
    assert state.missing == ("en", "ny", "tom")
    assert state.unused == ("onödig {n}",)
    assert [use.line for use in state.not_constant] == [5]
    assert state.placeholders == ("onödig {n}",)


def test_missing_messages_are_added_in_order_and_translations_stay(project, tmp_path) -> None:
    path = tmp_path / "en.po"
    catalogue.write(_catalogue({"klar": "done"}), path)
    found = catalogue.uses(
        project("words('ö')\nwords('a')\nwords('klar')\nsay.plural('en', 'fler', 2)\nwords(x)")
    )
    assert catalogue.append_missing(found, path) == ("a", "en", "ö")
    assert catalogue.append_missing(found, path) == ()
    written = path.read_text(encoding="utf-8")
    places = [written.index(f'msgid "{text}"') for text in ("a", "en", "klar", "ö")]
    assert places == sorted(places)
    assert 'msgid "klar"\nmsgstr "done"' in written
    assert 'msgid_plural "fler"' in written


def _catalogue(entries: dict[str, str]) -> Catalog:
    made = Catalog(locale="en")
    for text, english in entries.items():
        made.add(text, string=english)
    return made


# Numbers


@pytest.mark.parametrize(
    ("value", "decimals", "swedish", "english"),
    [
        (226700, 0, "226\u00a0700", "226,700"),
        (59.6, 1, "59,6", "59.6"),
        (-36.5, 1, "\u221236,5", "\u221236.5"),
        (-0.04, 1, "0,0", "0.0"),
        (0.05, 1, "0,1", "0.1"),
        (2.675, 2, "2,68", "2.68"),
        (1234567.891, 2, "1\u00a0234\u00a0567,89", "1,234,567.89"),
        (6812, 0, "6\u00a0812", "6,812"),
        (0, 0, "0", "0"),
        (149, -2, "100", "100"),
    ],
)
def test_numbers_are_written_as_each_language_does(
    value: float, decimals: int, swedish: str, english: str
) -> None:
    assert SWEDISH.number(value, decimals) == swedish
    assert ENGLISH.number(value, decimals) == english


@pytest.mark.parametrize(
    ("value", "text"), [(4.56, "+4,6"), (-36.5, "\u221236,5"), (0.04, "0,0"), (-0.04, "0,0"), (0.0, "0,0")]
)
def test_a_signed_number_has_no_sign_when_it_is_zero_after_rounding(value: float, text: str) -> None:
    assert SWEDISH.signed(value, 1) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_written_number_reads_back_as_the_rounded_one(value: float, decimals: int) -> None:
    text = SWEDISH.number(value, decimals)
    plain = text.replace("\u00a0", "").replace(",", ".").replace("\u2212", "-")
    assert abs(float(plain) - value) <= 0.5 * 10**-decimals + 1e-6
    assert plain not in {"-0", "-0.0", "-0.00", "-0.000"}
    assert set(text) <= set(string.digits) | {"\u00a0", ",", "\u2212"}


@pytest.mark.parametrize("nothing", [None, float("nan"), float("inf")])
def test_no_number_is_never_blank(nothing: float | None) -> None:
    anything = indicator()
    for text in (
        SWEDISH.number(nothing),
        SWEDISH.signed(nothing),
        SWEDISH.percent(nothing),
        SWEDISH.value(anything, nothing),
        SWEDISH.bare(anything, nothing, rounded=True),
        SWEDISH.gap(anything, nothing),
    ):
        assert text == "uppgift saknas"


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "swedish", "english"),
    [
        ("%", 1, 59.6, "59,6\u00a0%", "59.6%"),
        ("kr", 0, 226712, "226\u00a0712 kronor", "226,712 kronor"),
        ("dagar", 1, 30.2, "30,2 dagar", "30.2 days"),
        ("poäng", 0, 85, "85 poäng", "85 points"),
        (
            "antal/100 000 inv",
            0,
            6812,
            "6\u00a0812 per 100\u00a0000 invånare",
            "6,812 per 100,000 inhabitants",
        ),
        ("antal/1000 inv", 0, 312, "312 per 1\u00a0000 invånare", "312 per 1,000 inhabitants"),
        ("timmar", 1, 25.1, "25,1 timmar", "25.1 hours"),
        ("år", 1, 83.4, "83,4 år", "83.4 years"),
        ("index", 1, 78.25, "78,3", "78.3"),
        ("antal", 0, 11407, "11\u00a0407", "11,407"),
    ],
)
def test_a_value_is_said_with_its_unit(
    unit: str, decimals: int, value: float, swedish: str, english: str
) -> None:
    assert SWEDISH.value(indicator(unit, decimals), value) == swedish
    assert ENGLISH.value(indicator(unit, decimals), value) == english


def test_a_share_is_said_with_a_per_cent_sign() -> None:
    assert SWEDISH.percent(12.345, 1) == "12,3\u00a0%"
    assert ENGLISH.percent(12) == "12%"


def test_kronor_in_a_sentence_are_rounded_to_hundreds_but_small_amounts_are_not() -> None:
    kronor = indicator("kr", 0)
    assert SWEDISH.value(kronor, 226749, rounded=True) == "226\u00a0700 kronor"
    assert SWEDISH.bare(kronor, 226749) == "226\u00a0749"
    assert SWEDISH.value(kronor, -532, rounded=True) == "\u2212532 kronor"
    assert SWEDISH.gap(kronor, -81949, rounded=True) == "\u221281\u00a0900"
    assert SWEDISH.bare(indicator(), 59.64, rounded=True) == "59,6"


def test_a_gap_is_signed_and_has_its_own_unit() -> None:
    share = indicator()
    assert SWEDISH.gap(share, 50) == "+50,0"
    assert SWEDISH.gap(share, -36.5) == "\u221236,5"
    assert SWEDISH.gap_unit(share) == "procentenheter"
    assert SWEDISH.gap_unit(indicator(shape=Shape.WOMENS_SHARE)) == "procentenheter"
    assert SWEDISH.gap_unit(indicator(shape=Shape.WOMENS_RELATIVE, equality_point=100.0)) == "procent"
    assert SWEDISH.gap_unit(indicator("kr", 0, Shape.WOMENS_RELATIVE, equality_point=0.0)) == "kronor"
    assert SWEDISH.gap_unit(indicator("antal", 0)) == ""
    assert ENGLISH.gap_unit(share) == "percentage points"


@pytest.mark.parametrize(
    ("value", "beside", "told"),
    [
        (0.87, [87.0], "0,87"),
        (87.0, [0.87], "87,00"),
        (0.87, [], "0,87"),
        (3.04, [3.0], "3,04"),
        (3.0, [3.0], "3,0"),
        (25.5, [24.0], "25,5"),
        (51.7486815637484, [None], "51,7"),
        # What no reader would see is not shown.
        (1.00000001, [1.0], "1,0"),
        (0.0, [0.04], "0,00"),
    ],
)
def test_a_value_to_be_judged_has_the_decimals_that_tell_it_apart(
    value: float, beside: list[float | None], told: str
) -> None:
    assert SWEDISH.bare(indicator(), value, beside=beside) == told
    assert SWEDISH.value(indicator(), value, beside=beside).startswith(told)


def test_small_counts_can_be_said_in_words() -> None:
    assert [SWEDISH.spelled(n) for n in (0, 1, 4, 12, 13, 1500)] == [
        "noll", "en", "fyra", "tolv", "13", "1\u00a0500",
    ]  # fmt: skip
    assert SWEDISH.spelled(1, neuter=True) == "ett"
    assert ENGLISH.spelled(1) == "one"


# Dates


def test_dates_are_written_in_words() -> None:
    assert SWEDISH.date(date(2026, 11, 22)) == "22 november 2026"
    assert ENGLISH.date(date(2026, 11, 22)) == "22 November 2026"
    assert SWEDISH.moment(datetime(2026, 11, 22, 9, 31)) == "22 november 2026 kl. 09.31"
    assert ENGLISH.moment(datetime(2026, 11, 22, 9, 31)) == "22 November 2026 at 09:31"


def test_a_moment_with_a_zone_is_told_in_swedish_time() -> None:
    assert SWEDISH.moment(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "1 juli 2026 kl. 00.30"


@pytest.mark.parametrize(
    ("precision", "swedish", "english"),
    [
        (Precision.DAY, "1 juli 2019", "1 July 2019"),
        (Precision.MONTH, "juli 2019", "July 2019"),
        (Precision.YEAR, "2019", "2019"),
        (Precision.BY, "senast 1 juli 2019", "1 July 2019 at the latest"),
        (Precision.BEFORE, "före 1 juli 2019", "before 1 July 2019"),
    ],
)
def test_a_date_is_told_as_well_as_it_is_known(precision: Precision, swedish: str, english: str) -> None:
    known = KnownDate(date(2019, 7, 1), precision)
    assert SWEDISH.known_date(known) == swedish
    assert ENGLISH.known_date(known) == english


def test_years_are_joined_by_an_en_dash() -> None:
    assert SWEDISH.year_range(2010, 2022) == "2010\u20132022"
    assert SWEDISH.year_range(2022, 2022) == "2022"


# Lists and names


@pytest.mark.parametrize(
    ("items", "swedish", "english"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A och B", "A and B"),
        (["A", "B", "C"], "A, B och C", "A, B and C"),
    ],
)
def test_lists_are_joined_as_in_a_sentence(items: list[str], swedish: str, english: str) -> None:
    assert SWEDISH.joined(items) == swedish
    assert ENGLISH.joined(items) == english


def test_names_are_sorted_as_swedish_does() -> None:
    names = [
        "Örebro",
        "åre",
        "Ängelholm",
        "Älmhult",
        "Zinkgruvan",
        "Åmål",
        "Ale",
        "Müller",
        "Mylla",
        "Ekerö",
        "Édsele",
    ]
    expected = [
        "Ale", "Édsele", "Ekerö", "Mylla", "Müller", "Zinkgruvan", "Åmål", "åre", "Älmhult", "Ängelholm", "Örebro",
    ]  # fmt: skip
    assert SWEDISH.sorted(names) == expected
    assert ENGLISH.sorted(reversed(names)) == expected
    assert SWEDISH.sorted([(1, "Ö"), (2, "Å")], key=lambda item: item[1]) == [(2, "Å"), (1, "Ö")]


def test_the_five_faces_of_missing_are_told_apart() -> None:
    assert [SWEDISH.missing(mark) for mark in (*Missing, None)] == [
        "bortfall",
        "finns inte här",
        "dolt: gruppen är för liten",
        "inget värde, orsak okänd",
        "inget värde, orsak okänd",
    ]
    assert SWEDISH.missing("suppressed") == "dolt: gruppen är för liten"
    assert SWEDISH.number(0) == "0"


def test_things_have_names_in_both_languages() -> None:
    for words in (wording.Words("sv"), wording.Words("en")):
        told = [
            [words.organisation_kind(kind) for kind in OrganisationKind],
            [words.organisation_kind(kind, 2) for kind in OrganisationKind],
            [words.member_role(role) for role in MemberRole],
            [words.sex(sex) for sex in Sex],
            [words.direction(direction) for direction in Direction],
            [words.subgoal(number) for number in range(1, 7)],
            [words.missing(mark) for mark in Missing],
        ]
        assert all(len(set(names)) == len(names) and all(names) for names in told)
        assert not words.untranslated
    assert SWEDISH.organisation_kind("county", 2) == "län"
    assert ENGLISH.organisation_kind("county", 2) == "counties"
    assert SWEDISH.subgoal(4) == "Obetalt hem- och omsorgsarbete"
    assert SWEDISH.direction(Direction.HIGHER) == "högre är bättre"
    assert (SWEDISH.quoted("x"), ENGLISH.quoted("x")) == ("”x”", "“x”")


def test_rounding_keeps_the_exact_decimal_of_a_float() -> None:
    assert str(numbers.rounded(1.005, 2)) == "1.01"
    assert str(numbers.rounded(-0.0, 1)) == "0.0"


# The command


def test_the_command_is_silent_when_nothing_is_lacking(monkeypatch, capsys) -> None:
    monkeypatch.setattr(catalogue, "uses", lambda: [catalogue.Use("a.py", 1, "klar")])
    monkeypatch.setattr(catalogue, "english", lambda: _catalogue({"klar": "done"}))
    monkeypatch.setattr(catalogue, "append_missing", lambda found: ())
    assert command.main() == 0
    assert capsys.readouterr().out == ""


def test_the_command_lists_what_is_lacking(monkeypatch, capsys) -> None:
    found = [catalogue.Use("a.py", 1, "ny"), catalogue.Use("a.py", 2, None)]
    monkeypatch.setattr(catalogue, "uses", lambda: found)
    monkeypatch.setattr(catalogue, "english", lambda: _catalogue({"klar": "done"}))
    monkeypatch.setattr(catalogue, "append_missing", lambda found: ("ny",))
    assert command.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "without English, to be translated in en.po (1)",
        "  ny",
        "unused (1)",
        "  klar",
        "not a constant (1)",
        "  a.py:2",
    ]
