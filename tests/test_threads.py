"""Work shared between threads: every tile once, errors passed on, nobody waits for ever."""

import threading
import time
import weakref

import pytest

from dwmtj.threads import run_threads


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
@pytest.mark.parametrize("tiles", [0, 1, 2, 7, 100])
def test_every_tile_is_done_once_in_few_runs(threads, tiles):
    runs = []
    run_threads(threads, lambda first, last: runs.append((first, last)), tiles)
    assert sorted(i for first, last in runs for i in range(first, last)) == list(range(tiles))
    assert len(runs) == max(1, min(threads, tiles))


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_an_error_of_any_thread_reaches_the_caller(bad):
    def fail(first, last):
        if first <= bad < last:
            raise KeyError(bad)

    with pytest.raises(KeyError):
        run_threads(3, fail, 3)
    run_threads(3, lambda first, last: None, 3)  # and the threads go on


def test_the_work_is_done_at_the_same_time():
    meeting = threading.Barrier(3, timeout=10)
    run_threads(3, lambda first, last: meeting.wait(), 3)


def test_a_kernel_may_share_out_its_own_work():
    done = []

    def inner(first, last):
        done.extend(range(first, last))

    def outer(first, last):
        for _ in range(first, last):
            run_threads(2, inner, 4)

    run_threads(2, outer, 6)
    assert sorted(done) == sorted(list(range(4)) * 6)


class _Array:
    """Can be watched, unlike a tuple."""


def test_arrays_are_let_go_when_the_work_is_done():
    array = _Array()
    watched = weakref.ref(array)
    run_threads(2, lambda first, last, array: None, 2, array)
    del array
    for _ in range(100):
        if watched() is None:
            break
        time.sleep(0.05)  # the other thread may still be on its way back to the queue
    assert watched() is None
