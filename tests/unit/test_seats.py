"""Seats by rule: the same allotment every time, never more than there are, and a reason for each."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.seats import Allotment, SeatOffer, SeatRequest, allot, tally

CLOSES = date(2026, 8, 31)
OPENED = datetime(2026, 6, 1, 9, 0)


def offer(seats: int = 120, per_member: int = 2) -> SeatOffer:
    return SeatOffer(1, "Basutbildning", seats, per_member, CLOSES)


def asking(organisation: str, wanted: int, day: int = 0, kept: int | None = None) -> SeatRequest:
    """Asked so many days after the offer opened; day 92 and later is too late."""
    return SeatRequest(
        1, organisation, OPENED + timedelta(days=day), wanted, wanted if kept is None else kept
    )


def by_name(allotments: tuple[Allotment, ...]) -> dict[str, Allotment]:
    return {one.organisation: one for one in allotments}


def slow(seats: int, requests: list[SeatRequest], closes: date) -> dict[tuple[str, datetime | None], int]:
    """The rule as it is told, one seat at a time."""
    timely: dict[str, tuple[datetime, int]] = {}
    for one in requests:
        if one.asked.date() <= closes:
            first, wanted = timely.get(one.organisation, (one.asked, 0))
            timely[one.organisation] = (min(first, one.asked), wanted + one.kept)
    given = dict.fromkeys(timely, 0)
    while seats:
        hungry = [name for name in timely if given[name] < timely[name][1]]
        if not hungry:
            break
        given[min(hungry, key=lambda name: (given[name], timely[name][0], name))] += 1
        seats -= 1
    found: dict[tuple[str, datetime | None], int] = {(name, None): got for name, got in given.items()}
    late: dict[tuple[datetime, str], int] = {}
    for one in requests:
        if one.asked.date() > closes:
            late[one.asked, one.organisation] = late.get((one.asked, one.organisation), 0) + one.kept
    for (asked, name), wanted in sorted(late.items()):
        found[name, asked] = min(wanted, seats)
        seats -= found[name, asked]
    return found


@st.composite
def requests(draw: st.DrawFn) -> list[SeatRequest]:
    """Some of 41 agencies, in time and late, some of whom give back."""
    found = []
    for number in draw(st.lists(st.integers(1, 41), max_size=50)):
        wanted = draw(st.integers(0, 9))
        day = draw(st.integers(0, 130))
        found.append(asking(f"myndighet-{number:02}", wanted, day, draw(st.integers(0, wanted))))
    return list({one.key: one for one in found}.values())


OFFERS = st.builds(offer, seats=st.integers(0, 150), per_member=st.integers(0, 4))


@given(OFFERS, requests(), st.randoms(use_true_random=False))
def test_the_rule_allots_the_same_whatever_the_order_of_the_rows(given_offer, asked, random):
    shuffled = list(asked)
    random.shuffle(shuffled)
    assert allot(given_offer, shuffled) == allot(given_offer, asked)


@given(OFFERS, requests())
def test_it_allots_what_the_rule_says_one_seat_at_a_time(given_offer, asked):
    found = {
        (one.organisation, one.asked if one.late else None): one.seats for one in allot(given_offer, asked)
    }
    assert found == slow(given_offer.seats, asked, CLOSES)


@given(OFFERS, requests())
def test_never_more_than_there_are_nor_more_than_somebody_wants_and_every_seat_has_its_reason(
    given_offer, asked
):
    allotments = allot(given_offer, asked)
    assert sum(one.seats for one in allotments) <= given_offer.seats
    for one in allotments:
        assert one.seats == one.offered + one.extra + one.freed
        assert min(one.offered, one.extra, one.freed, one.waiting) >= 0
        assert one.seats + one.waiting + one.given_back == one.wanted
        assert one.offered <= given_offer.per_member
    # No seat is left while somebody waits.
    told = tally(given_offer, allotments)
    assert told.left == 0 or told.waiting == 0
    places = sorted(one.place for one in allotments if one.place)
    assert places == list(range(1, len(places) + 1))


@given(OFFERS, requests())
def test_one_more_seat_goes_to_the_first_who_waits_and_to_nobody_else(given_offer, asked):
    before = allot(given_offer, asked)
    after = allot(offer(given_offer.seats + 1, given_offer.per_member), asked)
    gained = [(one.place, new.seats - one.seats) for one, new in zip(before, after, strict=True)]
    assert [place for place, more in gained if more] == [place for place, _ in gained if place == 1]
    assert all(more in (0, 1) for _, more in gained)


@given(OFFERS, requests(), st.data())
def test_nobody_loses_a_seat_by_what_others_do_after_the_closing_day(given_offer, asked, data):
    def kept(one: Allotment) -> tuple[str, datetime | None]:
        return one.organisation, one.asked if one.late else None

    before = {kept(one): one.seats for one in allot(given_offer, asked)}
    latest = max((one.asked for one in asked), default=OPENED)
    newcomer = SeatRequest(1, "ny", max(latest, OPENED + timedelta(days=100)) + timedelta(days=1), 5, 5)
    with_newcomer = {kept(one): one.seats for one in allot(given_offer, [*asked, newcomer])}
    assert all(with_newcomer[key] == seats for key, seats in before.items())
    if asked:
        at = data.draw(st.integers(0, len(asked) - 1))
        gone = asked[at]
        returned = SeatRequest(
            1, gone.organisation, gone.asked, gone.wanted, data.draw(st.integers(0, gone.kept))
        )
        after = {
            kept(one): one.seats for one in allot(given_offer, [*asked[:at], returned, *asked[at + 1 :]])
        }
        assert all(after[key] >= seats for key, seats in before.items() if key[0] != gone.organisation)


def agencies(*wants: int) -> list[SeatRequest]:
    return [asking(f"myndighet-{number:02}", want, number) for number, want in enumerate(wants, start=1)]


def test_forty_one_agencies_and_a_hundred_and_twenty_seats():
    # All ask for five: two each, and the 38 seats left go to the 38 who asked first.
    allotments = allot(offer(), agencies(*[5] * 41))
    assert [one.seats for one in allotments] == [3] * 38 + [2] * 3
    assert [(one.offered, one.extra) for one in allotments[:1]] == [(2, 1)]
    assert [one.place for one in allotments[-3:]] == [1, 2, 3]
    told = tally(offer(), allotments)
    assert (told.wanted, told.allotted, told.left, told.waiting) == (205, 120, 0, 85)


def test_a_late_asking_waits_and_gets_what_is_given_back_after_those_who_asked_in_time():
    asked = [asking("a", 4, 1), asking("b", 4, 2), asking("late", 2, 120)]
    found = by_name(allot(offer(7), asked))
    assert {name: one.seats for name, one in found.items()} == {"a": 4, "b": 3, "late": 0}
    assert (found["b"].place, found["late"].place, found["late"].late) == (1, 2, True)
    # Three of a's seats come back: one to b, who asked in time, two to the late one.
    found = by_name(allot(offer(7), [asking("a", 4, 1, kept=1), *asked[1:]]))
    assert {name: one.seats for name, one in found.items()} == {"a": 1, "b": 4, "late": 2}
    assert (found["b"].freed, found["late"].freed, found["a"].given_back) == (1, 2, 3)


def test_asking_twice_in_time_is_asking_once_and_asking_late_is_another_asking():
    allotments = allot(offer(3), [asking("a", 1, 1), asking("a", 1, 5), asking("a", 1, 120)])
    assert [(one.wanted, one.late, one.seats) for one in allotments] == [(2, False, 2), (1, True, 1)]


def test_who_came_is_told_only_where_it_is_noted():
    came = SeatRequest(1, "a", OPENED, 3, 3, taken=2)
    told = tally(offer(), allot(offer(), [came, asking("b", 1)]))
    assert (told.taken, told.noted) == (2, 1)
    assert tally(offer(), allot(offer(), [asking("b", 1)])).taken is None


def test_requests_of_another_offer_are_passed_over():
    assert allot(offer(), [SeatRequest(2, "a", OPENED, 1, 1)]) == ()


@pytest.mark.parametrize(("seats", "kept"), [(-1, 1), (5, 3), (5, -1)])
def test_fewer_than_no_seats_or_more_back_than_asked_for_is_refused(seats, kept):
    with pytest.raises(ValueError, match="seats"):
        allot(offer(seats), [asking("a", 2, kept=kept)])
