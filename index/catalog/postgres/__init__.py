"""The catalog in a schema of a PostgreSQL database, which runs the statements of the catalog in SQLite.

- `statements`: a statement as PostgreSQL has it
- `connection`: a connection that behaves as one of sqlite3
- `catalog`: the catalog over such connections: who may write, transactions, making the tables
- `collection`: vectors with an HNSW index, in tables of the same schema
"""
