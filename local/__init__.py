"""Runs everything on one machine: the sandbox and a real Airflow, for `make demo`, `make up` and the end-to-end tests."""
