"""What a verdict costs beside its peers: medians of interleaved rounds, all in one run.

    python tests/benchmarks/verdicts.py [ROUNDS]

Times are the processor's, so that other work on the machine counts little, and every ratio is
taken round by round; what it is to be at most stands behind it. The peers get
the closed schema, ready-made: jsonschema, bare jsonschema-rs, fastjsonschema (if it is
installed; it stops at the first fault) and a pydantic model made from the schema, which fills
in defaults and lists its errors. The corpus is found through `LIMNER_CORPUS`.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal

import jsonschema_rs
import pydantic
from jsonschema import Draft202012Validator

from limner_registry import Model, installed, packaged_models
from limner_registry.alternatives import Alternative, alternatives
from limner_registry.verdict import Verdict
from limner_registry.verdict.faults import engine_for

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 25
SECONDS = 0.01
"""How long one round of one candidate takes, about."""

FLUX, KLING = "fal-ai/flux/dev", "fal-ai/kling-video/v1/standard/image-to-video"
VALID: dict[str, dict[str, Any]] = {
    FLUX: {
        "prompt": "a lighthouse at dusk",
        "num_images": 2,
        "image_size": {"width": 512, "height": 512},
        "guidance_scale": 3.5,
        "seed": 7,
        "output_format": "png",
    },
    KLING: {
        "prompt": "x",
        "image_url": "https://e.x/a.png",
        "duration": "10",
        "dynamic_masks": [
            {"mask_url": "https://e.x/m.png", "trajectories": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}
        ],
        "cfg_scale": 0.5,
    },
}
FAULTY: dict[str, dict[str, Any]] = {
    FLUX: {
        "prompt": 5,
        "num_image": 2,
        "guidance_scale": 99,
        "image_size": "huge",
        "output_format": "gif",
    },
    KLING: {
        "prompt": 5,
        "image_ur": "x",
        "duration": "7",
        "cfg_scale": 4,
        "dynamic_masks": [{"mask_url": "m", "trajectories": [{"x": 1.5, "y": 2}]}],
    },
}
"""Five faults each; kling's misspelt `image_ur` is missing as `image_url` too."""

TYPES = {"string": str, "integer": int, "number": float, "boolean": bool, "null": None}
BOUNDS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
}

Candidates = dict[str, Callable[[], Any]]

JSONSCHEMA, BARE = "jsonschema, iter_errors", "jsonschema-rs, iter_errors"
VALID_CALL = {JSONSCHEMA: 1 / 40, BARE: 2.0}
FIVE_FAULTS = {JSONSCHEMA: 1 / 3}
"""By peer, what a ratio is to be at most."""

BUILD, CORPUS = 300, 0.5
"""What is to be enough for one validator, in us, and for those of the whole corpus, in s."""


def pydantic_type(schema: Any, root: Any) -> Any:
    """The type that a person would write for a schema in pydantic."""
    ways = [way.schema for way in alternatives(Alternative(schema), root)]
    types = [_way(way, root) for way in ways]
    one = types[0]
    for other in types[1:]:
        one = one | other
    return one


def _way(way: dict[str, Any], root: Any) -> Any:
    if "enum" in way:
        return Literal[tuple(way["enum"])]
    if "properties" in way:
        return pydantic_model(way, root)
    bounds = {BOUNDS[key]: value for key, value in way.items() if key in BOUNDS}
    if way.get("type") == "array":
        return Annotated[list[pydantic_type(way["items"], root)], pydantic.Field(**bounds)]
    return Annotated[TYPES[way["type"]], pydantic.Field(**bounds)] if "type" in way else Any


def pydantic_model(schema: dict[str, Any], root: Any) -> type[pydantic.BaseModel]:
    """A strict pydantic model of an object, which refuses members that it doesn't know."""
    fields: dict[str, Any] = {}
    for name, inside in schema["properties"].items():
        required = name in schema.get("required", ())
        default = ... if required else inside.get("default")
        fields[name] = (pydantic_type(inside, root), default)
    config = pydantic.ConfigDict(extra="forbid", strict=True)
    return pydantic.create_model("Arguments", __config__=config, **fields)


