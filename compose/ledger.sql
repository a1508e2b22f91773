-- The ledger's own database, beside Airflow's: both keep an alembic_version table.
CREATE DATABASE order_sync;
