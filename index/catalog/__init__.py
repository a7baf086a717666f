"""The catalog: one SQLite file that is the truth of the store, and the only package that runs SQL.

Each function takes the open `Catalog` first and is named verb + object; it takes and returns nouns, never rows or
connections. Writing functions run in the caller's `with catalog.transaction():`.

- `catalog`: opens the file, gives connections and transactions
- `catalog_file`: its free pages, its log, and whether it is whole
- `migrations`: brings an older schema to this one
- `store_settings`: the store's settings, one typed attribute each (`catalog.state`)
- `rows`: columns as the nouns of ingest, and back; inserts and updates
- `sources`: source folders, and what is not to be read again
- `files`: the files of a source
- `works`: documents, the works they are joined into, the paragraphs that highlights stand in
- `occurrences`: places as read, and the keys by which duplicates meet
- `links`: which occurrences are duplicates and why, and which the reader keeps apart
- `passages`: what is searched and cited, with its places and the key of its vector
- `full_text`: the full-text index
- `vector_rows`: vectors, and how each stands in Chroma
- `queries`: what search and people look through the notes for: filters, works, neighbours, counts, daily review
- `postgres`: the same catalog in a database of PostgreSQL
- `lock`: which process may write
"""
