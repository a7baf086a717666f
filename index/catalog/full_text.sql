-- The full-text index: FTS5 over stems, and the language of each passage.

CREATE TABLE IF NOT EXISTS lexical_rows (
    row INTEGER PRIMARY KEY, passage_id TEXT NOT NULL UNIQUE, language TEXT NOT NULL);

-- Each question reads the counts: counting 100,000 rows takes as long as all the rest of a search.
CREATE TABLE IF NOT EXISTS lexical_languages (
    language TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS lexical_rows_added AFTER INSERT ON lexical_rows BEGIN
    INSERT INTO lexical_languages (language, passages) VALUES (new.language, 1)
    ON CONFLICT (language) DO UPDATE SET passages = passages + 1; END;
CREATE TRIGGER IF NOT EXISTS lexical_rows_removed AFTER DELETE ON lexical_rows BEGIN
    UPDATE lexical_languages SET passages = passages - 1 WHERE language = old.language; END;

CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(
    body, note, head, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
