"""The plugins of a client, passed in as objects: who is asked, and who is refused."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import limner
import limner_plugins.fal_ai_birefnet_v2
from limner import hookimpl
from limner.plugins import Plugins
from limner_registry.catalog import Catalog

if TYPE_CHECKING:
    from pathlib import Path

    from limner_registry import Model

FLUX = "fal-ai/flux/dev"
BIREFNET = "fal-ai/birefnet/v2"


def document(endpoint_id: str) -> dict[str, Any]:
    return {
        "document_version": 1,
        "endpoint_id": endpoint_id,
        "provider": "sandbox",
        "title": "Lamp",
        "category": "text-to-image",
        "input": {
            "type": "object",
            "properties": {"prompt": {"type": "string"}},
            "required": ["prompt"],
        },
        "output": {"type": "object", "properties": {"seed": {"type": "integer"}}},
    }


class Watch:
    """A global plugin that notes whose requests it sees."""

    def __init__(self, *endpoint_ids: str) -> None:
        self.endpoint_ids = endpoint_ids
        self.seen: list[str] = []

    @hookimpl
    def register_models(self) -> Any:
        return map(document, self.endpoint_ids)

    @hookimpl
    def validate_request(self, model: Model) -> None:
        self.seen.append(model.endpoint_id)


def client(*plugins: object, **environment: str) -> limner.Client:
    return limner.Client(provider="sandbox", plugins=plugins, environment=environment)


def test_a_calls_hooks_are_the_global_plugins_and_the_owner() -> None:
    """Every plugin sees what is its business, and nothing else."""
    left, right, everywhere = Watch("acme/left"), Watch("acme/right"), Watch()
    sandbox = client(left, right, everywhere)

    for endpoint_id in ("acme/left", "acme/right", FLUX):
        sandbox.validate(endpoint_id, {"prompt": "x"})

    assert left.seen == ["acme/left"]
    assert right.seen == ["acme/right"]
    assert everywhere.seen == ["acme/left", "acme/right", FLUX]


def test_every_client_has_its_own_plugins() -> None:
    """What one client is given, another one of the same process doesn't have."""
    watch = Watch("acme/lamp")
    one, other = client(watch), client()

    one.validate("acme/lamp", {"prompt": "x"})
    other.validate(FLUX, {"prompt": "x"})

    assert "acme/lamp" not in other.registry
    assert watch.seen == ["acme/lamp"]
    assert one.plugins.hooks(one.registry[FLUX]) is not other.plugins.hooks(other.registry[FLUX])


def test_another_clients_model_is_unknown() -> None:
    """A request of a plugin that only another client has can't be submitted here."""
    request = client(Watch("acme/lamp")).validate("acme/lamp", {"prompt": "x"})

    with pytest.raises(limner.UnknownModel, match="acme/lamp"):
        client().submit(request)


def test_a_packages_own_module_does_not_become_global() -> None:
    """An installed model plugin that is passed in as well still minds its own models only."""
    sandbox = client(limner_plugins.fal_ai_birefnet_v2, Watch("acme/lamp"))
    arguments = {"prompt": "x"}

    lamp = sandbox.plugins.hooks(sandbox.registry["acme/lamp"])

    assert sandbox.validate("acme/lamp", arguments)
    assert not lamp.validate_request(
        sandbox.registry["acme/lamp"], {"operating_resolution": "2304x2304"}
    )


def test_an_object_that_is_passed_twice_is_asked_once() -> None:
    """A global plugin may be in the list twice; it is one plugin."""
    watch = Watch()

    client(watch, watch).validate(FLUX, {"prompt": "x"})

    assert watch.seen == [FLUX]


def test_objects_of_one_class_have_names_of_their_own() -> None:
    """Two objects of a class are told apart by a number, and `LIMNER_DISABLE` knows it."""
    plugins = (Watch("acme/a"), Watch("acme/b"))

    names = [client(*plugins).registry[i].origin.plugin for i in ("acme/a", "acme/b")]

    assert names == ["Watch", "Watch#2"]
    for disabled in ("Watch", "Watch#2", "nobody, Watch"):
        assert "acme/b" not in client(*plugins, LIMNER_DISABLE=disabled).registry


def unknown_hook() -> None: ...


def validate_request(model: Model, argumants: Any) -> None: ...


def before_submit() -> Any:
    yield


async def process_result(result: Any) -> None: ...


@pytest.mark.parametrize(
    ("hook", "reason"),
    [
        (hookimpl(unknown_hook), "unknown hook 'unknown_hook'"),
        (hookimpl(validate_request), "argumants"),
        (hookimpl(wrapper=True)(before_submit), "its before_submit is a wrapper or async"),
        (hookimpl(process_result), "its process_result is a wrapper or async"),
    ],
)
def test_a_hook_that_cannot_work_names_its_plugin(hook: Any, reason: str) -> None:
    """A misspelt hook or argument, a wrapper and an async function are errors, never silence."""
    plugin = SimpleNamespace(__name__="tinted", **{hook.__name__: hook})

    with pytest.raises(limner.PluginError, match="tinted") as raised:
        client(plugin)

    assert raised.value.plugin == "tinted"
    assert reason in str(raised.value)


