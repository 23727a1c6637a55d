"""PostgreSQL: the embedded server, the engine, and transactions that know their tenant and user."""
