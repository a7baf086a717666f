"""What a note says about a work and its highlights.

- `labels`: the words by which tools label the parts of a highlight and a work, in many languages
- `front_matter`: the block between `---` lines
- `fields`: the fields of a document
- `tags`: tags, author names and categories in a value
- `titles`: a title from a file's name
- `locations`: the location, link and id at a highlight's end
- `annotations`: note, tags, colour and date below a highlight
- `action_tags`: Readwise's `.h1`, `.c1` and `.tag` in a note
"""
