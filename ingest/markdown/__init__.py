"""Markdown: lines, blocks and outlines with the lines they span.

- `list_lines`: the kinds of lines in a list
- `links`: words and addresses of links
- `blocks`: the outermost blocks of a text
- `html_blocks`: what a browser would show of raw HTML
- `boilerplate`: blocks that are the page around a text
- `outline_tree`: an outline as a tree of bullets
- `org_syntax`: Org's syntax written as markdown
- `plain_text`: text without markup: wrapped lines joined, headings found
"""
