-- The catalog: the truth of the store. "" means unset; lists are JSON; lines count from 1, ends included.

CREATE TABLE settings (                  -- the store's state: see index/catalog/store_settings.py
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,           -- absolute, or `readwise:`
    hidden INTEGER NOT NULL DEFAULT 0,   -- whether hidden folders are read too
    last_ingest TEXT NOT NULL DEFAULT '' -- ISO 8601, UTC
);

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    path TEXT NOT NULL,                  -- relative to the source, with /
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    hash BLOB NOT NULL,                  -- of the bytes; empty where they could not be read
    parser INTEGER NOT NULL,             -- version of the readers that read it
    notes INTEGER NOT NULL DEFAULT 0,    -- documents with text
    unparsed INTEGER NOT NULL DEFAULT 0, -- lines that no rule read
    error TEXT NOT NULL DEFAULT '',      -- why no text could be read
    skipped TEXT NOT NULL DEFAULT '',    -- why nothing was read on purpose
    UNIQUE (source, path)
);
CREATE INDEX files_by_hash ON files (hash);
CREATE INDEX files_amiss ON files (source) WHERE error <> '' OR skipped <> '';

CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    file INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,            -- from 0, in the file
    format TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    category TEXT NOT NULL,
    url TEXT NOT NULL,
    published TEXT NOT NULL,
    tags TEXT NOT NULL,                  -- JSON
    note TEXT NOT NULL,
    asin TEXT NOT NULL,
    readwise_id TEXT NOT NULL,
    full_text INTEGER NOT NULL,
    work TEXT NOT NULL DEFAULT '',       -- id of the work; '' until works are joined
    title_name TEXT NOT NULL DEFAULT '', -- the title in the form that works are joined by; '' until then
    address TEXT NOT NULL DEFAULT '',    -- the canonical URL; '' until then
    stale INTEGER NOT NULL DEFAULT 1,    -- whether its work has to be resolved again
    date TEXT NOT NULL DEFAULT '',       -- of the note itself
    fields TEXT NOT NULL DEFAULT '{}',   -- JSON: other metadata as written
    identifier TEXT NOT NULL DEFAULT '', -- DOI or ISBN of the work; '' until works are joined
    quotes INTEGER NOT NULL DEFAULT 0    -- id of the document that its highlights are found in; 0 for none
);
CREATE INDEX documents_by_file ON documents (file);
CREATE INDEX documents_by_work ON documents (work);
CREATE INDEX documents_by_readwise_id ON documents (readwise_id) WHERE readwise_id <> '';
CREATE INDEX documents_by_asin ON documents (asin) WHERE asin <> '';
CREATE INDEX documents_by_title_name ON documents (title_name) WHERE title_name <> '';
CREATE INDEX documents_by_address ON documents (address) WHERE address <> '';
CREATE INDEX documents_by_identifier ON documents (identifier) WHERE identifier <> '';
CREATE INDEX documents_by_quotes ON documents (quotes) WHERE quotes <> 0;
CREATE INDEX documents_stale ON documents (id) WHERE stale = 1;

CREATE TABLE properties (                -- a document's metadata, by name
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    name TEXT NOT NULL,                  -- in lower case
    value TEXT NOT NULL                  -- as written
);
CREATE INDEX properties_by_name ON properties (name, value, document);
CREATE INDEX properties_by_document ON properties (document);
CREATE TRIGGER documents_described AFTER INSERT ON documents BEGIN
    INSERT INTO properties SELECT new.id, lower(key), value FROM json_each(new.fields) WHERE value <> '';
    INSERT INTO properties SELECT new.id, key, value FROM json_each(json_object(
        'published', new.published, 'created', new.date, 'url', new.url)) WHERE value <> '';
END;

CREATE TABLE works (                     -- books, articles, episodes: joined over documents
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    category TEXT NOT NULL,
    url TEXT NOT NULL,
    published TEXT NOT NULL,
    why TEXT NOT NULL,                   -- JSON: what joined its documents
    probable INTEGER NOT NULL DEFAULT 0
);

