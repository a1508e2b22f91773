"""A command's own folder."""

from __future__ import annotations

import pytest

from local.folder import InUse, own_folder


def test_what_an_earlier_command_left_is_removed(tmp_path):
    with own_folder("demo", tmp_path) as folder:
        (folder / "left").write_text("from a crash")
    with own_folder("demo", tmp_path) as folder:
        assert list(folder.iterdir()) == []


def test_a_command_runs_once_at_a_time(tmp_path):
    with own_folder("demo", tmp_path), pytest.raises(InUse, match="demo"), own_folder("demo", tmp_path):
        pass


def test_two_commands_run_side_by_side(tmp_path):
    with own_folder("up", tmp_path) as up, own_folder("test", tmp_path) as test:
        assert up != test
