"""Every hook: what it's for, as docs/hooks.md shows it, and what happens when it goes wrong."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import textwrap
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

import limner
from limner import hookimpl, hookspecs
from limner.hooks import Hooks
from limner.rendering import Rendering

if TYPE_CHECKING:
    from collections.abc import Callable

FLUX = "fal-ai/flux/dev"
DOCS = (Path(__file__).parents[2] / "docs" / "hooks.md").read_text("utf-8")
SPECS = {
    name: function
    for name, function in vars(hookspecs).items()
    if hasattr(function, f"{hookspecs.PROJECT}_spec")
}


def client(*plugins: object, **options: Any) -> limner.Client:
    return limner.Client(provider="sandbox", plugins=plugins, environment={}, **options)


def example(hook: str) -> ModuleType:
    """The plugin that docs/hooks.md shows for a hook."""
    section = DOCS.partition(f"### `{hook}(")[2]
    plugin = ModuleType(f"example_of_{hook}")
    exec(section.partition("```python\n")[2].partition("```")[0], vars(plugin))  # noqa: S102
    return plugin


def plugin(hook: Callable[..., Any], name: str = "tinted") -> object:
    """A plugin with one hook."""
    return SimpleNamespace(__name__=name, **{hook.__name__: hookimpl(hook)})


def document(endpoint_id: str) -> dict[str, Any]:
    with client() as sandbox:
        return {**sandbox.registry[FLUX].document, "endpoint_id": endpoint_id}


def test_every_hook_is_documented_with_its_arguments() -> None:
    """docs/hooks.md has a heading for each hook, in the order of a call, and no other."""
    signatures = [
        f"{name}({', '.join(inspect.signature(function).parameters)})"
        for name, function in SPECS.items()
    ]

    assert re.findall(r"^### `(.+)`$", DOCS, re.MULTILINE) == signatures


def test_every_hook_has_a_test() -> None:
    """A hook without a test named after it doesn't exist."""
    assert {f"test_{name}" for name in SPECS} <= set(globals())


def test_every_hook_is_called_by_its_name() -> None:
    """`Hooks` has a method for each hook, in order and with its arguments; nothing else is one."""
    methods = {
        name: list(inspect.signature(method).parameters)[1:]
        for name, method in vars(Hooks).items()
        if not name.startswith("_")
    }

    expected = {name: list(inspect.signature(spec).parameters) for name, spec in SPECS.items()}
    assert methods == expected
    assert list(methods) == list(expected)


@pytest.mark.parametrize("name", SPECS)
def test_every_hook_says_when_it_is_called_and_shows_how(name: str) -> None:
    """The docstring of a hook tells when it's called and ends with an example of itself."""
    text, _, code = inspect.getdoc(SPECS[name]).partition("    @hookimpl\n")  # type: ignore[union-attr]
    shown: dict[str, Any] = {"hookimpl": hookimpl}
    exec(textwrap.dedent("    @hookimpl\n" + code), shown)  # noqa: S102

    assert "Called" in text
    assert set(inspect.signature(shown[name]).parameters) <= set(
        inspect.signature(SPECS[name]).parameters
    )


def test_a_hook_cannot_be_called_itself() -> None:
    """The specifications are descriptions: there's nothing behind them."""
    for function in SPECS.values():
        with pytest.raises(NotImplementedError):
            function(*inspect.signature(function).parameters)


def test_the_first_script_of_the_page_runs() -> None:
    """The global plugin that the page begins with rewrites requests."""
    shown: dict[str, Any] = {}
    exec(DOCS.partition("```python\n")[2].partition("```")[0], shown)  # noqa: S102

    with shown["client"] as sandbox:
        job = sandbox.submit(FLUX, {"prompt": "x"})

    assert job.job.request.arguments["prompt"] == "A LIGHTHOUSE"


# A test a hook: what docs/hooks.md shows is what happens.


def test_register_models(tmp_path: Path) -> None:
    """An object can bring models, whose owner it then is."""
    import json

    (tmp_path / "model.json").write_text(json.dumps(document("acme/lamp")))

    with contextlib.chdir(tmp_path):
        sandbox = client(example("register_models"))

    assert sandbox.registry["acme/lamp"].origin.plugin == "example_of_register_models"
    assert len(sandbox.registry) == 14
    assert sandbox.run("acme/lamp", {"prompt": "x"}).images


