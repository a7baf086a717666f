"""Podcasts, talks and videos: apps' exports, transcripts and notes taken by hand.

- `snipd_episode`: what Snipd writes above an episode's snips
- `snipd`: Snipd's export of an episode
- `podcast_yaml`: notes on an episode in the front matter
- `subtitles`: SRT and WebVTT files
- `transcript`: what people said, with their names or times
- `notes`: plain-text notes on talks
"""
