"""docker-compose.yaml agrees with what it is made of."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from local.processes import PROJECT
from sandbox.quickbooks.server import running

TEXT = (PROJECT / "docker-compose.yaml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
SECRETS = (PROJECT / ".env.example").read_text()


def test_every_setting_it_asks_for_is_explained_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", TEXT)) - {"HOSTNAME"}
    assert asked == set(re.findall(r"^(\w+)=", SECRETS, re.MULTILINE))


def test_no_secret_has_a_default():
    for name in re.findall(r"^(\w+)=$", SECRETS, re.MULTILINE):
        assert re.search(rf"\$\{{{name}:\?", TEXT), f"{name} may be left out"
        assert f"${{{name}:-" not in TEXT


def test_the_sandbox_companys_way_in_is_the_one_that_its_server_gives():
    connection = json.loads(SERVICES["worker"]["environment"]["AIRFLOW_CONN_QUICKBOOKS_SANDBOX"])
    with running(7, 0) as company:
        assert (connection["login"], connection["password"]) == (company.client_id, company.client_secret)
        assert connection["extra"]["realm_id"] == company.realm
        assert connection["extra"]["refresh_token"] == company.refresh_token


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if service.get("ports")])
def test_it_is_reached_from_this_machine_only(name):
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name]["ports"])