def test_validate_request() -> None:
    """A plugin's issues stand beside the schema's, in one error, and nothing is sent."""
    sandbox = client(example("validate_request"))

    with pytest.raises(limner.InvalidArguments) as raised:
        sandbox.run(FLUX, {"prompt": "a lighthouse", "num_image": 2})

    assert {issue.pointer for issue in raised.value.issues} == {"/num_image", "/prompt"}
    assert raised.value.issues[-1].code == "acme.too_short"
    assert sandbox.validate(FLUX, {"prompt": "a lighthouse at dusk"})


def test_prepare_request() -> None:
    """A plugin rewrites what is sent, and the caller's arguments stay as they are."""
    given = {"prompt": "a lighthouse"}

    job = client(example("prepare_request")).submit(FLUX, given).job

    assert job.request.arguments == {"prompt": "a lighthouse, in watercolour"}
    assert given == {"prompt": "a lighthouse"}


def test_estimate_cost() -> None:
    """A plugin's estimate reaches those that may refuse."""
    seen: list[Any] = []

    def before_submit(estimate: Any) -> None:
        seen.append(estimate)

    with client(example("estimate_cost"), plugin(before_submit)) as sandbox:
        sandbox.submit(FLUX, {"prompt": "x", "num_images": 2})
    with client(plugin(before_submit)) as sandbox:
        sandbox.submit(FLUX, {"prompt": "x"})

    assert seen == [limner.Estimate(Decimal("0.08"), "USD"), None]


def test_before_submit() -> None:
    """A policy keeps a request from being sent; nothing of it is in the journal."""
    journal = limner.MemoryJournal()
    sandbox = client(example("before_submit"), example("estimate_cost"), journal=journal)

    with pytest.raises(limner.Refused, match="need a talk first") as raised:
        sandbox.run(FLUX, {"prompt": "x", "num_images": 4})

    assert "refused by the plugin example_of_before_submit" in str(raised.value)
    assert not list(journal.entries())
    assert sandbox.submit(FLUX, {"prompt": "x"}).request_id


def test_submit_request() -> None:
    """A cache answers in the provider's place, and the journal says so."""
    cache, journal = example("submit_request"), limner.MemoryJournal()
    cache.CACHE[FLUX, "known"] = {"images": [], "seed": 42}
    sandbox = client(cache, journal=journal)

    known, new = sandbox.run(FLUX, {"prompt": "known"}), sandbox.run(FLUX, {"prompt": "new"})

    assert (known.seed, known.job.request_id) == (42, None)
    assert new.job.request_id is not None
    assert [entry.answered_by for entry in journal.entries()] == [
        "example_of_submit_request",
        None,
    ]


def test_job_event() -> None:
    """A plugin hears of every change of a job."""
    watcher, events = example("job_event"), []

    def job_event(job: limner.Job, event: limner.Event) -> None:
        events.append((job.request_id, type(event).__name__))

    result = client(watcher, plugin(job_event)).run(FLUX, {"prompt": "x"})

    job_ids, kinds = zip(*events, strict=True)
    assert set(job_ids) == set(watcher.SECONDS) == {result.job.request_id}
    assert (kinds[0], kinds[-1]) == ("Queued", "Completed")


def test_process_result(tmp_path: Path) -> None:
    """A plugin gets at the files of a result, downloaded or not."""
    (tmp_path / "archive").mkdir()

    with contextlib.chdir(tmp_path):
        result = client(example("process_result")).run(FLUX, {"prompt": "x"}, output="out/")

    assert not result.warnings
    assert [path.name for path in (tmp_path / "archive").iterdir()] == [
        image.path.name for image in result.images if image.path
    ]


def test_render_sandbox() -> None:
    """A plugin draws what the sandbox answers for its model."""
    with client() as sandbox:
        reseason = sandbox.registry["bria/fibo-edit/reseason"].document
    owner = SimpleNamespace(
        __name__="tea",
        register_models=hookimpl(lambda: [{**reseason, "endpoint_id": "acme/tea"}]),
        render_sandbox=example("render_sandbox").render_sandbox,
    )
    arguments = {"season": "winter", "image_url": BLUE}

    red, _, blue = _middle(client(owner).run("acme/tea", arguments))

    assert red > blue


