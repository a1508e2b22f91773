"""Files carry orders between tasks, exactly."""

from pathlib import Path

import msgspec
import pytest

from order_sync import files


class Row(msgspec.Struct, frozen=True):
    name: str
    amount: int


ROWS = [Row("Ünïcode, “quoted”\n", 10**15), Row("", -1)]


@pytest.mark.parametrize("base", ["{}", "file://{}"])
def test_rows_come_back_as_they_were_written(base, tmp_path):
    address = files.write_rows(f"{base.format(tmp_path)}/run/orders/0001.jsonl.gz", ROWS)
    assert list(files.read_rows(address, Row)) == ROWS
    assert [
        file.rpartition("/")[2] for file in files.list_files(files.run_folder(base.format(tmp_path), "run", "orders"))
    ] == ["0001.jsonl.gz"]


def test_the_same_rows_give_the_same_bytes(tmp_path):
    one, two = (files.write_rows(f"{tmp_path}/{name}.gz", ROWS) for name in ("one", "two"))
    assert files.read_bytes(one) == files.read_bytes(two)


def test_a_runs_folder_has_a_name_that_any_storage_can_hold():
    assert files.run_folder("s3://bucket/runs/", "shop", "manual__2026-11-22T10:00:00+00:00") == (
        "s3://bucket/runs/shop/manual__2026-11-22T10_00_00_00_00"
    )


@pytest.mark.parametrize("run_id", ["..", ".", "../other", "/etc", "..."])
def test_no_run_id_leads_out_of_the_syncs_own_folder(run_id, tmp_path):
    folder = Path(files.run_folder(str(tmp_path), "shop", run_id))
    assert folder.resolve().parent == tmp_path / "shop"


def test_a_file_beside_another_keeps_its_name_whatever_the_folder_is_called():
    assert files.beside("s3://orders/orders/run/orders/0001.gz", "planned") == "s3://orders/orders/run/planned/0001.gz"


def test_a_folder_that_does_not_exist_holds_no_files(tmp_path):
    assert files.list_files(f"{tmp_path}/none") == []