def fast(schema: dict[str, Any]) -> Callable[[Any], Any] | None:
    """The function that fastjsonschema makes of a schema; None where it isn't installed."""
    if importlib.util.find_spec("fastjsonschema") is None:
        return None
    import fastjsonschema

    compiled: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return compiled


def misspelt() -> Iterator[tuple[str, str, str]]:
    """Ever new misspellings: of a parameter's name, of a size and of a format."""
    dice = random.Random(1)  # noqa: S311 -- for a benchmark, not for secrets
    for number in count():
        sign = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=2))
        yield f"num{sign}_image", f"{sign}square{number}", f"{sign}{number}"


def ever_new(endpoint_id: str) -> Iterator[dict[str, Any]]:
    """Faulty arguments, each time with words that weren't seen before."""
    faulty = FAULTY[endpoint_id]
    for name, size, kind in misspelt():
        if endpoint_id == FLUX:
            known = {key: value for key, value in faulty.items() if key != "num_image"}
            yield known | {name: 2, "image_size": size, "output_format": kind}
        else:
            known = {key: value for key, value in faulty.items() if key != "image_ur"}
            yield known | {f"image_{size[:2]}ur": "x", "duration": kind}


def first_fault(validate: Callable[[Any], Any], value: Any) -> None:
    """A validation that may fail, without raising."""
    with suppress(Exception):
        validate(value)


def all_errors(arguments: type[pydantic.BaseModel], value: Any) -> Any:
    """What pydantic makes of a value: the model, or everything that is wrong."""
    try:
        return arguments.model_validate(value)
    except pydantic.ValidationError as error:
        return error.errors()


def peers(model: Model, value: Any) -> Candidates:
    """What each peer does with a value to find everything wrong with it."""
    closed = model.verdict.closed
    oracle, bare = Draft202012Validator(closed), jsonschema_rs.Draft202012Validator(closed)
    arguments, compiled = pydantic_model(closed, closed), fast(closed)
    found: Candidates = {
        JSONSCHEMA: lambda: list(oracle.iter_errors(value)),
        BARE: lambda: list(bare.iter_errors(value)),
        "jsonschema-rs, is_valid": lambda: bare.is_valid(value),
        "pydantic create_model": lambda: all_errors(arguments, value),
    }
    if compiled:
        found["fastjsonschema, first fault only"] = lambda: first_fault(compiled, value)
    return found


def told(model: Model, arguments: dict[str, Any]) -> list[str]:
    """Every issue's message, read."""
    return [issue.message for issue in model.check(arguments)]


