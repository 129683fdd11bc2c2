"""A reader of transport-wide feedback, written from the draft and not from our writer."""

import struct
from dataclasses import dataclass

TICK = 250_000
LAP = 1 << 24
"""Reference times go round after 12 days."""


@dataclass
class Listing:
    """One message: numbers in their order, each with its time (ns) or None where it is missing."""

    sender_ssrc: int
    media_ssrc: int
    count: int
    base: int
    reference: int
    arrivals: list[tuple[int, int | None]]
    size: int

    @property
    def came(self) -> dict[int, int]:
        return {number: at for number, at in self.arrivals if at is not None}

    @property
    def missing(self) -> list[int]:
        return [number for number, at in self.arrivals if at is None]


def is_listing(data: bytes) -> bool:
    return data[1] == 205 and data[0] & 0x1F == 15


def read_listing(data: bytes) -> Listing:
    """Read one RTCP packet to its last bit; AssertionError if anything is not as it should be."""
    assert data[0] & 0xC0 == 0x80
    assert is_listing(data)
    assert len(data) == 4 * (1 + int.from_bytes(data[2:4]))
    end = len(data)
    if data[0] & 0x20:
        assert 1 <= data[-1] <= 3
        end -= data[-1]
    sender, media, base, status_count = struct.unpack_from("!LLHH", data, 4)
    reference = int.from_bytes(data[16:19])
    statuses: list[int] = []
    at = 20
    while len(statuses) < status_count:
        (chunk,) = struct.unpack_from("!H", data, at)
        at += 2
        statuses += read_chunk(chunk)
    assert not any(statuses[status_count:])
    time = reference * 64_000_000
    arrivals: list[tuple[int, int | None]] = []
    for place, status in enumerate(statuses[:status_count]):
        number = (base + place) & 0xFFFF
        if status == 0:
            arrivals.append((number, None))
            continue
        form = {1: "!B", 2: "!h"}[status]
        (delta,) = struct.unpack_from(form, data, at)
        at += struct.calcsize(form)
        time += delta * TICK
        arrivals.append((number, time))
    assert at == end
    return Listing(sender, media, data[19], base, reference, arrivals, len(data))


def read_chunk(chunk: int) -> list[int]:
    bits = f"{chunk:016b}"
    if bits[0] == "0":
        length = int(bits[3:], 2)
        assert length > 0
        return [int(bits[1:3], 2)] * length
    if bits[1] == "0":
        return [int(one) for one in bits[2:]]
    return [int(bits[at : at + 2], 2) for at in range(2, 16, 2)]
