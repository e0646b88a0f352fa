"""`limner plugins check`: hold plugins against what every plugin of models must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from limner.cli.collect_options import positive
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.plugin_list import Installed, installed_plugins
from limner.cli.plugin_name import PluginName, no_such_plugin
from limner.cli.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.testing.candidate import Candidate
    from limner.testing.checking import Checked, Coverages
    from limner.testing.property import Effort

FOUND = 9
"""The exit code where a plugin doesn't keep something."""

EXAMPLES = (
    "limner plugins check limner_acme",
    "limner plugins check limner_acme --examples 1000 --coverage",
    "limner plugins check --json",
)
NOTES = (
    "Valid and invalid arguments are drawn from each model's document; validation, the command"
    " line, the sandbox and the reference must agree about them. Nothing is sent, and the same"
    " seed draws the same. limner.testing.ModelTests gives pytest the same checks. The exit code"
    " is 9 if something isn't kept."
)


@click.command(
    "check",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Hold plugins against what every plugin must keep.",
)
@click.argument("name", type=PluginName(), required=False)
@click.option(
    "--examples",
    type=int,
    callback=positive,
    metavar="N",
    default=100,
    help="How many are drawn for each property of each model; 100 by default.",
)
@click.option(
    "--seed", type=int, metavar="N", default=0, help="Where drawing begins; 0 by default."
)
@click.option(
    "--coverage", is_flag=True, help="Show which rules of which parameter were exercised."
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def command(  # noqa: PLR0913 -- click gives each option
    json_before: bool,  # noqa: FBT001
    name: str | None,
    *,
    examples: int,
    seed: int,
    coverage: bool,
    as_json: bool,
) -> None:
    """Check a plugin that brings models, or all of them; nothing is sent, no key is needed."""
    from limner.cli.check_report import as_facts, lines
    from limner.cli.quarantine import noting
    from limner.testing.property import Effort

    screen, effort = Screen.wanted(as_json or json_before), Effort(examples, seed)
    with noting(screen):
        candidates, coverages = _candidates(name, coverage=coverage)
        outcomes = _checked(candidates, effort)
    reports = coverages.reports() if coverages else None
    if screen.json:
        screen.answer(as_facts(outcomes, effort, reports))
    else:
        screen.say(lines(outcomes, effort, reports))
    if any(one.outcome.status == "failed" for one in outcomes):
        raise click.exceptions.Exit(FOUND)


def _candidates(name: str | None, *, coverage: bool) -> tuple[list[Candidate], Coverages | None]:
    """The plugin of a name, or all that are enabled; watched if that's wanted.

    Raises:
        MissingExtra: What draws examples isn't installed.
        click.UsageError: No plugin of models has the name.
    """
    from limner.errors import MissingExtra

    try:
        from limner.testing.candidate import of_entry
        from limner.testing.checking import Coverages
    except ImportError as error:
        raise MissingExtra("testing", "checking plugins") from error

    candidates = [of_entry(plugin.entry) for plugin in _wanted(name)]
    if not coverage:
        return candidates, None
    coverages = Coverages()
    return [coverages.watching(one) for one in candidates], coverages


def _wanted(name: str | None) -> list[Installed]:
    plugins = installed_plugins()
    if name is None:
        return [one for one in plugins if one.kind == "model" and one.state != "disabled"]
    named = [one for one in plugins if one.entry.name == name]
    if not named:
        raise no_such_plugin(name, [one.entry.name for one in plugins])
    wanted = [one for one in named if one.kind == "model"]
    if not wanted:
        raise click.UsageError(f"The plugin {name!r} brings no models; there is nothing to check.")
    return wanted


def _checked(candidates: Sequence[Candidate], effort: Effort) -> list[Checked]:
    """Hold all of them against everything, and say on a terminal how far that is."""
    from limner.cli.progress import Progress
    from limner.testing.checking import checked
    from limner.testing.drawing import leaving_nothing

    outcomes: list[Checked] = []
    with leaving_nothing(), Progress("checking") as progress:
        for one in checked(candidates, effort):
            outcomes.append(one)
            progress.say(f"checking {one.model or one.plugin}")
    return outcomes
