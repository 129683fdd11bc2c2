"""The settings: their names, defaults and limits.

`diemcau.toml` beside this file documents each of them; a test holds the two against each other.
`config_rules` says what else a value must be, `config_file` reads a file.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, structs

from signaling.store.database import sqlite_url


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the sections of the file."""


class Http(Section, frozen=True, kw_only=True):
    """Where browsers come in."""

    listen: str = "127.0.0.1:8080"
    tls_certificate: str = ""
    tls_key: str = ""
    trusted_proxies: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    metrics_from: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    web_directory: str = ""

    @property
    def host(self) -> str:
        """The host of `listen`, without the brackets of IPv6."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port of `listen`; 0 means any free one."""
        return int(self.listen.rpartition(":")[2])


class Media(Section, frozen=True, kw_only=True):
    """The one UDP port of sound and picture, and the mixed picture."""

    udp_host: str = ""
    udp_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    public_addresses: tuple[str, ...] = ()
    max_points: Annotated[int, Meta(ge=1, le=10_000)] = 400
    width: Annotated[int, Meta(ge=320, le=3840)] = 1280
    height: Annotated[int, Meta(ge=180, le=2160)] = 720
    fps: Annotated[int, Meta(ge=5, le=60)] = 25
    bitrate: Annotated[int, Meta(ge=100_000, le=20_000_000)] = 1_500_000
    vp9: Literal["off", "small", "all"] = "small"
    views_reserve: Annotated[float, Meta(ge=0, le=1)] = 0.15
    decode_threads: Annotated[int, Meta(ge=0, le=64)] = 0


class Meetings(Section, frozen=True, kw_only=True):
    """How long things last."""

    token_hours: Annotated[float, Meta(gt=0, le=8760)] = 12.0
    keep_dropped_seconds: Annotated[int, Meta(ge=5, le=86_400)] = 600
    phone: str = ""
    close_empty_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 300


class Data(Section, frozen=True, kw_only=True):
    """What is kept, and where."""

    directory: str = "data"
    database: str = ""
    shared: str = ""


class Recordings(Section, frozen=True, kw_only=True):
    """The recordings."""

    directory: str = ""
    min_free_mib: Annotated[int, Meta(ge=0, le=1_000_000)] = 500


class Server(Section, frozen=True, kw_only=True):
    """One STUN or TURN server, as a browser is told of it."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""


class Ice(Section, frozen=True, kw_only=True):
    """STUN and TURN servers for clients behind strict firewalls."""

    servers: tuple[Server, ...] = ()


class Turn(Section, frozen=True, kw_only=True):
    """A TURN server of ours, whose credentials are made anew for each point.

    `secret` is what coturn calls `static-auth-secret`.
    """

    urls: tuple[str, ...] = ()
    secret: str = ""
    credential_hours: Annotated[float, Meta(ge=1, le=168)] = 2.0


class Limits(Section, frozen=True, kw_only=True):
    """What one address may do before it is asked to wait."""

    requests_per_second: Annotated[float, Meta(gt=0, le=100_000)] = 50.0
    burst: Annotated[int, Meta(ge=1, le=100_000)] = 500
    idle_seconds: Annotated[float, Meta(ge=1, le=600)] = 20.0


class Accounts(Section, frozen=True, kw_only=True):
    """How long a login lasts: without use, without work, and in all."""

    idle_minutes: Annotated[int, Meta(ge=5, le=1440)] = 60
    login_hours: Annotated[float, Meta(ge=0.5, le=168)] = 12.0
    login_days: Annotated[float, Meta(ge=0.5, le=31)] = 7.0


class Oidc(Section, frozen=True, kw_only=True):
    """An identity provider (OpenID Connect) that vouches for accounts; no issuer is none."""

    issuer: str = ""
    client_id: str = ""
    client_secret_file: str = ""
    scope: str = "openid profile email"
    account_claim: str = "preferred_username"


class Log(Section, frozen=True, kw_only=True):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json"] = "auto"


class Config(Section, frozen=True, kw_only=True):
    """All settings. Relative paths are relative to `base`, the folder of the file."""

    http: Http = Http()
    media: Media = Media()
    meetings: Meetings = Meetings()
    data: Data = Data()
    recordings: Recordings = Recordings()
    ice: Ice = Ice()
    turn: Turn = Turn()
    limits: Limits = Limits()
    accounts: Accounts = Accounts()
    oidc: Oidc = Oidc()
    log: Log = Log()
    base: Path = Path()

    @property
    def data_directory(self) -> Path:
        """Where the database, the secret key and, by default, the recordings are."""
        return self.base / self.data.directory

    @property
    def database_url(self) -> str:
        """Where the database is, as an SQLAlchemy URL."""
        return self.data.database or sqlite_url(self.data_directory)

    @property
    def shared_directory(self) -> Path:
        """Where everything is that belongs to meetings and is not in the database."""
        shared = self.data.shared
        return self.base / shared if shared else self.data_directory

    @property
    def files_directory(self) -> Path:
        """Where the files are that were sent in chat."""
        return self.shared_directory / "files"

    @property
    def papers_directory(self) -> Path:
        """Where the papers of meetings are."""
        return self.shared_directory / "papers"

    @property
    def evidence_directory(self) -> Path:
        """Where the stills of roll calls are."""
        return self.shared_directory / "evidence"

    @property
    def recordings_directory(self) -> Path:
        """Where the recordings are."""
        own = self.recordings.directory
        return self.base / own if own else self.shared_directory / "recordings"


SECTIONS = tuple(field.name for field in structs.fields(Config) if field.name != "base")
"""The sections of the file, in its order."""
