"""Which parameter of a model stands for one of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.porting.frames import FRAMES
from limner.porting.meanings import MAIN_FILES, NOTHING, meaning_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from limner_registry.parameter import Parameter, Parameters


def named(name: str, among: Parameters) -> Parameter | None:
    """The parameter of a name; None if there is none."""
    return next((one for one in among if one.name == name), None)


def partner(
    name: str, source: Parameters, target: Parameters, taken: Collection[str]
) -> Parameter | None:
    """The parameter that stands for one of another model; None if there is none.

    It is the one of the same name, else one whose name means the same, else the only
    picture, video or sound that both models work on.

    Args:
        name: The parameter's name.
        source: The parameters of its own model.
        target: Those of the other one.
        taken: The other's parameters that stand for something already.
    """
    if name in target:
        return None if name in taken else target[name]
    known = named(name, source)
    free = [one for one in target if one.name not in taken and one.name not in source]
    alike = [one for one in free if one.name in meaning_of(name).names and _one_kind(known, one)]
    if alike:
        return min(alike, key=lambda one: meaning_of(name).names.index(one.name))
    return _only_file(known, source, target, taken) if known and known.file else None


def _only_file(
    known: Parameter, source: Parameters, target: Parameters, taken: Collection[str]
) -> Parameter | None:
    """The only picture, video or sound, if both models work on that one and on no other."""
    mine, theirs = ([one for one in some if one.file == known.file] for some in (source, target))
    if known.file == "file" or len(mine) != 1 or len(theirs) != 1 or theirs[0].name in taken:
        return None
    return theirs[0] if _is_main(known) and _is_main(theirs[0]) else None


def _is_main(parameter: Parameter) -> bool:
    """Whether a file is surely what its model works on, by its name, or since it's needed."""
    meaning = meaning_of(parameter.name)
    return parameter.required if meaning is NOTHING else not MAIN_FILES.isdisjoint(meaning.names)


def _one_kind(known: Parameter | None, other: Parameter) -> bool:
    """Whether both may be the same kind of file, or neither is one."""
    kinds = {known.file if known else None, other.file}
    return len(kinds - {None, "file"}) <= 1


def no_place(name: str, source: Parameters, target: Parameters, taken: Collection[str]) -> str:
    """Why nothing stands for a parameter."""
    alike = FRAMES if name in FRAMES else meaning_of(name).names
    holder = next((one for one in (name, *alike) if one in taken), None)
    if holder:
        return "it is given anew" if holder == name else f"{holder} is given already"
    known = named(name, source)
    kind = known and known.file
    inside = {one.file for top in target for one in top.walk()}
    return f"it takes no {kind}" if kind and kind not in inside else "it has nothing like it"
