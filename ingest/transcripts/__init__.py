"""Times of a talk, and its words.

- `timestamps`: times, and links that open a video at one
- `cues`: the timed lines of subtitles as paragraphs
- `speech_rate`: which lines of an outline are a transcript
- `timed_list`: lists of notes at times
"""
