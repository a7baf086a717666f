"""Documents, the works that they are joined into, and where in a work's full text a highlight stands."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from index.catalog.catalog import Catalog
from index.catalog.rows import LISTED, insert, storable

if TYPE_CHECKING:
    from ingest.dedup.work_resolution import Work, WorkRecord
    from ingest.document import Document

DocumentName = Literal["readwise_id", "asin", "identifier", "title_name", "address"]
"""Columns that name a document's work; each has an index."""
RowTexts = list[tuple[int, str]]
"""Rows of occurrences with their texts, in the order of their lines."""


def add_document(catalog: Catalog, file: int, ordinal: int, document: Document) -> int:
    """Add a document of a file; its id. ordinal: from 0, in the file."""
    names = ("format", "title", "author", "category", "url", "published", "date", "note", "asin", "readwise_id")
    values = {name: getattr(document, name) for name in names}
    values |= {"tags": json.dumps(document.tags, ensure_ascii=False), "full_text": int(document.full_text)}
    values["fields"] = json.dumps(dict(document.fields), ensure_ascii=False)
    return insert(catalog.connection, "documents", {"file": file, "ordinal": ordinal, **values})


def list_documents(catalog: Catalog, file: int) -> list[int]:
    """The ids of a file's documents."""
    return catalog.column("SELECT id FROM documents WHERE file = ?", file)


def count_documents(catalog: Catalog) -> int:
    return catalog.number("SELECT count(*) FROM documents")


def delete_documents(catalog: Catalog, documents: Iterable[int]) -> None:
    catalog.execute(f"DELETE FROM documents WHERE id IN {LISTED}", documents)


def mark_stale(catalog: Catalog, documents: Collection[int]) -> None:
    """Have the works of these documents resolved again."""
    catalog.execute(f"UPDATE documents SET stale = 1 WHERE stale = 0 AND id IN {LISTED}", documents)


def mark_all_stale(catalog: Catalog) -> None:
    """Have all works resolved again, and every highlight's paragraph found again."""
    catalog.execute("DELETE FROM paragraphs")
    catalog.execute("UPDATE documents SET stale = 1")


def list_stale(catalog: Catalog) -> dict[int, tuple[str, str, dict[str, str]]]:
    """Title, URL and other fields of each stale document, by id."""
    rows = catalog.execute("SELECT id, title, url, fields FROM documents WHERE stale = 1")
    return {row[0]: (row[1], row[2], json.loads(row[3])) for row in rows}


def write_names(catalog: Catalog, names: Mapping[int, tuple[str, str, str]]) -> None:
    """Write the title in the form that works are joined by, the canonical URL, and DOI or ISBN, of documents by id."""
    catalog.connection.executemany(
        "UPDATE documents SET title_name = ?, address = ?, identifier = ? WHERE id = ?",
        [(*map(storable, of_document), id) for id, of_document in names.items()],
    )


def leave_out_full_texts(catalog: Catalog, documents: Collection[int]) -> set[int]:
    """Those of these documents that are no full text."""
    return set(catalog.column(f"SELECT id FROM documents WHERE full_text = 0 AND id IN {LISTED}", documents))


def list_documents_without_text(catalog: Catalog) -> set[int]:
    """The documents whose work has no full text so far."""
    return set(
        catalog.column(
            "SELECT id FROM documents WHERE full_text = 0 AND (work = '' OR work NOT IN"
            " (SELECT work FROM documents WHERE full_text = 1))"
        )
    )


def read_full_texts(catalog: Catalog, documents: Collection[int]) -> list[str]:
    """The paragraphs of the full texts among these documents."""
    return catalog.column(
        "SELECT text FROM occurrences JOIN documents ON documents.id = document"
        " WHERE documents.full_text = 1 AND occurrences.kind = 'prose' AND unit = 'passage'"
        f" AND documents.id IN {LISTED}",
        documents,
    )


def longest_highlights(catalog: Catalog, documents: Collection[int], count: int) -> dict[int, list[str]]:
    """The longest texts of an author that the reader marked, of each document that has some."""
    texts: dict[int, list[str]] = defaultdict(list)
    rows = catalog.execute(
        "SELECT document, text FROM (SELECT document, text, row_number() OVER"
        " (PARTITION BY document ORDER BY length(text) DESC, n) AS nth FROM occurrences"
        f" WHERE kind = 'highlight' AND voice = 'author' AND document IN {LISTED}) WHERE nth <= {count}"
        " ORDER BY document, nth",
        documents,
    )
    for document, text in rows:
        texts[document].append(text)
    return texts


