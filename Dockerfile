# The project in Airflow's own image; docker-compose.yaml runs every service from it.
FROM apache/airflow:3.3.2-python3.12

WORKDIR /opt/order-sync
COPY --chown=airflow:root requirements-compose.txt ./
RUN pip install --no-cache-dir -r requirements-compose.txt

# Editable, because Airflow puts plugins/ on the path itself: an installed copy would stand before it.
COPY --chown=airflow:root pyproject.toml requirements.in README.md LICENSE ./
COPY --chown=airflow:root plugins plugins
RUN pip install --no-cache-dir --no-deps -e .

COPY --chown=airflow:root dags dags
COPY --chown=airflow:root include include
COPY --chown=airflow:root sandbox sandbox

# A named volume takes the owner of the folder it first covers.
USER root
RUN mkdir -p /opt/order-sync-runs && chown airflow:root /opt/order-sync /opt/order-sync-runs
USER airflow

ENV AIRFLOW__CORE__DAGS_FOLDER=/opt/order-sync/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/order-sync/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False