def measured(candidates: Candidates) -> dict[str, list[float]]:
    """Seconds for one call of each candidate, in rounds that take them in turn."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    calls = {name: _calls(candidate) for name, candidate in candidates.items()}
    for _ in range(ROUNDS):
        for name in random.sample(list(candidates), len(candidates)):
            candidate, begun = candidates[name], time.process_time()
            for _ in range(calls[name]):
                candidate()
            times[name].append((time.process_time() - begun) / calls[name])
    return times


def _calls(candidate: Callable[[], Any]) -> int:
    candidate()
    begun = time.process_time()
    for _ in range(10):
        candidate()
    return max(1, int(SECONDS / (time.process_time() - begun) * 10))


def show(title: str, candidates: Candidates, goals: dict[str, dict[str, float]]) -> None:
    """Measure and print, with ratios against jsonschema and bare jsonschema-rs.

    Args:
        title: What is measured.
        candidates: Who does it; the two peers are among them.
        goals: By candidate and peer, what the ratio is to be at most.
    """
    times = measured(candidates)
    print(f"\n{title:38} {'us':>8}   {'/ jsonschema':18} {'/ jsonschema-rs':18}")
    for name, ours in times.items():
        wanted = goals.get(name, {})
        cells = [
            _ratio(ours, times[peer], digits, wanted.get(peer))
            for peer, digits in ((JSONSCHEMA, 4), (BARE, 2))
        ]
        print(f"{name:38} {statistics.median(ours) * 1e6:8.2f}   {' '.join(cells)}".rstrip())


def _ratio(ours: list[float], theirs: list[float], digits: int, goal: float | None) -> str:
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    wanted = "" if goal is None else f" <= {goal:.{digits}f}{'' if ratio <= goal else ' !'}"
    return f"{ratio:.{digits}f}{wanted}".ljust(18)


def per_call(model: Model) -> None:
    """A call of one model: valid, with five faults, with five ever new faults."""
    name, valid, faulty = model.endpoint_id, VALID[model.endpoint_id], FAULTY[model.endpoint_id]
    assert not model.check(valid)
    new = ever_new(name)
    ours: Candidates = {
        "Limner, check": lambda: model.check(valid),
        "Limner, check and defaults": lambda: model.check(valid) or model.effective(valid),
        "Limner, defaults alone": lambda: model.effective(valid),
    }
    goals = {"Limner, check": VALID_CALL, "Limner, check and defaults": VALID_CALL}
    show(f"{name[:31]}, valid", ours | peers(model, valid), goals)
    ours = {
        "Limner, check": lambda: told(model, faulty),
        "Limner, check, new misspellings": lambda: told(model, next(new)),
        "  (making these arguments)": lambda: next(new),
    }
    goals = {"Limner, check": FIVE_FAULTS}
    show(f"{name[:24]}, five faults", ours | peers(model, faulty), goals)


def ready(schema: dict[str, Any]) -> Any:
    """A schema closed and compiled: all that a verdict needs for its first check."""
    return engine_for(Verdict.on_arguments(schema).closed).accepts


def first_issues(schema: dict[str, Any]) -> Any:
    """The first check of a new verdict, which finds something and has to work out its words."""
    return Verdict.on_arguments(schema).check({"promtp": 5})


def builds(models: dict[str, Model]) -> None:
    """Making one validator, and one for each model of the corpus."""
    for name in (FLUX, KLING):
        schema, closed = models[name].input, models[name].verdict.closed
        candidates: Candidates = {
            f"Limner (<= {BUILD})": lambda schema=schema: ready(schema),
            "Limner, with the first issues": lambda schema=schema: first_issues(schema),
            JSONSCHEMA: lambda c=closed: Draft202012Validator(c),
            BARE: lambda c=closed: jsonschema_rs.Draft202012Validator(c),
            "pydantic create_model": lambda c=closed: pydantic_model(c, c),
        }
        if fast(closed):
            candidates["fastjsonschema"] = lambda c=closed: fast(c)
        show(f"{name[:30]}, build", candidates, {})


def whole_corpus() -> None:
    """All models of the corpus, each built once; the median of five."""
    folder = os.environ.get("LIMNER_CORPUS")
    if not folder:
        print("\nthe corpus isn't measured: LIMNER_CORPUS names no folder with models.jsonl.gz")
        return
    with gzip.open(Path(folder) / "models.jsonl.gz", "rt") as lines:
        schemas = [json.loads(line)["input"] for line in lines]
    rounds = [[_seconds(schema) for schema in schemas] for _ in range(5)]
    every = sorted(statistics.median(times) * 1e6 for times in zip(*rounds, strict=True))
    total = statistics.median(map(sum, rounds))
    print(
        f"\nall {len(schemas):,} models of the corpus built in {total:.3f} s (<= {CORPUS});",
        end=" ",
    )
    print(f"one: median {statistics.median(every):.0f} us,", end=" ")
    print(f"p95 {every[int(0.95 * len(every))]:.0f} us, the slowest {every[-1]:.0f} us")


def _seconds(schema: dict[str, Any]) -> float:
    begun = time.process_time()
    ready(schema)
    return time.process_time() - begun


def main() -> None:
    """Measure and print."""
    models = {model.endpoint_id: model for model in packaged_models(installed()).models}
    if importlib.util.find_spec("fastjsonschema") is None:
        print("fastjsonschema isn't installed, and isn't measured: pip install fastjsonschema")
    for name in (FLUX, KLING):
        per_call(models[name])
    builds(models)
    whole_corpus()


if __name__ == "__main__":
    main()
