"""What the store works out once is never another viewer's, another state's or another day's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    FAGERSTA,
    HOURS,
    OWN_YEAR,
    OWNER,
    VISITOR,
    draft,
    observations,
    opening,
    published,
)
from roles import people

from benchmarking import prepared
from benchmarking.errors import Conflict
from benchmarking.model import Viewer
from benchmarking.store import Store
from benchmarking.store.kept import MOST_KEPT, Kept

TODAY = date(2026, 11, 28)

ENOUGH = {"value": 50.0, "numerator": 50.0, "denominator": 100.0}
FEW = {"value": 50.0, "numerator": 2.0, "denominator": 4.0}


def answers(store: Store, viewer: Viewer) -> Iterator[pd.DataFrame]:
    """One answer for each way in which what is withheld is judged."""
    yield store.values(viewer, [HOURS], [ASKERSUND, FAGERSTA])
    yield store.values(viewer, [HOURS], [ASKERSUND, FAGERSTA], as_of=date.today() + timedelta(days=1))
    yield store.observations(viewer, programme="MK3")


def own(store: Store, viewer: Viewer = VISITOR) -> pd.Series:
    """Women's, men's and the total's value of Askersund's own year."""
    found = store.values(viewer, [HOURS], [ASKERSUND])
    return found[found["year"] == OWN_YEAR].iloc[0][["women", "men", "total"]]


def test_nobodys_answer_depends_on_who_asked_before(store: Store) -> None:
    published(store, {"sex": "K"} | ENOUGH, {"sex": "T"} | ENOUGH, programme="MK2")
    opening(store, "MK3", "2999-01-01")
    published(store, {"sex": "K"} | ENOUGH | {"value": 51.0}, {"sex": "M"} | ENOUGH)
    published(store, {"sex": "M"} | FEW, organisation=FAGERSTA)
    everybody = people(store)
    asking = [everybody[kind] for kind in ("owner", "mentor", "visitor")]
    alone = {}
    for viewer in asking:
        store._kept = Kept()
        alone[viewer.name] = list(answers(store, viewer))
    assert len({str(found) for found in alone.values()}) > 1, "nobody is shown anything that others are not"
    store._kept = Kept()
    for viewer in (*asking, asking[0]):
        for found, expected in zip(answers(store, viewer), alone[viewer.name], strict=True):
            pd.testing.assert_frame_equal(found, expected)


def test_what_a_publication_makes_small_is_hidden_from_then_on(store: Store) -> None:
    published(store, *({"sex": sex} | ENOUGH for sex in "KMT"))
    assert own(store).notna().all()
    small = published(store, {"sex": "M"} | FEW)
    assert own(store).isna().to_list() == [True, True, False]
    store.withdraw(OWNER, small, "wrong count")
    assert own(store).notna().all()


def test_what_is_published_while_a_question_is_answered_is_not_seen_by_half_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(store, *({"sex": sex} | ENOUGH for sex in "KMT"))
    own(store)
    coming, withheld = draft(store), store._withheld

    def meanwhile(*asked: object, **named: object) -> pd.DataFrame:
        # The values have been read, and what is withheld of them has not.
        monkeypatch.undo()
        store.publish(OWNER, coming, observations({"sex": "M"} | FEW))
        assert own(store).isna().to_list() == [True, True, False]
        return withheld(*asked, **named)

    monkeypatch.setattr(store, "_withheld", meanwhile)
    assert own(store).to_list() == [50.0, 50.0, 50.0]
    assert own(store).isna().to_list() == [True, True, False]


def test_a_round_that_opens_opens_what_was_kept(store: Store) -> None:
    opening(store, "MK3", "2999-01-01")
    published(store, {"sex": "K"} | ENOUGH)
    assert OWN_YEAR not in set(store.values(VISITOR, [HOURS], [ASKERSUND])["year"])
    opening(store, "MK3", "2020-01-01")
    assert own(store)["women"] == 50.0


def test_who_sees_the_same_shares_what_is_compared(store: Store) -> None:
    opening(store, "MK3", "2999-01-01")
    assert store.sight(OWNER) == store.sight(VISITOR), "nothing is handed in that could be kept from anybody"
    published(store, {"sex": "K"} | ENOUGH, programme="MK2")
    assert prepared.facts(store, OWNER).yearly is prepared.facts(store, VISITOR).yearly
    published(store, {"sex": "M"} | ENOUGH | {"value": 77.125})
    everybody = people(store)
    sights = {kind: store.sight(viewer) for kind, viewer in everybody.items()}
    assert sights["owner"] == sights["mentor"] != sights["visitor"] == sights["outsider"]
    assert sights["visitor"].closed == {("MK3", ASKERSUND)}
    for kind in ("owner", "visitor", "mentor", "outsider"):
        found = prepared.facts(store, everybody[kind]).yearly
        assert (found["men"] == 77.125).any() == (kind in ("owner", "mentor")), kind
    assert (
        prepared.facts(store, everybody["owner"]).yearly is prepared.facts(store, everybody["mentor"]).yearly
    )


def test_what_has_changed_since_it_was_asked_for_is_not_shared(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round closes, and hands in, between the question who sees what and the values of one who sees all."""
    sight, coming, values = store.sight(OWNER), draft(store), store.values

    def meanwhile(*asked: Any, **named: Any) -> pd.DataFrame:
        monkeypatch.undo()
        opening(store, "MK3", "2999-01-01")
        store.publish(OWNER, coming, observations({"sex": "M"} | ENOUGH | {"value": 77.125}))
        return values(*asked, **named)

    monkeypatch.setattr(store, "values", meanwhile)
    assert (prepared.facts(store, OWNER).yearly["men"] == 77.125).any()
    assert not (prepared.facts(store, VISITOR).yearly["men"] == 77.125).any()
    with pytest.raises(Conflict):
        store.values(OWNER, sight=sight)


def test_only_the_newest_state_is_kept() -> None:
    kept = Kept()
    assert kept.of((1, TODAY), "what", lambda: "old") == "old"
    assert kept.of((1, TODAY), "what", lambda: "again") == "old"
    assert kept.of((1, TODAY), "other", lambda: "another") == "another"
    assert kept.of((2, TODAY), "what", lambda: "new") == "new"
    assert kept.of((1, TODAY), "what", lambda: "asked anew") == "asked anew"
    assert kept.of((2, TODAY), "what", lambda: "again") == "new"
    assert kept.of((2, TODAY + timedelta(days=1)), "what", lambda: "the day after") == "the day after"
    assert kept.of((2, TODAY), "what", lambda: "asked anew") == "asked anew"


def test_it_does_not_grow_without_end() -> None:
    kept = Kept()
    for number in range(3 * MOST_KEPT):
        kept.of((1, TODAY), number, object)
    assert len(kept._things) <= MOST_KEPT


def test_an_answer_is_kept_until_the_next_state_and_under_its_own_question(store: Store) -> None:
    known, other = prepared.facts(store, VISITOR), prepared.facts(store, OWNER)
    asked: list[str] = []

    def ask(answer: str) -> str:
        asked.append(answer)
        return answer

    assert [known.answered("who", 1, lambda: ask("first")) for _ in range(2)] == ["first", "first"]
    assert known.answered("what", 1, lambda: ask("another question")) == "another question"
    assert other.answered("who", 1, lambda: ask("for other rights")) == "for other rights"
    assert known.answered("who", 2, lambda: ask("after a change")) == "after a change"
    assert asked == ["first", "another question", "for other rights", "after a change"]