def test_an_object_with_a_bad_document_is_refused() -> None:
    """A document that is passed in is checked whole, and the plugin is named."""
    plugin = SimpleNamespace(
        __name__="tinted", register_models=hookimpl(lambda: [{**document("a/b"), "colour": "red"}])
    )

    with pytest.raises(limner.InvalidDocument, match="of the plugin tinted: /colour"):
        client(plugin)


def test_an_object_and_a_package_may_not_claim_one_model() -> None:
    """Passing a plugin in doesn't take a model over: its id is nobody's."""
    sandbox = client(Watch(FLUX))

    with pytest.raises(limner.ConflictingModels, match=r"fal_ai_flux_dev \(limner .*\) and Watch"):
        sandbox.registry[FLUX]
    assert sandbox.validate(BIREFNET, {"image_url": "https://a.example/x.png"})


@pytest.mark.parametrize("value", ["", "0"])
def test_there_is_no_trace_unless_it_is_asked_for(
    value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`LIMNER_TRACE` empty or 0 prints nothing."""
    client(Watch(), LIMNER_TRACE=value).validate(FLUX, {"prompt": "x"})

    assert capsys.readouterr().err == ""


def test_a_trace_tells_who_answered(capsys: pytest.CaptureFixture[str]) -> None:
    """`LIMNER_TRACE=1` prints each call of a hook, who was asked and what came of it."""

    def refuse() -> None:
        raise limner.Refused("above one dollar")

    budget = SimpleNamespace(__name__="Budget", before_submit=hookimpl(refuse))
    watch = Watch()
    sandbox = client(watch, budget, LIMNER_TRACE="1")
    capsys.readouterr()

    with pytest.raises(limner.Refused):
        sandbox.submit(FLUX, {"prompt": "x" * 10_000})

    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "limner: validate_request: Watch answers None",
        "limner: prepare_request: nobody answers",
        "limner: estimate_cost: nobody answers",
        "limner: before_submit: Budget raises Refused('above one dollar')",
    ]


def test_a_trace_of_a_long_answer_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    """An answer with a file in it doesn't flood the terminal."""
    plugin = SimpleNamespace(__name__="Long", prepare_request=hookimpl(lambda request: request))

    client(plugin, LIMNER_TRACE="1").submit(FLUX, {"prompt": "x" * 10_000})

    assert max(map(len, capsys.readouterr().err.splitlines())) < 600


def test_many_threads_share_one_set_of_hooks() -> None:
    """Threads that meet a model at the same moment get the same hooks, made once."""
    plugins = Plugins(environment={})
    together = threading.Barrier(16)

    def hooks(model: Model) -> object:
        together.wait()
        return plugins.hooks(model)

    for model in plugins.registry.values():
        with ThreadPoolExecutor(16) as pool:
            assert len(set(pool.map(hooks, [model] * 16))) == 1


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose catalog has one model."""
    Catalog(tmp_path).add([document("acme/lamp")])
    return tmp_path


def test_a_client_has_the_catalogs_models(home: Path) -> None:
    """They are validated and run as any other; the global plugins see their requests."""
    watch = Watch()
    with limner.Client(plugins=[watch], home=home, environment={}) as sandbox:
        with pytest.raises(limner.InvalidArguments, match="prompt"):
            sandbox.validate("acme/lamp", {})
        handle = sandbox.submit("acme/lamp", {"prompt": "x"})
        assert handle.result()

    assert handle.job.provider == "sandbox"  # the document's
    assert handle.job.request.model is sandbox.registry["acme/lamp"]
    assert set(watch.seen) == {"acme/lamp"}
    assert len(sandbox.registry) == 14


def test_the_catalog_is_where_limner_home_says(home: Path) -> None:
    """An environment that names no home has none, whoever runs the program."""
    assert "acme/lamp" in client(LIMNER_HOME=str(home)).registry
    assert "acme/lamp" not in client().registry
    assert "acme/lamp" not in client(LIMNER_HOME=str(home), LIMNER_DISABLE="catalog").registry


def test_a_request_of_a_catalog_needs_one(home: Path) -> None:
    """A client without a catalog doesn't know the models of another's."""
    request = limner.Client(home=home, environment={}).validate("acme/lamp", {"prompt": "x"})

    with pytest.raises(limner.UnknownModel, match="acme/lamp"):
        client().submit(request)


def test_disabling_a_plugin_gives_its_model_to_the_catalog(tmp_path: Path) -> None:
    """A packaged model is shadowed by the catalog's only when its plugin is told to step back."""
    Catalog(tmp_path).add([document(FLUX)])
    places = {"LIMNER_HOME": str(tmp_path)}

    beside, instead = client(**places), client(**places, LIMNER_DISABLE="fal_ai_flux_dev")

    assert beside.registry[FLUX].origin.plugin == "fal_ai_flux_dev"
    assert list(beside.registry.shadowed) == [FLUX]
    assert instead.registry[FLUX].title == "Lamp"
    assert instead.validate(FLUX, {"prompt": "x"})


def test_no_plugin_takes_the_catalogs_name(home: Path) -> None:
    """An object that's called `catalog` doesn't become the owner of the catalog's models."""

    class catalog(Watch):  # noqa: N801 -- the name is the point
        pass

    thief = catalog("acme/other")
    sandbox = limner.Client(provider="sandbox", plugins=[thief], home=home, environment={})
    sandbox.validate("acme/lamp", {"prompt": "x"})

    assert thief.seen == []
    assert sandbox.registry["acme/other"].origin.plugin == "catalog#2"