-- One place in one file, as read, before duplicates are folded.
CREATE TABLE occurrences (
    n INTEGER PRIMARY KEY,               -- the id as a signed number
    id TEXT NOT NULL,                    -- 16 hex of source, path, own and ordinal among equals in the file
    file INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    ordinal INTEGER NOT NULL DEFAULT 0,  -- from 0, in the file: passages of one line keep their order
    own TEXT NOT NULL,                   -- passage id of its own text
    unit TEXT NOT NULL,                  -- passage, or section: only compared, never a passage
    passage TEXT NOT NULL DEFAULT '',    -- id of the passage that it was folded into
    rank INTEGER NOT NULL DEFAULT 0,     -- order among the passage's places; 0 is the one shown
    folded TEXT NOT NULL DEFAULT '',     -- exact, near: how it was folded into the occurrence of rank 0; '' for that one
    why TEXT NOT NULL DEFAULT '',        -- by which rule
    similarity REAL NOT NULL DEFAULT 0,
    titled TEXT NOT NULL,                -- title that it is embedded under; a rename does not change it
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    voice TEXT NOT NULL,
    note TEXT NOT NULL,
    tags TEXT NOT NULL,                  -- JSON
    color TEXT NOT NULL,
    readwise_id TEXT NOT NULL,
    highlighted_at TEXT NOT NULL,
    favorite INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    full_text INTEGER NOT NULL,
    apart TEXT NOT NULL,
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    line_start INTEGER NOT NULL,
    line_end INTEGER NOT NULL,
    section TEXT NOT NULL,               -- JSON
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    category TEXT NOT NULL,
    published TEXT NOT NULL,
    document_url TEXT NOT NULL,
    url TEXT NOT NULL,
    location TEXT NOT NULL,
    asin TEXT NOT NULL,
    book_id TEXT NOT NULL,
    date TEXT NOT NULL DEFAULT '',       -- of the note itself
    page INTEGER NOT NULL DEFAULT 0,     -- of a PDF; 0 elsewhere
    locator TEXT NOT NULL DEFAULT ''     -- where it stands in a file without lines and pages
);
CREATE INDEX occurrences_by_file ON occurrences (file);
CREATE INDEX occurrences_shelved ON occurrences (document, unit, passage, kind, voice, full_text, highlighted_at, note);
CREATE INDEX occurrences_by_passage ON occurrences (passage, rank);

CREATE INDEX occurrences_folded ON occurrences (folded, why) WHERE folded <> '';

CREATE TABLE paragraphs (                -- where in its work's full text a highlight stands
    highlight INTEGER PRIMARY KEY REFERENCES occurrences ON DELETE CASCADE,
    prose INTEGER NOT NULL REFERENCES occurrences ON DELETE CASCADE
);
CREATE INDEX paragraphs_by_prose ON paragraphs (prose);

CREATE TABLE occurrence_keys (           -- what two occurrences share if they can be duplicates
    key INTEGER NOT NULL,                -- 64 bits, of ingest.dedup.blocking_keys
    occurrence INTEGER NOT NULL REFERENCES occurrences ON DELETE CASCADE,
    PRIMARY KEY (key, occurrence)
) WITHOUT ROWID;
CREATE INDEX occurrence_keys_by_occurrence ON occurrence_keys (occurrence);

CREATE TABLE links (                     -- which occurrences are duplicates, or alike, and why
    first INTEGER NOT NULL REFERENCES occurrences ON DELETE CASCADE,
    second INTEGER NOT NULL REFERENCES occurrences ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- exact, near, similar
    why TEXT NOT NULL,
    similarity REAL NOT NULL,
    PRIMARY KEY (first, second)
) WITHOUT ROWID;
CREATE INDEX links_by_second ON links (second);

CREATE TABLE keep_apart (                -- the reader's decisions; by content, so that they outlive files
    first TEXT NOT NULL,                 -- ids of two passages as read, sorted; of the same words, of occurrences
    second TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (first, second)
) WITHOUT ROWID;

CREATE TABLE forgotten (                 -- files not to be read again, as salted hashes of their paths
    mark BLOB PRIMARY KEY
) WITHOUT ROWID;

-- What is searched and cited: the occurrences of one cluster, merged.
CREATE TABLE passages (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    voice TEXT NOT NULL,
    note TEXT NOT NULL,
    tags TEXT NOT NULL,                  -- JSON
    color TEXT NOT NULL,
    readwise_id TEXT NOT NULL,
    highlighted_at TEXT NOT NULL,
    favorite INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    full_text INTEGER NOT NULL,
    apart TEXT NOT NULL,                 -- an occurrence's id, where it is kept apart from a passage of the same words
    vector TEXT NOT NULL,                -- key of its embedded text
    embedded INTEGER NOT NULL DEFAULT 0  -- whether the wanted embedder's vector is there
);
CREATE INDEX passages_by_vector ON passages (vector);
CREATE INDEX passages_to_embed ON passages (n) WHERE embedded = 0;
CREATE INDEX passages_tagged ON passages (tags, id) WHERE tags <> '[]';
CREATE INDEX passages_with_tasks ON passages (id) WHERE instr(text, '[ ]') OR instr(text, '[x]') OR instr(text, '[X]')
    OR instr(text, 'TODO ') OR instr(text, 'DONE ') OR instr(text, 'DOING ') OR instr(text, 'LATER ')
    OR instr(text, 'NOW ') OR instr(text, 'WAITING ');

CREATE TABLE vectors (
    n INTEGER PRIMARY KEY,
    key TEXT NOT NULL,                   -- 16 hex of the embedded text
    embedder TEXT NOT NULL,
    vector BLOB NOT NULL,                -- float32, little endian, length 1
    stored INTEGER NOT NULL DEFAULT 0,   -- in Chroma: 0 not yet, 1 it is, 2 it is but a query for it does not return it
    dead INTEGER NOT NULL DEFAULT 0,     -- whether no passage has it any more
    UNIQUE (key, embedder)
);
CREATE INDEX vectors_to_store ON vectors (embedder, key) WHERE stored = 0 AND dead = 0;
CREATE INDEX vectors_dead ON vectors (embedder) WHERE dead = 1;
CREATE INDEX vectors_outside ON vectors (embedder, stored, dead) WHERE stored <> 1;
