"""The hooks of one model: its owner's and the global plugins', each asked by name.

This is where `Any` ends: one typed method a hook. Every implementation is called by
itself, so that an error, a warning and a trace name the plugin that they come from.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from limner.errors import LimnerError, PluginError
from limner.job import Answer
from limner.price import Estimate
from limner.rendering import Rendering
from limner.request import Request
from limner.result import Artifact, Result
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pluggy

    from limner.events import Event
    from limner.job import Job
    from limner_registry import Model

LOG = logging.getLogger("limner")

BLOCKING = frozenset({"process_result", "render_sandbox"})
"""The hooks that may block."""


class Hooks:
    """The hooks of one model, in the order of `limner.hookspecs`.

    Args:
        manager: Holds the global plugins and the model's owner.
        trace: Told of every call, who answered and what; None for silence.
    """

    def __init__(
        self, manager: pluggy.PluginManager, trace: Callable[[str], None] | None = None
    ) -> None:
        self._manager = manager
        self._trace = trace

    def validate_request(self, model: Model, arguments: Mapping[str, Any]) -> tuple[Issue, ...]:
        """The issues of all plugins."""
        answers = self._ask("validate_request", model=model, arguments=arguments)
        return tuple(issue for plugin, answer in answers for issue in _issues(plugin, answer))

    def prepare_request(self, request: Request) -> Request:
        """The request after each plugin, one after another, has rewritten it."""
        for plugin, call in self._calls("prepare_request"):
            answer = call(request=request)
            request = _expect(plugin, "prepare_request", answer, Request) or request
        return request

    def estimate_cost(self, request: Request) -> Estimate | None:
        """The first plugin's estimate."""
        estimate: Estimate | None = self._first("estimate_cost", Estimate, request=request)
        return estimate

    def before_submit(self, request: Request, estimate: Estimate | None) -> None:
        """Ask every plugin; `Refused` goes through."""
        for _ in self._ask("before_submit", request=request, estimate=estimate):
            pass

    def submit_request(self, request: Request) -> Answer | None:
        """The first plugin's answer in the provider's place, with its name."""
        for plugin, answer in self._ask("submit_request", request=request):
            if answer is not None:
                output = _expect(plugin, "submit_request", answer, Mapping)
                return Answer(plugin, output or {})
        return None

    def job_event(self, job: Job, event: Event) -> None:
        """Tell every plugin; an error is logged and costs nothing."""
        for plugin, call in self._calls("job_event"):
            try:
                call(job=job, event=event)
            except PluginError:
                LOG.exception("job_event of the plugin %s failed", plugin)

    def process_result(self, result: Result[Artifact]) -> Result[Artifact]:
        """The result after each plugin; one that fails leaves a warning, not a loss."""
        for plugin, call in self._calls("process_result"):
            try:
                answer = _expect(plugin, "process_result", call(result=result), Result)
                result = answer or result
            except LimnerError as error:
                LOG.warning("process_result of the plugin %s failed: %s", plugin, error)
                result = result.with_warnings(Issue("", f"{plugin}.process_result", str(error)))
        return result

    def render_sandbox(self, request: Request) -> Rendering | None:
        """The first plugin's rendering."""
        rendering: Rendering | None = self._first("render_sandbox", Rendering, request=request)
        return rendering

    def _first(self, name: str, kind: type[Any], **arguments: Any) -> Any:
        for plugin, answer in self._ask(name, **arguments):
            if answer is not None:
                return _expect(plugin, name, answer, kind)
        return None

    def _ask(self, name: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
        return ((plugin, call(**arguments)) for plugin, call in self._calls(name))

    def _calls(self, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Each plugin's implementation, in pluggy's order, as a call that names its plugin."""
        implementations = self._manager.hook.__dict__[name].get_hookimpls()
        if self._trace and not implementations:
            self._trace(f"{name}: nobody answers")
        for implementation in reversed(implementations):
            yield implementation.plugin_name, self._named(name, implementation)

    def _named(self, name: str, implementation: pluggy.HookImpl) -> Callable[..., Any]:
        plugin = implementation.plugin_name

        def call(**arguments: Any) -> Any:
            given = [arguments[argument] for argument in implementation.argnames]
            try:
                answer = implementation.function(*given)
            except LimnerError:
                raise
            except Exception as error:
                reason = "".join(traceback.format_exception(error))
                raise PluginError(plugin, f"its {name} raised\n{reason}") from error
            if self._trace:
                self._trace(f"{name}: {plugin} answers {answer!r}")
            return answer

        return call


def _issues(plugin: str, answer: Any) -> list[Issue]:
    issues = [] if answer is None else list(answer)
    for issue in issues:
        _expect(plugin, "validate_request", issue, Issue)
    return issues


def _expect(plugin: str, hook: str, answer: Any, kind: Any) -> Any:
    if answer is not None and not isinstance(answer, kind):
        raise PluginError(plugin, f"its {hook} returned {answer!r}, not a {kind.__name__}")
    return answer
