"""Free ports."""

from __future__ import annotations

import socket

from local.ports import LOOPBACK, free_ports, preferred_or_free


def test_free_ports_are_different_and_can_be_used():
    ports = free_ports(5)
    assert len(set(ports)) == 5
    for port in ports:
        with socket.socket() as server:
            server.bind((LOOPBACK, port))


def test_the_preferred_port_is_taken_when_nobody_uses_it():
    (port,) = free_ports(1)
    assert preferred_or_free(port) == port


def test_another_is_taken_when_somebody_does():
    with socket.socket() as somebody:
        somebody.bind((LOOPBACK, 0))
        somebody.listen()
        used = somebody.getsockname()[1]
        assert preferred_or_free(used) != used
