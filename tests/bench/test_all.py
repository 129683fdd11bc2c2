"""The table of all benchmarks."""

import argparse
import importlib
import json
from collections import defaultdict
from typing import Any

import pytest
from msgspec import inspect

from signaling.bench import all as everything
from signaling.bench.all import BENCHES, table


def test_figures_beside_their_targets() -> None:
    found = {
        "picture_ms": {"p50": 100, "p95": 200},
        "sound_ms": {"p50": None, "p95": None},
        "cpu_pressure": None,
    }
    delay = next(one for one in BENCHES if one.name == "delay")
    rows = [everything._row("delay", one) for one in delay.told(found)]
    assert [row.good for row in rows] == [True, False, False, None, None], "nothing was heard"
    text = table(rows, ["join"])
    head, rule, *lines = [line.strip("| ").split(" | ") for line in text.splitlines()]
    assert [one.strip() for one in head] == ["command", "figure", "value", "target"]
    assert set(rule[0]) == {"-"}
    assert [line[-1] == "!" for line in lines] == [False, True, True, False, False, True]


def test_a_benchmark_that_fails_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def figures(command: str, limit: float) -> dict[str, object] | None:
        assert limit > 0
        found = {
            "points": 16,
            "cores": 0.3,
            "ratio": 1.5,
            "fps": 25,
            "delay_ms": {"p50": 1, "p95": 2},
        }
        return found if command.startswith("mix") else None

    monkeypatch.setattr(everything, "_figures", figures)
    arguments = argparse.Namespace(long=False, only=["mix", "join"], but=[])
    assert everything.run(arguments) == 1
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["failed"] == ["join --joins 5", "join --joins 5 --browser firefox"]
    assert result["rows"][0]["value"] == 0.3
    assert result["rows"][0]["good"] is True


def test_a_meeting_is_measured_in_all_its_sizes_and_some_are_left_out() -> None:
    arguments = argparse.Namespace(long=True, only=["mix", "formal", "drift"], but=["drift"])
    commands = [command for command, _ in everything._commands(arguments)]
    assert len(commands) == 8
    assert commands[2] == "mix --points 16 --seconds 10"
    assert commands[-1] == "formal --points 800 --seconds 10"


def made_up(kind: inspect.Type) -> Any:
    """Return a value of a type, as JSON has it; of each list, one."""
    match kind:
        case inspect.StructType():
            return {one.encode_name: made_up(one.type) for one in kind.fields}
        case inspect.ListType() | inspect.VarTupleType():
            return [made_up(kind.item_type)]
        case inspect.TupleType():
            return [made_up(one) for one in kind.item_types]
        case inspect.DictType():
            return defaultdict(lambda: made_up(kind.value_type))
        case inspect.UnionType():
            return made_up(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
        case inspect.StrType():
            return "grid"
        case inspect.BoolType():
            return True
        case inspect.LiteralType():
            return kind.values[0]
    return 25


@pytest.mark.parametrize("bench", BENCHES, ids=lambda one: f"{one.name} {one.short}")
def test_what_is_told_of_a_benchmark_is_among_its_figures(bench: everything.Bench) -> None:
    """It would be missed after an hour of measuring."""
    module = importlib.import_module(f"signaling.bench.{bench.name}")
    result = inspect.type_info(getattr(module, "Results", None) or module.Result)
    rows = [everything._row(bench.name, one) for one in bench.told(made_up(result))]
    assert rows
    assert all(row.figure for row in rows)


def test_every_command_of_it_is_one_that_can_be_given() -> None:
    for one in BENCHES:
        module = importlib.import_module(f"signaling.bench.{one.name}")
        parser = argparse.ArgumentParser()
        module.add_arguments(parser)
        for options in (one.short, *one.long):
            parser.parse_args(options.split())


def test_a_busy_machine_excuses_no_change() -> None:
    (isolation,) = (one for one in BENCHES if one.name == "isolation")
    change = {"fps": 0.0, "delay": 0.1, "audio_gap": 0.0, "concealed": 0.0}
    found = {
        "limit": 0.05,
        "spread": {"fps": 0.01, "delay": 0.12, "audio_gap": 0.0, "concealed": 0.0},
        "kinds": [{"kind": "flood", "change": change}],
    }

    def good(figure: str) -> bool | None:
        rows = [everything._row("", one) for one in isolation.told(found)]
        return next(row.good for row in rows if row.figure == figure)

    assert good("flood: others' delay, change"), "it is what differs anyway"
    found["spread"] = {"fps": 0.01, "delay": 8.0, "audio_gap": 0.0, "concealed": 0.0}
    assert good("flood: others' delay, change") is False
    assert good("nobody in trouble: others' delay, spread") is False


def test_a_benchmark_that_hangs_is_ended_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(everything, "STOP_S", 10.0)
    assert everything._figures("picture --codec VP9 --frames 100000", 0.5) is None
    assert "picture" in capfd.readouterr().err
