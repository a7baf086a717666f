"""What a note says about a work and its highlights.

- `front_matter`: the block between `---` lines, and properties below the text
- `text_head`: title, author and day in the first lines of a plain text
- `head_words`: the words of heads
- `labels`: the words of labels in many languages, from `labels.json`, and the names of fields
- `written_dates`: dates in the languages of the vocabulary
- `record_heads`: lines that hold only a highlight's kind, colour, place and date
- `fields`: the fields of a document
- `tags`: tags, author names and categories in a value
- `titles`: a title from a file's name
- `locations`: the location, link and id at a highlight's end
- `trailing_metadata`: everything behind and around a highlight's text, in any order
- `title_author`: title and author in lines without labels
- `annotations`: note, tags, colour and date below a highlight
- `action_tags`: Readwise's `.h1`, `.c1` and `.tag` in a note
"""
