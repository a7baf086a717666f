"""Exports of reading apps and read-it-later services, each with its own template.

- `chat`: messages of one person, from a messenger
- `hypothesis`: Hypothes.is, by its Obsidian plugin
- `glasp`: Glasp
- `raindrop`: Raindrop, by its Obsidian plugin
- `omnivore`: Omnivore
"""