def full_text_paragraphs(catalog: Catalog, passages: Collection[str]) -> RowTexts:
    """The paragraphs of full texts among these passages, each with its document."""
    rows = catalog.execute(
        "SELECT document, text FROM occurrences JOIN documents ON documents.id = document"
        f" WHERE documents.full_text = 1 AND occurrences.kind = 'prose' AND passage IN {LISTED}",
        passages,
    )
    return [(document, text) for document, text in rows]


def write_quotes(catalog: Catalog, quotes: Mapping[int, int]) -> None:
    """Write the full text that each document's highlights are found in; 0 for none."""
    catalog.connection.executemany(
        "UPDATE documents SET quotes = ? WHERE id = ?", [(text, id) for id, text in quotes.items()]
    )


def documents_quoting(catalog: Catalog, documents: Collection[int]) -> set[int]:
    """The full texts that the highlights of these documents are found in, and the documents found in these."""
    texts = catalog.column(f"SELECT quotes FROM documents WHERE quotes <> 0 AND id IN {LISTED}", documents)
    return {*texts, *catalog.column(f"SELECT id FROM documents WHERE quotes <> 0 AND quotes IN {LISTED}", documents)}


def documents_sharing(catalog: Catalog, documents: Collection[int], name: DocumentName | Literal["work"]) -> set[int]:
    """The documents that have the same `name` as one of these; `work`: that are one work with it so far."""
    shared = f"SELECT {name} FROM documents WHERE {name} <> '' AND id IN {LISTED}"
    return set(catalog.column(f"SELECT id FROM documents WHERE {name} <> '' AND {name} IN ({shared})", documents))


def documents_sharing_passages(catalog: Catalog, documents: Collection[int]) -> set[int]:
    """The documents that have a passage of one of these."""
    shared = f"SELECT passage FROM occurrences WHERE passage <> '' AND document IN {LISTED}"
    return set(catalog.column(f"SELECT DISTINCT document FROM occurrences WHERE passage IN ({shared})", documents))


def work_ids(catalog: Catalog, documents: Collection[int]) -> set[str]:
    """The ids of the works of these documents so far."""
    return set(catalog.column(f"SELECT DISTINCT work FROM documents WHERE work <> '' AND id IN {LISTED}", documents))


def documents_of_works(catalog: Catalog, names: Iterable[str]) -> set[int]:
    """The documents of the works of these ids, and of those told apart from them by a `+` behind the id."""
    query = "SELECT id FROM works WHERE id >= ? AND id < ?"
    works = [id for name in names for id in catalog.column(query, name, name + ",")]
    return set(catalog.column(f"SELECT id FROM documents WHERE work IN {LISTED}", works))


def read_work_records(catalog: Catalog, documents: Collection[int]) -> dict[int, WorkRecord]:
    """What resolving works needs to know of each document, by id."""
    from ingest.dedup.work_resolution import WorkRecord  # 10 ms that an unchanged sync does without

    passages: dict[int, set[str]] = defaultdict(set)
    query = f"SELECT document, passage FROM occurrences WHERE passage <> '' AND document IN {LISTED}"
    for document, passage in catalog.execute(query, documents):
        passages[document].add(passage)
    rows = catalog.execute(
        "SELECT documents.*, files.path, sources.path AS source_path FROM documents"
        f" JOIN files ON files.id = file JOIN sources ON sources.id = files.source WHERE documents.id IN {LISTED}",
        documents,
    )
    names = ("path", "title", "author", "category", "url", "published", "asin", "readwise_id", "identifier")
    listed = rows.fetchall()
    ids = {row["id"]: f"{row['source_path']}\0{row['path']}\0{row['ordinal']:06}" for row in listed}
    return {
        row["id"]: WorkRecord(
            id=ids[row["id"]],
            full_text=bool(row["full_text"]),
            passages=frozenset(passages[row["id"]]),
            quotes=ids.get(row["quotes"], ""),
            **{name: row[name] for name in names},
        )
        for row in listed
    }


def write_works(catalog: Catalog, works: Mapping[str, tuple[Work, Sequence[int]]]) -> None:
    """Write works by the id that each shall have, with its documents, which are no longer stale."""
    connection = catalog.connection
    columns = "id, title, author, category, url, published, why, probable"
    before = {tuple(row) for row in catalog.execute(f"SELECT {columns} FROM works WHERE id IN {LISTED}", works)}
    after = []
    for id, (work, _) in works.items():
        why = json.dumps(work.why, ensure_ascii=False)
        texts = (id, work.title, work.author, work.category, work.url, work.published, why)
        after.append((*map(storable, texts), int(work.probable)))
    connection.executemany(
        f"INSERT INTO works ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " title = excluded.title, author = excluded.author, category = excluded.category, url = excluded.url,"
        " published = excluded.published, why = excluded.why, probable = excluded.probable",
        [values for values in after if values not in before],
    )
    connection.executemany(
        "UPDATE documents SET work = ?, stale = 0 WHERE id = ?",
        [(id, document) for id, (_, documents) in works.items() for document in documents],
    )


