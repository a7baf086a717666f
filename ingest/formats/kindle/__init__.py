"""Kindle's highlights, in two of the forms in which they leave it; the app's notebook is read by its structure.

- `clipping_header`: the second line of a clipping, in many languages
- `clippings`: the device's `My Clippings.txt`
- `obsidian_plugin`: Obsidian's Kindle plugin
"""
