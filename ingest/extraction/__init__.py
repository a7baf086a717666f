"""Highlights and paragraphs from the lines of a note, for several formats.

- `note_start`: the draft and fields that most readers begin with
- `prose`: the blocks of a note; the others serve it or read one shape of highlights
- `furniture`: lines of a paragraph that are no text
- `html_layout`: the text of a page's HTML
- `quoted_blocks`: quotes and callouts
- `marked_text`: `==words==` in prose
- `podcast_clip`: a clip by whose words it holds
- `highlight_builder`: a highlight being read
- `bullet_lines`: what the lines of a list of highlights are
- `stray_lines`: lines among them that belong to no bullet
- `bullet_highlights`: highlights written as a list
- `link_groups`: lines of linked highlights that belong together
- `linked_lines`: what the lines of linked highlights are
- `linked_highlights`: highlights written as paragraphs with a link
"""
