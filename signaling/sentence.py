"""An error code in words."""

import msgspec


class Sentence(msgspec.Struct, frozen=True):
    """A code in words: HTTP status, short English title, Vietnamese and English detail."""

    status: int
    title: str
    vi: str
    en: str
