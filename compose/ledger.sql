-- The ledger's own database, beside Airflow's: both keep an alembic_version table. Customers' names need UTF-8.
CREATE DATABASE order_sync ENCODING 'UTF8' TEMPLATE template0;
