"""Kindle's highlights, in the three forms in which they leave it.

- `clipping_header`: the second line of a clipping, in many languages
- `clippings`: the device's `My Clippings.txt`
- `obsidian_plugin`: Obsidian's Kindle plugin
- `notebook`: one book's notebook as the Kindle app exports it
"""
