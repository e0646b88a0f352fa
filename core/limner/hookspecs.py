"""The hooks, in the order in which a call meets them.

A plugin is a module, or any object, with plain functions marked `@limner.hookimpl`.
A hook takes any of the arguments below, by name, and leaves out those that it
doesn't need. A plugin that owns models is called for its own models only; one that
owns none is called for every request. The owner is asked before the global plugins,
and of these the last first; `@hookimpl(tryfirst=True)` and `trylast=True` change it,
the latter to the first first.
Hooks are pure, but for `submit_request`, `process_result` and `render_sandbox`, which
may block and run on a worker thread in `AsyncClient`. docs/hooks.md has more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from limner.events import Event
    from limner.job import Answer, Job
    from limner.price import Estimate
    from limner.provider import Provider
    from limner.rendering import Rendering
    from limner.request import Request
    from limner.result import Artifact, Result
    from limner_registry import Issue, Model

PROJECT = "limner"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_models() -> Iterable[Mapping[str, Any]]:
    """Return the model documents of a plugin object that is passed to a client.

    Called once, when the client is made, of plugins that are passed in only. An
    installed package needs no code for this: its documents are found beside it.

        @hookimpl
        def register_models():
            return [json.loads(Path("model.json").read_text())]
    """
    raise NotImplementedError


@hookspec
def validate_request(model: Model, arguments: Mapping[str, Any]) -> Iterable[Issue] | None:
    """Return what is wrong with arguments that a schema can't say.

    Called for all arguments, also for those that the schema refuses, so that a
    caller hears of everything at once; what it raises over these is ignored, because
    it can't expect them. A file of the caller's own stands there as a URL. The issues
    of all plugins are collected into one `InvalidArguments`, and the sandbox asks
    again, as the provider's side would. Prefix codes with the plugin's name.

        @hookimpl
        def validate_request(arguments):
            if len(arguments["prompt"].split()) < 3:
                return [Issue("/prompt", "acme.too_short", "say it in three words or more")]
    """
    raise NotImplementedError


@hookspec
def prepare_request(request: Request) -> Request | None:
    """Return the request with other arguments, or None to leave it as it is.

    Called after validation, each plugin with the answer of the one before. What it
    returns must be valid by the model's schema too: else nothing is sent, and a
    `PluginError` says why; `validate_request` isn't asked again. A file of the caller's
    own is a `LocalFile` here, and a URL in all hooks below.

        @hookimpl
        def prepare_request(request):
            return request.with_arguments({**request.arguments, "sync_mode": False})
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def estimate_cost(request: Request) -> Estimate | None:
    """Return what the request will cost, or None when this plugin can't tell.

    Called before a submission, and when somebody asks for the price; the first answer
    is taken, and wins over the price in the model's document. What it says is reserved
    under the caps and the budget.

        @hookimpl
        def estimate_cost(request):
            return Estimate(Decimal("0.04") * request.arguments.get("num_images", 1), "USD")
    """
    raise NotImplementedError


@hookspec
def before_submit(request: Request, estimate: Estimate | None) -> None:
    """Raise `limner.Refused` to keep a request from being submitted.

    Called for every plugin, before anything is journaled or sent. The estimate is a
    plugin's, or else the document's; None where nobody knows the price, and where a
    provider in this process, as the sandbox, is paid nothing.

        @hookimpl
        def before_submit(request, estimate):
            if estimate and estimate.amount > Decimal("0.10"):
                raise Refused("calls above ten cents need a talk first")
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def submit_request(request: Request, provider: Provider) -> Mapping[str, Any] | Answer | None:
    """Return the result in the provider's place (a cache, a dry run), or None; may block.

    Called when no plugin has refused, before the POST; the first answer is taken,
    nothing is sent then, and the journal says who answered. Files of this machine may
    stand in it as `file:` URLs. A `limner.Answer` also says whose earlier result it is.
    The provider is the one that would be asked: its sandbox, say, and not the real one.

        @hookimpl
        def submit_request(request):
            return CACHE.get((request.endpoint_id, json.dumps(dict(request.arguments))))
    """
    raise NotImplementedError


@hookspec
def job_event(job: Job, event: Event) -> None:
    """Take note of a change of a job: queued, in progress, completed.

    Called for every plugin, before the caller sees the event; what it returns is
    ignored, and what it raises is logged and costs nothing.

        @hookimpl
        def job_event(job, event):
            logging.info("%s: %s", job.request_id, event)
    """
    raise NotImplementedError


@hookspec
def process_result(result: Result[Artifact]) -> Result[Artifact] | None:
    """Return the result changed, or None to leave it as it is; may block.

    Called when the result and, where asked for, its files are there, each plugin
    with the answer of the one before, and a `raw` of its own. What it raises,
    `SystemExit` included, becomes a warning of the result, which is never lost. A hook
    that moves a file says so by another `download` of its artifact.

        @hookimpl
        def process_result(result):
            ARCHIVE.mkdir(exist_ok=True)
            for image in result.images:
                shutil.copy(image.path or image.save(), ARCHIVE)
    """
    raise NotImplementedError


@hookspec(firstresult=True)
def render_sandbox(request: Request) -> Rendering | None:
    """Return what the sandbox answers for a model, or None for its generic picture.

    Called when a job of the sandbox ends; the first answer is taken. Files are
    drawn when somebody fetches them.

        @hookimpl
        def render_sandbox(request):
            from limner.sandbox.toolkit import render

            return render(request, paint=lambda brief: brief.picture("image_url").rotate(180))
    """
    raise NotImplementedError
