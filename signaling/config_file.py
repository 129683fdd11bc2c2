"""The settings as a file: how it is read, and how a wrong one is refused."""

import tomllib
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from msgspec import structs

from signaling.config import SECTIONS, Config
from signaling.config_rules import Refused, allowed, broken, refuse, unknown

DOCUMENTED = Path(__file__).parent / "diemcau.toml"
"""Every setting with its default."""


class ConfigError(Exception):
    """The settings are refused; one sentence for each wrong one."""

    def __init__(self, refused: list[Refused]) -> None:
        super().__init__("\n".join(str(one) for one in refused))
        self.refused = refused


def load(path: Path | None) -> Config:
    """Read the file, or take the defaults where there is none. Raises ConfigError."""
    if path is None:
        return Config()
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            [
                refuse(
                    "--config",
                    str(path),
                    f"tệp đọc được ({error})",
                    f"a file that can be read ({error})",
                )
            ]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            [refuse("--config", str(path), f"tệp TOML ({error})", f"a TOML file ({error})")]
        ) from None
    return parse(tree, path.parent)


def parse(tree: dict[str, Any], base: Path = Path()) -> Config:
    """Make settings of a parsed file. Raises ConfigError with every wrong setting."""
    refused: list[Refused] = []
    sections: dict[str, Any] = {}
    hints = get_type_hints(Config)
    for name, values in tree.items():
        if name not in SECTIONS or not isinstance(values, dict):
            refused.append(unknown(name, values, SECTIONS))
            continue
        sections[name] = _section(name, hints[name], values, refused)
    if refused:
        raise ConfigError(refused)
    config = Config(**sections, base=base)
    refused.extend(broken(config))
    if refused:
        raise ConfigError(refused)
    return config


def replace(config: Config, section: str, **values: object) -> Config:
    """Return `config` with values of one section changed. Raises ConfigError."""
    tree = {name: structs.asdict(getattr(config, name)) for name in SECTIONS}
    tree[section] |= values
    return parse(tree, config.base)


def _section(name: str, kind: Any, values: dict[str, Any], refused: list[Refused]) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    good: dict[str, Any] = {}
    for key, value in values.items():
        if key not in hints:
            refused.append(unknown(f"{name}.{key}", value, tuple(hints)))
            continue
        try:
            good[key] = msgspec.convert(value, hints[key])
        except msgspec.ValidationError:
            vi, en = allowed(hints[key])
            refused.append(refuse(f"{name}.{key}", value, vi, en))
    return kind(**good)
