"""`diemcau doctor`: what would keep a meeting from working, and what to do about it.

`wrong` means that it will not work, `warning` that it may not, or not well.
"""

from collections.abc import Awaitable, Callable

import msgspec

from signaling.config import Config
from signaling.doctor import machine, ports, program, tls, turn
from signaling.doctor.finding import Finding, State, bad

CHECKS: tuple[tuple[str, Callable[[Config], Awaitable[Finding]]], ...] = (
    ("http", ports.http),
    ("udp", ports.udp),
    ("buffers", machine.buffers),
    ("codecs", program.codecs),
    ("font", program.fonts),
    ("pages", program.pages),
    ("data", machine.data),
    ("disk", machine.disk),
    ("clock", machine.clock),
    ("tls", tls.certificate),
    ("turn", turn.servers),
)

SHAPES: dict[State, str] = {"ok": "✓", "warning": "!", "wrong": "✗"}


async def examine(config: Config) -> list[Finding]:
    """Run every check; one that fails itself is a finding, too."""
    findings = []
    for name, check in CHECKS:
        try:
            findings.append(await check(config))
        except Exception as error:
            said = (f"Phép thử không chạy được: {error!r}", f"The check failed: {error!r}")
            fix = ("Báo người phát triển.", "Tell the developers.")
            findings.append(bad(name, said, fix))
    return findings


def as_text(findings: list[Finding]) -> str:
    """Return the findings for people: Vietnamese, then English, then what to do."""
    lines = []
    for one in findings:
        lines += [f"{SHAPES[one.state]} {one.name}: {one.vi}", f"    {one.en}"]
        if one.fix_vi:
            lines += [f"    → {one.fix_vi}", f"    → {one.fix_en}"]
    count = sum(one.state == "wrong" for one in findings)
    lines += [
        "",
        f"Có {count} chỗ phải sửa. / {count} to be put right."
        if count
        else "Mọi thứ sẵn sàng. / Everything is ready.",
    ]
    return "\n".join(lines)


def as_json(findings: list[Finding]) -> str:
    """Return the findings as one line of JSON."""
    return msgspec.json.encode(findings).decode()
