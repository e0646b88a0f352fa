"""The hooks of one model: its owner's and the global plugins', each asked by name.

This is where `Any` ends: one typed method a hook. Every implementation is called by
itself, so that an error, a warning and a trace name the plugin that they come from.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from limner.errors import InvalidArguments, LimnerError, PluginError, Refused
from limner.files import sort_files
from limner.job import Answer
from limner.price import Estimate
from limner.processed import strange
from limner.rendering import Rendering
from limner.request import Request
from limner.result import Artifact, Result
from limner_registry import Issue
from limner_registry.shortening import counted, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    import pluggy

    from limner.events import Event
    from limner.job import Job
    from limner.provider import Provider
    from limner_registry import Model

LOG = logging.getLogger("limner")

BLOCKING = frozenset({"submit_request", "process_result", "render_sandbox"})
"""The hooks that may block."""

LONGEST = 500
"""How many characters of an answer a trace or an error shows."""


class Hooks:
    """The hooks of one model, in the order of `limner.hookspecs`.

    Args:
        manager: Holds the global plugins and the model's owner.
        trace: Told of every call, who was asked and what came of it; None for silence.
        missing: See below.

    Attributes:
        missing: Of each global plugin that is broken and so isn't asked, why.
    """

    def __init__(
        self,
        manager: pluggy.PluginManager,
        trace: Callable[[str], None] | None = None,
        missing: Sequence[PluginError] = (),
    ) -> None:
        self._manager = manager
        self._trace = trace
        self.missing = missing

    def register_models(self) -> list[Mapping[str, Any]]:
        """The documents of all plugins."""
        return self._gather("register_models", Mapping)

    def validate_request(self, model: Model, arguments: Mapping[str, Any]) -> tuple[Issue, ...]:
        """The issues of all plugins."""
        return tuple(self._gather("validate_request", Issue, model=model, arguments=arguments))

    def prepare_request(self, request: Request) -> Request:
        """The request after each plugin, one after another, has rewritten it."""
        for plugin, call in self._calls("prepare_request"):
            answer = _expect(plugin, "prepare_request", call(request=request), Request) or request
            if answer.model is not request.model:
                raise PluginError(plugin, "its prepare_request returned another model's request")
            if answer is not request:
                _refuse_unsendable(plugin, answer)
            request = answer
        return request

    def estimate_cost(self, request: Request) -> Estimate | None:
        """The first plugin's estimate."""
        estimate: Estimate | None = self._first("estimate_cost", Estimate, request=request)
        return estimate

    def before_submit(self, request: Request, estimate: Estimate | None) -> None:
        """Ask every plugin; a refusal says whose it is."""
        for plugin, call in self._calls("before_submit"):
            try:
                answer = call(request=request, estimate=estimate)
            except Refused as refusal:
                told = f"{refusal}: refused by the plugin {plugin}; nothing was sent"
                raise Refused(told) from refusal
            if answer is not None:
                reason = f"its before_submit returned {_repr(answer)}"
                raise PluginError(plugin, f"{reason}; it refuses by raising Refused")

    def submit_request(self, request: Request, provider: Provider) -> Answer | None:
        """The first plugin's answer in the provider's place, with its name."""
        for plugin, answer in self._ask("submit_request", request=request, provider=provider):
            if isinstance(answer, Answer):
                return replace(answer, plugin=plugin)
            if answer is not None:
                return Answer(plugin, _expect(plugin, "submit_request", answer, Mapping))
        return None

    def job_event(self, job: Job, event: Event) -> None:
        """Tell every plugin; an error is logged and costs nothing."""
        for plugin, call in self._calls("job_event"):
            try:
                call(job=job, event=event)
            except LimnerError:
                LOG.exception("job_event of the plugin %s failed", plugin)

    def process_result(self, result: Result[Artifact]) -> Result[Artifact]:
        """The result after each plugin; one that fails leaves a warning, not a loss."""
        for plugin, call in self._calls("process_result"):
            try:
                answer = call(result=_with_raw_of_its_own(result))
                result = result if answer is None else _processed(plugin, answer, result)
            except LimnerError as error:
                LOG.warning("process_result of the plugin %s failed: %s", plugin, error)
                result = result.with_warnings(Issue("", f"{plugin}.process_result", str(error)))
        return result

    def render_sandbox(self, request: Request) -> Rendering | None:
        """The first plugin's rendering."""
        rendering: Rendering | None = self._first("render_sandbox", Rendering, request=request)
        return rendering

    def _gather(self, name: str, kind: type[Any], **arguments: Any) -> list[Any]:
        """All that all plugins return, each a list of a kind of thing or None."""
        gathered: list[Any] = []
        for plugin, answer in self._ask(name, **arguments):
            listed = list(_expect(plugin, name, answer, Iterable) or ())
            if not all(isinstance(one, kind) for one in listed):
                raise PluginError(
                    plugin, f"its {name} returned not only {kind.__name__}: {_repr(listed)}"
                )
            gathered += listed
        return gathered

    def _first(self, name: str, kind: type[Any], **arguments: Any) -> Any:
        for plugin, answer in self._ask(name, **arguments):
            if answer is not None:
                return _expect(plugin, name, answer, kind)
        return None

    def _ask(self, name: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
        return ((plugin, call(**arguments)) for plugin, call in self._calls(name))

    def _calls(self, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Each plugin's implementation, in pluggy's order, as a call that names its plugin."""
        implementations = getattr(self._manager.hook, name).get_hookimpls()
        if self._trace and not implementations:
            self._trace(f"{name}: nobody answers")
        for implementation in reversed(implementations):
            yield implementation.plugin_name, partial(self._call, name, implementation)

    def _call(self, name: str, implementation: pluggy.HookImpl, **arguments: Any) -> Any:
        plugin = implementation.plugin_name
        given = [_its_own(arguments[argument]) for argument in implementation.argnames]
        try:
            answer = implementation.function(*given)
            if isinstance(answer, Iterator):
                answer = list(answer)
        except BaseException as error:
            if not _is_the_hooks(error):
                raise
            self._tell(name, plugin, "raises", error)
            if isinstance(error, LimnerError):
                error.add_note(f"raised by {name} of the plugin {plugin}")
                raise
            reason = "".join(traceback.format_exception(error))
            raise PluginError(plugin, f"its {name} raised\n{reason}") from error
        self._tell(name, plugin, "answers", answer)
        return answer

    def _tell(self, name: str, plugin: str, verb: str, what: object) -> None:
        if self._trace:
            self._trace(f"{name}: {plugin} {verb} {_repr(what)}")


def may_block(method: Callable[..., Any]) -> bool:
    """Whether asking a hook, a method of `Hooks`, may block: somebody may answer who does."""
    name, hooks = method.__name__, getattr(method, "__self__", None)
    if name not in BLOCKING or not isinstance(hooks, Hooks):
        return False
    return bool(getattr(hooks._manager.hook, name).get_hookimpls())  # noqa: SLF001 -- its own


def _expect(plugin: str, hook: str, answer: Any, kind: Any) -> Any:
    if answer is not None and not isinstance(answer, kind):
        reason = f"its {hook} returned {_repr(answer)}, which is no {kind.__name__}"
        raise PluginError(plugin, reason)
    return answer


def _its_own(given: Any) -> Any:
    """What a hook is given: a request is a copy, in which it may change what it likes."""
    return replace(given) if isinstance(given, Request) else given


def _refuse_unsendable(plugin: str, request: Request) -> None:
    """Refuse what a plugin has made of a request, if the model doesn't take that."""
    given = sort_files(request.model, request.arguments)
    if issues := request.model.check(given.for_schema):
        told = InvalidArguments(request.endpoint_id, issues)
        raise PluginError(plugin, f"after its prepare_request, {told}\nNothing was sent.")


def _with_raw_of_its_own(result: Result[Artifact]) -> Result[Artifact]:
    """The result, whose JSON a hook may change without changing the provider's."""
    with suppress(RecursionError):
        return replace(result, raw=deepcopy(result.raw))
    return result


def _processed(plugin: str, answer: Any, result: Result[Artifact]) -> Result[Artifact]:
    """What a plugin made of a result, if it's a whole one of the same job."""
    _expect(plugin, "process_result", answer, Result)
    if answer.job is not result.job:
        raise PluginError(plugin, "its process_result returned another job's result")
    for name, value in strange(answer):
        raise PluginError(plugin, f"its process_result returned {_repr(value)} as {name}")
    processed: Result[Artifact] = answer
    there = {artifact.pointer for artifact in processed.artifacts}
    gone = [one.pointer for one in result.artifacts if one.pointer not in there]
    if gone:
        told = f"the plugin {plugin} has left {counted(len(gone), 'file')} out of the result"
        issue = Issue("", f"{plugin}.left_out", f"{told}: {shortened(', '.join(gone))}")
        return processed.with_warnings(issue)
    return processed


def _is_the_hooks(error: BaseException) -> bool:
    """Whether an error is a hook's own, and not an interruption from outside, such as Ctrl-C.

    `sys.exit` is a hook's own. So are a cancellation of asyncio and the end of a generator: a
    hook is a plain function, and none from outside reaches it.
    """
    own = isinstance(error, Exception | SystemExit | GeneratorExit)
    return own or type(error).__module__ == "asyncio.exceptions"


def _repr(what: object) -> str:
    """A plugin's value as text, which isn't to be trusted with it."""
    try:
        return f"{what!r:.{LONGEST}}"
    except Exception:  # noqa: BLE001 -- the code that fails is the plugin's
        return object.__repr__(what)