BLUE = Image.new("RGB", (200, 200), "lightblue")


def _middle(result: Any) -> Any:
    with Image.open(io.BytesIO(result.images[0].bytes())) as image:
        return image.convert("RGB").getpixel((100, 80))


# Who is asked, and in which order.


class Recorder:
    """A plugin that writes its name into the prompt."""

    def __init__(self, name: str, *documents: dict[str, Any]) -> None:
        self.__name__ = name
        self.documents = documents

    @hookimpl
    def register_models(self) -> Any:
        return self.documents

    @hookimpl
    def prepare_request(self, request: limner.Request) -> limner.Request:
        prompt = request.arguments["prompt"] + self.__name__
        return request.with_arguments({**request.arguments, "prompt": prompt})


class First(Recorder):
    """One that wants to be asked first."""

    @hookimpl(tryfirst=True)
    def prepare_request(self, request: limner.Request) -> limner.Request:
        return super().prepare_request(request)


class Last(Recorder):
    """One that wants to be asked last."""

    @hookimpl(trylast=True)
    def prepare_request(self, request: limner.Request) -> limner.Request:
        return super().prepare_request(request)


def order(endpoint_id: str, *plugins: object) -> str:
    prompt = client(*plugins).submit(endpoint_id, {"prompt": ":"}).job.request.arguments["prompt"]
    return str(prompt)


def test_the_owner_is_asked_before_global_plugins() -> None:
    """First the model's owner, then the global plugins, the last of them first."""
    owner = Recorder("o", document("acme/lamp"))

    assert order("acme/lamp", Recorder("a"), owner, Recorder("b")) == ":oba"
    assert order(FLUX, Recorder("a"), owner, Recorder("b")) == ":ba"


def test_a_plugin_may_ask_to_be_first_or_last() -> None:
    """`tryfirst` and `trylast` move a hook before or behind all others."""
    owner = Recorder("o", document("acme/lamp"))

    assert order("acme/lamp", First("f"), Last("l"), Recorder("a"), owner) == ":foal"
    assert order("acme/lamp", Recorder("a"), Last("l", document("acme/lamp"))) == ":al"


def test_an_owner_is_never_asked_about_anothers_model() -> None:
    """Of two plugins that own models, each meets its own requests only."""
    left, right = Recorder("l", document("acme/left")), Recorder("r", document("acme/right"))

    assert order("acme/left", left, right) == ":l"
    assert order("acme/right", left, right) == ":r"
    assert order(FLUX, left, right) == ":"


def test_the_first_answer_is_taken() -> None:
    """Where one answer is wanted, None passes the question on and the first other one ends it."""
    asked = []

    def answering(name: str, answer: Any) -> object:
        def submit_request(request: limner.Request) -> Any:
            asked.append((name, request.endpoint_id))
            return answer

        return plugin(submit_request, name)

    plugins = (answering("c", {}), answering("b", {"seed": 1}), answering("a", None))
    result = client(*plugins).run(FLUX, {"prompt": "x"})

    assert asked == [("a", FLUX), ("b", FLUX)]
    assert result.raw == {"seed": 1}
    assert result.job.answer is not None
    assert result.job.answer.plugin == "b"


def test_an_empty_answer_is_an_answer() -> None:
    """An empty result, given in the provider's place, is a result."""

    def submit_request() -> dict[str, Any]:
        return {}

    assert client(plugin(submit_request)).run(FLUX, {"prompt": "x"}).raw == {}


def test_a_hook_may_leave_out_every_argument() -> None:
    """A hook names the arguments that it needs, which may be none."""

    def render_sandbox() -> Rendering:
        return Rendering(fields={"seed": 99})

    first = hookimpl(tryfirst=True)(render_sandbox)
    ours = SimpleNamespace(__name__="tinted", render_sandbox=first)
    assert client(ours).run(FLUX, {"prompt": "x"}).seed == 99
