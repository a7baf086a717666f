"""Invented sentences: as many as a fixture needs, the same at every run."""

from __future__ import annotations

import random

WHO = (
    "the keeper of the third lock;an apprentice bookbinder;the widow from the salt house;a surveyor named Odd Verhane;"
    "the choir of Lower Marle;our ferryman;a clerk at the tide office;the younger of the two millers;every gardener on "
    "the terrace;the night watch;a teacher of map drawing;the council of orchards;nobody in the harbour;the glazier's "
    "daughter;an old cartographer;the well-known beekeeper Ansa Torv;the committee for small bridges;a passing tinker"
).split(";")
DID = (
    "mended;measured;forgot;described;carried;borrowed;painted;counted;questioned;recorded;mistrusted;rebuilt;praised;"
    "catalogued;explained;photographed;overlooked;inherited"
).split(";")
WHAT = (
    "the ferry rope;a ledger of winter storms;three brass weights;the unfinished staircase;a theory of slow reading;"
    "the echo under the viaduct;seven jars of black honey;the mechanical calendar;a map without rivers;"
    "the customs of the upper valley;an argument about memory;the long-distance bell signals;"
    "a list of vanished orchards;the cooperative "
    "bakery;the self-taught weavers;a photograph of the flood"
).split(";")
WHEN = (
    "before the tide turned;during the second harvest;although the lamps were out;because the council insisted;with "
    "remarkable patience;while the snow kept falling;after a disagreement over prices;in the year of the dry canal;"
    "without asking anyone;on the advice of a stranger;when the railway reached Marle;for reasons that remain unclear;"
    "as if the answer were obvious;and wrote a careful report about it"
).split(";")
TURNS = ("", "", "", "In the end ", "By all accounts ", "Some years later ", "Curiously, ", "For once ", "In 1874 ")


def sentences(count: int, seed: int) -> list[str]:
    """So many sentences, no two of them alike."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        parts = f"{chance.choice(TURNS)}{chance.choice(WHO)} {chance.choice(DID)} {chance.choice(WHAT)}"
        made[f"{parts[0].upper()}{parts[1:]} {chance.choice(WHEN)}."] = None
    return list(made)


def paragraphs(count: int, seed: int, *, size: int = 5) -> list[str]:
    """So many paragraphs of `size` sentences each."""
    listed = sentences(count * size, seed)
    return [" ".join(listed[at : at + size]) for at in range(0, len(listed), size)]
