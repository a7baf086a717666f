"""A PDF's pages as paragraphs, before anything is read from what they say.

- `page`: words with their places, marks, outline, metadata
- `words`: the characters of a page as words
- `marks`: the annotations of a page
- `file`: an open PDF; pypdfium2's home
- `layout`: lines in reading order, columns
- `running_heads`: heads, feet and page numbers
- `paragraphs`: lines as paragraphs and headings, notes at the foot
- `hyphens`: words without the hyphens of line ends
"""
