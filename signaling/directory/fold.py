"""Text as it is searched: "Trực Ninh" is found by "truc ninh". `web/src/fold.ts` does the same."""

import unicodedata


def tidy(text: str) -> str:
    """Return a text as it is kept: NFC, single spaces, none around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def lowered(text: str) -> str:
    """Return a text without case."""
    return tidy(text).lower()


def fold(text: str) -> str:
    """Return a text without case and diacritics; đ is d."""
    letters = unicodedata.normalize("NFD", text)
    plain = "".join(one for one in letters if unicodedata.category(one)[0] != "M")
    return tidy(plain).lower().replace("đ", "d")
