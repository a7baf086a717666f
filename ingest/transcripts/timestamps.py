"""Times of a talk, and links that open a video at one."""

from __future__ import annotations

import re

VIDEO_URL = re.compile(
    r"https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?|embed/|live/|shorts/)[^\s()<>{}\"']+|youtu\.be/[^\s()<>{}\"']+)"
)
START_PARAMETER = re.compile(r"(?<=[?&])(?:t|start)=\w+&?|#t=\w+")
VIMEO_URL = re.compile(r"https?://(?:www\.)?vimeo\.com/\d+")


def parse_seconds(time: str) -> int:
    """The seconds of `63`, `1:03`, `0:01:03` or `00:01:03,500`, without parts of a second."""
    total = 0
    for part in re.split(r"[.,]", time.strip(), maxsplit=1)[0].split(":"):
        total = 60 * total + int(part)
    return total


def format_clock(seconds: int) -> str:
    """`1:03`, or from an hour `1:01:03`."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def video_url(address: str) -> str:
    """The address of a video without the second at which to start."""
    return START_PARAMETER.sub("", address).rstrip("?&")


def timestamp_url(video: str, seconds: int) -> str:
    """An address that opens a YouTube or Vimeo video at a second, or "" for other addresses."""
    if VIDEO_URL.match(video):
        whole = video_url(video)
        return f"{whole}{'&' if '?' in whole else '?'}t={seconds}s"
    return f"{video_url(video)}#t={seconds}s" if VIMEO_URL.match(video) else ""
