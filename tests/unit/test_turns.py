"""Pages are made in the order they were asked for, few at once; a slow one keeps nobody waiting for long."""

from __future__ import annotations

import threading
import time

import pytest

from benchmarking.web.turns import AT_ONCE, SHORT, Turns


def test_few_are_in_at_once_and_whoever_has_waited_longest_comes_first():
    turns, order, most, inside = Turns(), [], [], set()
    lock = threading.Lock()

    def work(number: int) -> None:
        with turns.taken():
            with lock:
                inside.add(number)
                order.append(number)
                most.append(len(inside))
            time.sleep(SHORT / 10)
            with lock:
                inside.discard(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
        time.sleep(0.002)
    for thread in threads:
        thread.join()
    assert max(most) == AT_ONCE
    # Two that are let in together may note themselves in either order.
    assert all(abs(place - number) < AT_ONCE for place, number in enumerate(order))


def test_slow_pages_do_not_keep_others_waiting():
    turns, release = Turns(), threading.Event()

    def slow() -> None:
        with turns.taken():
            release.wait(30)

    threads = [threading.Thread(target=slow) for _ in range(4 * AT_ONCE)]
    for thread in threads:
        thread.start()
    time.sleep(5 * SHORT)
    begun = time.monotonic()
    with turns.taken():
        waited = time.monotonic() - begun
    release.set()
    for thread in threads:
        thread.join()
    assert waited < 2 * SHORT


def test_a_page_that_fails_gives_its_turn_back():
    turns = Turns()
    for _ in range(3 * AT_ONCE):
        with pytest.raises(ZeroDivisionError), turns.taken():
            raise ZeroDivisionError
    begun = time.monotonic()
    with turns.taken():
        assert time.monotonic() - begun < SHORT
