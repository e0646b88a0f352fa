"""`limner keys`: which providers there are keys for, and where those come from."""

from __future__ import annotations

import sys

import click

from limner.cli.documented import JSON_HELP, Documented, DocumentedGroup
from limner.cli.key_list import known_providers, needing_a_key, sources, the_store
from limner.cli.screen import Screen, entry, plain, table, width
from limner_registry.nearest import nearest

EXAMPLES = ("limner keys", "limner keys set fal", "limner keys set fal < key.txt")
NOTES = (
    "A key comes from key= in Python, else from the environment (FAL_KEY, or FAL_KEY_ID and"
    " FAL_KEY_SECRET), else from what was set here: in your system's keyring if the package"
    " keyring is installed and finds one, or in a file that only you can read."
)

NEVER_TYPED = (
    "A key is never typed as a word: others see it in the list of processes, and your shell"
    " remembers it. Leave it out, and you are asked for it; or send it into stdin."
)

NO_COMMAND = (
    "There is no such command; the word isn't repeated here, as it may be a key. limner keys set"
    " PROVIDER asks for one."
)


class _Typed(Documented):
    """A command that nobody's key is repeated by, if it's typed where it doesn't belong."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse more than one word, without saying which."""
        words = [word for word in args if not word.startswith("-")]
        if len(words) > 1 or any(word.startswith("--k") for word in args):
            raise click.UsageError(NEVER_TYPED, ctx)
        return super().parse_args(ctx, args)


class _Keys(DocumentedGroup):
    """The group, which repeats no word that may be a key."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        known = ctx.resilient_parsing or nearest(args[0], self.commands)
        if not known:
            raise click.UsageError(NO_COMMAND, ctx)
        return super().resolve_command(ctx, args)


@click.group(
    "keys",
    cls=_Keys,
    invoke_without_command=True,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Keep, list and remove the keys of providers.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """List the providers that need a key, and where it comes from; never the key."""
    ctx.obj = as_json
    if ctx.invoked_subcommand is None:
        show_list(Screen.wanted(as_json))


@command.command(
    "list",
    cls=Documented,
    examples=("limner keys list", "limner keys list --json"),
    short_help="List the providers that need a key.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def list_keys(json_before: bool, *, as_json: bool) -> None:  # noqa: FBT001 -- click gives it
    """List the providers that need a key, and where it comes from; never the key."""
    show_list(Screen.wanted(as_json or json_before))


@command.command(
    "set",
    cls=_Typed,
    examples=("limner keys set fal", "limner keys set fal < key.txt"),
    short_help="Keep the key for a provider.",
)
@click.argument("provider")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def set_key(json_before: bool, provider: str, *, as_json: bool) -> None:  # noqa: FBT001
    """Keep the key for a provider: asked for without an echo, or read from stdin."""
    from limner.keys import checked

    screen, store = Screen.wanted(as_json or json_before), the_store()
    runs = needing_a_key(provider)
    key = checked(_asked_for(provider))
    if not key:
        raise click.UsageError("There was no key to keep; what was kept before still is.")
    runs.authorization(key)
    place = store.set(provider, key)
    if screen.json:
        told = {"provider": provider, "saved_in": place}
        screen.answer(told | ({"file": str(store.file)} if place == "file" else {}))
    else:
        where = str(store.file) if place == "file" else "your system's keyring"
        screen.say(entry(f"saved the key for {provider}", [plain(f"in {where}")], 26, width(), 0))
    if "environment" in (sources(provider, store) or ()):
        screen.note(f"Note: the environment has a key for {provider} too, and that comes first.")


@command.command(
    "remove",
    cls=_Typed,
    examples=("limner keys remove fal",),
    short_help="Keep the key for a provider no longer.",
)
@click.argument("provider")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def remove_key(json_before: bool, provider: str, *, as_json: bool) -> None:  # noqa: FBT001
    """Keep the key for a provider no longer."""
    screen, store = Screen.wanted(as_json or json_before), the_store()
    if not store.places(provider):
        raise click.UsageError("No key was kept for that; limner keys lists those that are.")
    places = store.remove(provider)
    if screen.json:
        screen.answer({"provider": provider, "removed_from": list(places)})
    else:
        screen.say([f"removed the key for {plain(provider)}"])
    if "environment" in (sources(provider, store) or ()):
        screen.note(f"Note: the environment still has a key for {provider}.")


def show_list(screen: Screen) -> None:
    """Print where each provider's key comes from."""
    store = the_store()
    found = {provider: sources(provider, store) for provider in known_providers(store)}
    needing = {provider: places for provider, places in found.items() if places is not None}
    if screen.json:
        keys = [{"provider": name, "sources": list(places)} for name, places in needing.items()]
        screen.answer({"keys": keys, "file": str(store.file)})
        return
    words = {"environment": "the environment", "keyring": "the keyring", "file": str(store.file)}
    rows = [
        (
            plain(name),
            plain(
                " before ".join(words[one] for one in places) or f"none: limner keys set {name}"
            ),
        )
        for name, places in needing.items()
    ]
    screen.say(table(("PROVIDER", "KEY FROM"), rows, width()))


def _asked_for(provider: str) -> str:
    """The key, from whoever sits at the terminal, or from stdin."""
    if sys.stdin.isatty():
        told: str = click.prompt(f"The key for {provider}, not shown", hide_input=True, err=True)
        return told
    return sys.stdin.read(2 * 64 * 1024)
