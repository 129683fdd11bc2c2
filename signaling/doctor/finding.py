"""What one check found."""

from typing import Literal

import msgspec

State = Literal["ok", "warning", "wrong"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at: what is, and what to do about it, in two languages."""

    name: str
    state: State
    vi: str
    en: str
    fix_vi: str = ""
    fix_en: str = ""


def good(name: str, vi: str, en: str) -> Finding:
    """Return a finding of something that is as it should be."""
    return Finding(name=name, state="ok", vi=vi, en=en)


def bad(name: str, said: tuple[str, str], fix: tuple[str, str], state: State = "wrong") -> Finding:
    """Return a finding of something that is not; texts are (Vietnamese, English)."""
    return Finding(name=name, state=state, vi=said[0], en=said[1], fix_vi=fix[0], fix_en=fix[1])
