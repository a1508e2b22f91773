"""The settings of an Airflow on one machine."""

from __future__ import annotations

import json

from local.airflow_settings import environment, new_place, write_password


def test_two_places_share_no_port(tmp_path):
    one, two = new_place(tmp_path / "one"), new_place(tmp_path / "two")
    assert len({one.port, *one.log_ports, two.port, *two.log_ports}) == 6


def test_a_preferred_port_is_kept(tmp_path):
    assert new_place(tmp_path, port=8080).url == "http://127.0.0.1:8080"


def test_what_the_user_has_set_for_another_airflow_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("AIRFLOW_CONN_BOOKS", "quickbooks://of-the-real-company")
    monkeypatch.setenv("ORDER_SYNC_DATABASE_URL", "postgresql://the-real-ledger")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    settings = environment(new_place(tmp_path), {"AIRFLOW_CONN_SHOP": "{}"})
    assert settings["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert settings["ORDER_SYNC_DATABASE_URL"].startswith("sqlite:")
    assert "AIRFLOW_CONN_BOOKS" not in settings
    assert "PYTHONDONTWRITEBYTECODE" not in settings
    assert settings["AIRFLOW_CONN_SHOP"] == "{}"


def test_everything_listens_on_the_loopback_interface_and_lies_in_the_places_folder(tmp_path):
    settings = environment(new_place(tmp_path), {})
    assert settings["AIRFLOW__API__HOST"] == "127.0.0.1"
    for name in ("AIRFLOW_HOME", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "ORDER_SYNC_DATABASE_URL", "ORDER_SYNC_DATA_URL"):
        assert str(tmp_path) in settings[name]


def test_keys_are_new_each_time_and_the_password_does_not_show(tmp_path):
    one, two = new_place(tmp_path), new_place(tmp_path)
    for name in ("AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET", "ORDER_SYNC_KEY"):
        assert environment(one, {})[name] != environment(two, {})[name]
    assert one.password != two.password
    assert one.password not in repr(one)


def test_the_password_is_there_for_airflow_and_for_nobody_else(tmp_path):
    place = new_place(tmp_path)
    write_password(place)
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text()) == {"admin": place.password}
    assert file.stat().st_mode & 0o077 == 0
