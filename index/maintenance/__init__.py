"""Looking after a store.

- `status`: what is in it, and what is still to do
- `check`: what is wrong with it
- `repair`: mends what can be mended without embedding anything again
- `export`: everything that was read, written out
"""
