-- What SQLite has and PostgreSQL lacks, and FTS5 over tsvector: the same matches, scored by the same BM25.

SET LOCAL check_function_bodies = off;  -- some name tables that are made after them

CREATE DOMAIN plain AS TEXT COLLATE "C";

CREATE FUNCTION instr(TEXT, TEXT) RETURNS BOOLEAN IMMUTABLE LANGUAGE sql AS $$ SELECT strpos($1, $2) > 0 $$;

CREATE FUNCTION printf(TEXT, BIGINT) RETURNS plain IMMUTABLE LANGUAGE sql AS $$ SELECT lpad($2::TEXT, 7, '0') $$;

CREATE FUNCTION json_each(TEXT) RETURNS TABLE (value plain) IMMUTABLE LANGUAGE sql
    AS $$ SELECT item FROM json_array_elements_text($1::json) AS item $$;

CREATE FUNCTION joined(TEXT, TEXT, TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql
    AS $$ SELECT CASE WHEN $1 IS NULL THEN $2 ELSE $1 || $3 || $2 END $$;
CREATE AGGREGATE group_concat(TEXT, TEXT) (SFUNC = joined, STYPE = TEXT);

CREATE VIEW sqlite_master AS SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace;

CREATE FUNCTION documents_described() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO properties SELECT new.id, lower(key), value FROM json_each_text(new.fields::json) WHERE value <> '';
    INSERT INTO properties SELECT new.id, key, value FROM (VALUES
        ('published', new.published), ('created', new.date), ('url', new.url)) AS own (key, value) WHERE value <> '';
    RETURN NULL; END $$;

-- Sums are kept as rows to add up, now and then made one: a transaction that updates one row 100,000 times takes hours.
CREATE TABLE lexical_counts (language TEXT, passages BIGINT NOT NULL, words BIGINT NOT NULL);
CREATE VIEW lexical_languages AS
    SELECT language, sum(passages)::BIGINT AS passages FROM lexical_counts WHERE language IS NOT NULL GROUP BY language;
CREATE FUNCTION count_change(TEXT, BIGINT, BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO lexical_counts VALUES ($1, $2, $3);
    IF random() < 0.005 THEN
        WITH gone AS (DELETE FROM lexical_counts RETURNING *)
        INSERT INTO lexical_counts SELECT language, sum(passages), sum(words) FROM gone GROUP BY language;
    END IF; END $$;

-- How often each word stands in each text, and of how many words that is: all that BM25 reads, in one index, as long as
-- rows are vacuumed. Of 100,000 passages, the last 15% not vacuumed cost as much to look at as the others: 44 ms, not 24.
CREATE TABLE lexical_postings (word plain, rowid BIGINT, times INT NOT NULL, size INT NOT NULL,
    PRIMARY KEY (word, rowid) INCLUDE (times, size)) WITH (autovacuum_vacuum_insert_scale_factor = 0.01);

CREATE FUNCTION lexical_rows_added() RETURNS TRIGGER LANGUAGE plpgsql
    AS $$ BEGIN PERFORM count_change(new.language, 1, 0); RETURN NULL; END $$;
CREATE FUNCTION lexical_rows_removed() RETURNS TRIGGER LANGUAGE plpgsql
    AS $$ BEGIN PERFORM count_change(old.language, -1, 0); RETURN NULL; END $$;

-- Latin letters without their accents, as FTS5's `remove_diacritics 2` folds them.
CREATE FUNCTION without_accents(TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS $$ SELECT CASE WHEN $1 ~ '^[\x01-\x7f]*$'
    THEN $1 ELSE normalize(regexp_replace(normalize($1, NFD), '([A-Za-z])[\u0300-\u036f]+', '\1', 'g'), NFC) END $$;

-- A word as it stands in the text of a tsvector or tsquery.
CREATE FUNCTION quoted_word(TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql
    AS $$ SELECT '''' || replace(replace(left($1, 500), '\', '\\'), '''', '''''') || '''' $$;

-- The words of an expression that is nothing but words between OR, else none.
CREATE FUNCTION alternatives(expression TEXT) RETURNS TEXT[] IMMUTABLE LANGUAGE sql AS $$
    SELECT ARRAY(SELECT left(word, 500) FROM string_to_table(CASE WHEN expression ~ '^"[^" ]+"( OR "[^" ]+")*$'
        THEN trim(without_accents(expression), '"') END, '" OR "') AS words (word)) $$;

-- Whether an FTS5 expression of index.lexical.query matches, as a tsquery.
CREATE FUNCTION matching(expression TEXT) RETURNS tsquery IMMUTABLE LANGUAGE sql AS $$
    SELECT string_agg(CASE part[3] WHEN 'OR' THEN '|' WHEN 'AND' THEN '&' WHEN '(' THEN '(' WHEN ')' THEN ')' ELSE '(' || (
        SELECT string_agg(quoted_word(word), ' <-> ' ORDER BY n)
        FROM string_to_table(without_accents(replace(part[1], '""', '"')), ' ') WITH ORDINALITY AS words (word, n)
    ) || CASE part[2] WHEN '*' THEN ':*)' ELSE ')' END END, ' ' ORDER BY place)::tsquery
    FROM regexp_matches(expression, '"((?:[^"]|"")*)"(\*?)|(OR|AND|[()])', 'g') WITH ORDINALITY AS parts (part, place)
$$;

-- The texts that an FTS5 expression matches: of alternatives that are words by these (a text for each of its words), of
-- others by the texts' own vectors.
CREATE FUNCTION matched(expression TEXT) RETURNS SETOF BIGINT STABLE LANGUAGE sql AS $$
    SELECT rowid FROM lexical_postings WHERE word = ANY(alternatives(expression))
    UNION ALL
    SELECT rowid FROM lexical WHERE words @@ CASE WHEN alternatives(expression) = '{}' THEN matching(expression) END
$$;

-- Each word between two spaces of its own, so that the occurrences of a phrase can be counted by taking it out.
CREATE FUNCTION spaced(TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql
    AS $$ SELECT ' ' || replace(without_accents($1), ' ', '  ') || ' ' $$;

CREATE FUNCTION lexical_added() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
    new.body := spaced(new.body) || E' \x01 ' || spaced(new.note) || E' \x01 ' || spaced(new.head);
    new.note := ''; new.head := '';
    WITH each_word AS (
        SELECT left(trim(word), 500) AS word, n FROM string_to_table(new.body, '  ') WITH ORDINALITY AS words (word, n)
        WHERE trim(word, E' \x01') <> ''
    ), counted AS (
        INSERT INTO lexical_postings SELECT word, new.rowid, count(*), sum(count(*)) OVER () FROM each_word GROUP BY word
    ) SELECT coalesce(string_agg(quoted_word(word) || ':' || least(n, 16383), ' '), '')::tsvector, count(*)
        INTO new.words, new.size FROM each_word;
    PERFORM count_change(NULL, 0, new.size);
    RETURN new; END $$;
CREATE FUNCTION lexical_removed() RETURNS TRIGGER LANGUAGE plpgsql
    AS $$ BEGIN
        DELETE FROM lexical_postings WHERE word = ANY(tsvector_to_array(old.words)) AND rowid = old.rowid;
        PERFORM count_change(NULL, 0, -old.size); RETURN NULL; END $$;

-- Of an expression of alternatives: each one's tsquery, how it begins and ends in a text, and what it is if a whole word.
CREATE FUNCTION asked(expression TEXT) RETURNS TABLE (place BIGINT, query tsquery, phrase TEXT, word TEXT)
IMMUTABLE LANGUAGE sql AS $$
    SELECT place, matching('"' || part[1] || '"' || part[2]),
        CASE part[2] WHEN '*' THEN rtrim(spaced(part[1])) ELSE spaced(part[1]) END,
        CASE WHEN part[2] = '' AND part[1] NOT LIKE '% %' THEN left(trim(spaced(part[1])), 500) END
    FROM regexp_matches(expression, '"((?:[^"]|"")*)"(\*?)', 'g') WITH ORDINALITY AS parts (part, place) ORDER BY place
$$;

-- Texts with one of these alternatives (of `chosen`; NULL for all), and BM25 below 0 by the words they share with them, as FTS5 has it to the last
-- place: k1 1.2, b 0.75, a word that most passages have next to nothing.
CREATE FUNCTION scored(expression TEXT, chosen BIGINT[]) RETURNS TABLE (rowid BIGINT, score FLOAT8) STABLE LANGUAGE sql AS $$
    WITH sums AS (
        SELECT sum(passages)::FLOAT8 AS passages, sum(words)::FLOAT8 / sum(passages) AS mean FROM lexical_counts
    ), counted AS MATERIALIZED (
        SELECT *, CASE WHEN word IS NULL THEN (SELECT count(*) FROM lexical WHERE words @@ query)
            ELSE (SELECT count(*) FROM lexical_postings AS postings WHERE postings.word = asked.word) END AS texts
        FROM asked(expression)
    ), weighed AS MATERIALIZED (
        SELECT *, coalesce(nullif(greatest(ln((passages - texts + 0.5) / (texts + 0.5)), 0), 0), 1e-6) AS rarity
        FROM counted CROSS JOIN sums
    )
    SELECT found.rowid, -sum(rarity * (times * 2.2::FLOAT8 / (times + 1.2 * (1 - 0.75::FLOAT8 + 0.75 * size / mean)))
        ORDER BY place) AS score
    FROM weighed CROSS JOIN LATERAL (
        SELECT postings.rowid, times, size FROM lexical_postings AS postings WHERE postings.word = weighed.word
        UNION ALL
        SELECT lexical.rowid, (octet_length(body) - octet_length(replace(body, phrase, ''))) / octet_length(phrase), size
        FROM lexical WHERE words @@ CASE WHEN weighed.word IS NULL THEN query END
    ) AS found WHERE chosen IS NULL OR found.rowid IN (SELECT unnest(chosen)) GROUP BY found.rowid
$$;
