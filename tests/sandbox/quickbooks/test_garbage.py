"""What is stored for good is kept out of the garbage collector's way, and is freed all the same."""

import gc
import weakref

import pytest

from sandbox.quickbooks.company import Change
from sandbox.quickbooks.garbage import EVERY, Garbage, without_collecting


@pytest.fixture(autouse=True)
def _collector():
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


class Kept:
    pass


def test_documents_count_as_lasting_once_many_were_written():
    garbage, kept = Garbage(), [Kept() for _ in range(50)]
    written = [Change("Invoice", "1", None, {})]
    garbage.note(None, written * (EVERY - 1))
    assert gc.get_freeze_count() == 0
    garbage.note(None, written)
    assert gc.get_freeze_count() >= len(kept)
    watched = weakref.ref(kept[0])
    kept.clear()
    assert watched() is None


def test_while_a_state_is_read_nothing_is_collected_and_afterwards_it_is_again_even_after_a_failure():
    with pytest.raises(RuntimeError), without_collecting():
        assert not gc.isenabled()
        raise RuntimeError
    assert gc.isenabled()
