"""Times of a talk, and its words.

- `turns`: lines at which somebody begins to speak
- `notices`: what nobody said in a transcript
- `timestamps`: times, and links that open a video at one
- `cues`: the timed lines of subtitles as paragraphs
- `speech_rate`: which lines of an outline are a transcript
- `timed_table`: a table with a row for each cue
- `timed_list`: lists of notes at times
"""
