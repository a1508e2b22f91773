"""Two DAGs for each file in include/syncs/: NAME, on its schedule and by hand, and NAME_history, for backfills."""

from airflow.sdk import get_parsing_context

from order_sync.airflow_adapter import dags, surroundings

for dag in dags.build_dags(surroundings.include_folder(__file__), only=get_parsing_context().dag_id):
    globals()[dag.dag_id] = dag
