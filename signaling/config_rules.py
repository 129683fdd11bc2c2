"""What is allowed in the settings, said in Vietnamese and English."""

import difflib
import ipaddress
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

import msgspec

from signaling.config import Config


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong setting: its name, its value as written, and what is allowed."""

    name: str
    value: str
    allowed_vi: str
    allowed_en: str

    def __str__(self) -> str:
        return (
            f"{self.name} = {self.value}\n"
            f"  Cho phép: {self.allowed_vi}.\n"
            f"  Allowed: {self.allowed_en}."
        )


def _is_address(value: Any, _base: Path) -> bool:
    host, colon, port = value.rpartition(":")
    return bool(host and colon) and port.isascii() and port.isdigit() and int(port) <= 65535


def _is_file(value: Any, base: Path) -> bool:
    return not value or (base / value).is_file()


def _is_even(value: Any, _base: Path) -> bool:
    return int(value) % 2 == 0


def _are_networks(values: Any, _base: Path) -> bool:
    return all(_parses(ipaddress.ip_network, one) for one in values)


def _are_addresses(values: Any, _base: Path) -> bool:
    return all(_parses(ipaddress.ip_address, one) for one in values)


def _are_servers(values: Any, _base: Path) -> bool:
    schemes = ("stun:", "stuns:", "turn:", "turns:")
    return all(one.urls and all(url.startswith(schemes) for url in one.urls) for one in values)


def _are_relays(values: Any, _base: Path) -> bool:
    return all(url.startswith(("turn:", "turns:")) for url in values)


def _is_issuer(value: Any, _base: Path) -> bool:
    url = urlsplit(value)
    # Without TLS anybody on the way is the provider; a provider on the same machine is for tests.
    near = url.scheme == "http" and url.hostname in ("127.0.0.1", "::1", "localhost")
    return not value or bool(url.hostname and (url.scheme == "https" or near))


def _is_database(value: Any, _base: Path) -> bool:
    return not value or str(value).startswith(("sqlite+aiosqlite:", "postgresql+"))


def _parses(parser: Callable[[str], object], text: str) -> bool:
    try:
        parser(text)
    except ValueError:
        return False
    return True


SECRET_LENGTH = 16
"""Characters of a TURN secret at least; what is short can be guessed from one credential."""

NETWORKS = ('dải địa chỉ IP, ví dụ ["10.0.0.0/8"]', 'networks such as ["10.0.0.0/8"]')
EVEN = ("số chẵn", "an even number")
PEM = ("tệp PEM có thật", "a PEM file that exists")

RULES: tuple[tuple[str, Callable[[Any, Path], bool], tuple[str, str]], ...] = (
    (
        "http.listen",
        _is_address,
        (
            "ĐỊA_CHỈ:CỔNG, ví dụ 0.0.0.0:8443 hoặc [::]:8443",
            "HOST:PORT, such as 0.0.0.0:8443 or [::]:8443",
        ),
    ),
    ("http.tls_certificate", _is_file, PEM),
    ("http.tls_key", _is_file, PEM),
    ("http.trusted_proxies", _are_networks, NETWORKS),
    ("http.metrics_from", _are_networks, NETWORKS),
    ("media.public_addresses", _are_addresses, ("các địa chỉ IP", "IP addresses, not names")),
    ("media.width", _is_even, EVEN),
    ("media.height", _is_even, EVEN),
    (
        "data.database",
        _is_database,
        (
            "để trống, sqlite+aiosqlite:///… hoặc postgresql+asyncpg://…",
            "nothing, sqlite+aiosqlite:///… or postgresql+asyncpg://…",
        ),
    ),
    (
        "oidc.issuer",
        _is_issuer,
        (
            "để trống hoặc địa chỉ https:// của hệ thống định danh",
            "nothing, or the https:// address of the identity provider",
        ),
    ),
    (
        "oidc.client_secret_file",
        _is_file,
        ("tệp có thật, chứa khóa bí mật của ứng dụng", "a file that exists, with the secret"),
    ),
    (
        "ice.servers",
        _are_servers,
        (
            "urls bắt đầu bằng stun:, stuns:, turn: hoặc turns:",
            "urls that start with stun:, stuns:, turn: or turns:",
        ),
    ),
    (
        "turn.urls",
        _are_relays,
        ("các địa chỉ bắt đầu bằng turn: hoặc turns:", "URLs that start with turn: or turns:"),
    ),
)
"""What types cannot say: setting, rule (value, folder of the file), what is allowed."""


def broken(config: Config) -> Iterator[Refused]:
    """Yield the settings that break a rule."""
    for name, holds, (vi, en) in RULES:
        section, key = name.split(".")
        value = getattr(getattr(config, section), key)
        if not holds(value, config.base):
            yield refuse(name, value, vi, en)
    http = config.http
    if bool(http.tls_certificate) != bool(http.tls_key):
        yield refuse(
            "http.tls_key" if http.tls_certificate else "http.tls_certificate",
            "",
            "tệp PEM; tls_certificate và tls_key phải có cùng nhau",
            "a PEM file; tls_certificate and tls_key go together",
        )
    if config.oidc.issuer and not config.oidc.client_id:
        yield refuse(
            "oidc.client_id",
            "",
            "mã ứng dụng mà hệ thống định danh đã cấp; issuer và client_id phải có cùng nhau",
            "the client id that the provider gave; issuer and client_id go together",
        )
    if config.turn.urls and len(config.turn.secret) < SECRET_LENGTH:
        # The value is not repeated: what is refused is shown and logged.
        yield refuse(
            "turn.secret",
            "…",
            f"ít nhất {SECRET_LENGTH} ký tự, giống static-auth-secret của coturn",
            f"{SECRET_LENGTH} characters or more, the same as coturn's static-auth-secret",
        )


def allowed(hint: Any) -> tuple[str, str]:
    """Say in Vietnamese and English which values a type hint allows."""
    if get_origin(hint) is Annotated:
        kind, meta = get_args(hint)
        vi, en = allowed(kind)
        low = meta.ge if meta.ge is not None else meta.gt
        above_vi, above_en = ("lớn hơn", "above") if meta.ge is None else ("từ", "from")
        return f"{vi} {above_vi} {low} đến {meta.le}", f"{en} {above_en} {low} to {meta.le}"
    if get_origin(hint) is Literal:
        words = ", ".join(f'"{one}"' for one in get_args(hint))
        return f"một trong: {words}", f"one of: {words}"
    if hint == tuple[str, ...]:
        return 'danh sách chữ, ví dụ ["a", "b"]', 'a list of texts such as ["a", "b"]'
    if get_origin(hint) is tuple:
        keys = ", ".join(get_args(hint)[0].__struct_fields__)
        return f"danh sách {{{keys}}}", f"a list of {{{keys}}}"
    return {
        int: ("số nguyên", "a whole number"),
        float: ("số", "a number"),
        str: ("chữ trong dấu ngoặc kép", "a text in quotes"),
    }[hint]


def unknown(name: str, value: object, known: tuple[str, ...]) -> Refused:
    """Refuse a name that is none of `known`, with the one that was probably meant."""
    near = difflib.get_close_matches(name.rpartition(".")[2], known, 1)
    hint_vi = f" (có phải là {near[0]}?)" if near else ""
    hint_en = f" (did you mean {near[0]}?)" if near else ""
    words = ", ".join(known)
    return refuse(
        name,
        value,
        f"không có thiết lập này{hint_vi}; có: {words}",
        f"there is no such setting{hint_en}; there are: {words}",
    )


def refuse(name: str, value: object, vi: str, en: str) -> Refused:
    """Refuse a value, written as in the file."""
    written = msgspec.json.encode(value, enc_hook=str).decode()
    return Refused(name=name, value=written, allowed_vi=vi, allowed_en=en)