def delete_empty_works(catalog: Catalog) -> None:
    """Delete the works without a document."""
    catalog.execute("DELETE FROM works WHERE NOT EXISTS (SELECT 1 FROM documents WHERE work = works.id)")


def count_works(catalog: Catalog) -> int:
    """Works that have a passage."""
    return catalog.number(
        "SELECT count(*) FROM works WHERE EXISTS (SELECT 1 FROM documents"
        " JOIN occurrences ON occurrences.document = documents.id"
        " WHERE documents.work = works.id AND occurrences.unit = 'passage')"
    )


def delete_paragraphs(catalog: Catalog, documents: Collection[int]) -> None:
    """Delete where the highlights of these documents stand."""
    highlights = f"SELECT n FROM occurrences WHERE document IN {LISTED}"
    catalog.execute(f"DELETE FROM paragraphs WHERE highlight IN ({highlights})", documents)


def read_full_text_works(catalog: Catalog, documents: Collection[int]) -> list[tuple[RowTexts, RowTexts]]:
    """Of each of these documents' works that has its full text, the highlights and the prose they can stand in."""
    texts: dict[str, tuple[RowTexts, RowTexts]] = defaultdict(lambda: ([], []))
    rows = catalog.execute(
        "SELECT n, occurrences.text, work, occurrences.kind = 'highlight' FROM occurrences"
        " JOIN documents ON documents.id = document WHERE unit = 'passage' AND voice = 'author'"
        " AND (occurrences.kind = 'highlight' OR occurrences.full_text = 1)"
        f" AND work IN (SELECT work FROM documents WHERE full_text = 1 AND id IN {LISTED})"
        " ORDER BY occurrences.source, occurrences.path, line_start, occurrences.ordinal, n",
        documents,
    )
    for n, text, work, is_highlight in rows:
        highlights, prose = texts[work]
        (highlights if is_highlight else prose).append((n, text))
    return [of_work for of_work in texts.values() if of_work[0]]


def write_paragraphs(catalog: Catalog, paragraphs: Iterable[tuple[int, int]]) -> None:
    """Write in which occurrence of prose a highlight stands; both by row."""
    catalog.connection.executemany(
        "INSERT INTO paragraphs (highlight, prose) VALUES (?, ?)"
        " ON CONFLICT (highlight) DO UPDATE SET prose = excluded.prose",
        paragraphs,
    )


def find_paragraphs(catalog: Catalog, highlights: Collection[str]) -> dict[str, str]:
    """By id of a highlight, the passage that is the paragraph of the full text it stands in.

    Those are left out whose work's full text is not in the notes, or that are their paragraph themselves.
    """
    rows = catalog.execute(
        "SELECT marked.passage, prose.passage FROM occurrences AS marked"
        " JOIN paragraphs ON paragraphs.highlight = marked.n JOIN occurrences AS prose ON prose.n = paragraphs.prose"
        f" WHERE prose.passage NOT IN ('', marked.passage) AND marked.passage IN {LISTED}"
        " ORDER BY marked.rank DESC, marked.n DESC",
        highlights,
    )
    return {str(highlight): str(paragraph) for highlight, paragraph in rows}


def passages_in_full_texts(catalog: Catalog, passages: Collection[str]) -> set[str]:
    """Those of the passages that are part of a full text or marked in one that is in the notes."""
    return set(
        catalog.column(
            "SELECT occurrences.passage FROM occurrences JOIN documents ON documents.id = occurrences.document"
            f" WHERE (documents.full_text = 1 OR documents.quotes <> 0) AND occurrences.passage IN {LISTED}",
            passages,
        )
    )


def count_outside_full_texts(catalog: Catalog, limit: int) -> int:
    """How many passages are neither part of a full text nor marked in one; counted up to `limit`."""
    return catalog.number(
        "SELECT count(*) FROM (SELECT DISTINCT passage FROM occurrences WHERE passage <> '' AND document IN"
        " (SELECT id FROM documents WHERE full_text = 0 AND quotes = 0) LIMIT ?) AS outside",
        limit,
    )
