"""`ModelTests`: a base class that gives pytest a test for each property and each model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from limner.errors import LimnerError
from limner.testing.candidate import Candidate, Documents, of_objects, of_package
from limner.testing.properties import OF_EACH_MODEL, OF_PLUGINS
from limner.testing.property import Effort, Property
from limner.testing.pytest_plugin import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

CANDIDATE, SUBJECT = "limner_candidate", "limner_subject"
"""The arguments of the tests of plugins, and of those of models."""


class ModelTests:
    """Tests of the models of a plugin.

        class TestModels(ModelTests):
            package = "limner_acme"

    The properties of `limner.testing.properties` are its tests: `plugin_can_be_used` is
    `test_plugin_can_be_used`. `--limner-examples N` says how many examples each draws.

    Attributes:
        package: The dotted package, as it's registered under `limner.models`; or one in which
            several plugins are.
        plugins: Plugin objects that register models, instead.
        documents: Model documents, instead.
        examples: How many examples each property draws, where the option isn't given.
        skips: By the name of a property that can't be kept, the reason.
        overrides: By the name of a property whose test the class has replaced, the reason.
        made: What came of `package`, `plugins` or `documents`, once it was looked for.
    """

    __test__ = False

    package: ClassVar[str | None] = None
    plugins: ClassVar[Sequence[object]] = ()
    documents: ClassVar[Sequence[Mapping[str, Any]]] = ()
    examples: ClassVar[int] = Effort.examples
    skips: ClassVar[Mapping[str, str]] = {}
    overrides: ClassVar[Mapping[str, str]] = {}
    made: ClassVar[list[Candidate]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.__test__ = True

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of each plugin, or of each of its models."""
        if {CANDIDATE, SUBJECT}.isdisjoint(metafunc.fixturenames):
            return
        try:
            candidates = _candidates(type(self))
        except LimnerError as error:
            raise pytest.Collector.CollectError(str(error)) from None
        if CANDIDATE in metafunc.fixturenames:
            names = [candidate.name for candidate in candidates]
            metafunc.parametrize(CANDIDATE, candidates, ids=names)
        else:
            subjects = [subject for candidate in candidates for subject in candidate.subjects]
            ids = [subject.model.endpoint_id for subject in subjects]
            metafunc.parametrize(SUBJECT, subjects, ids=ids)

    def test_nothing_is_left_out_without_a_reason(self) -> None:
        """What is skipped or overridden is a property, and has a reason."""
        names = {one.name for one in OF_PLUGINS} | {one.name for one in OF_EACH_MODEL}
        for name, reason in {**self.skips, **self.overrides}.items():
            if name not in names:
                pytest.fail(f"there is no property {name!r}", pytrace=False)
            if not (isinstance(reason, str) and reason.strip()):
                pytest.fail(f"{name} is left out, and there is no reason", pytrace=False)
        for name in sorted(names - set(self.overrides)):
            test = f"test_{name}"
            if getattr(type(self), test, None) is not getattr(ModelTests, test):
                told = f"{test} is overridden: say why, as overrides = {{{name!r}: '...'}}"
                pytest.fail(told, pytrace=False)


def _candidates(tests: type[ModelTests]) -> list[Candidate]:
    """The plugins that a class names, made once."""
    if "made" not in vars(tests):
        given = [tests.package, tests.plugins, tests.documents]
        if sum(map(bool, given)) != 1:
            raise LimnerError(f"{tests.__name__} needs one of: package, plugins, documents")
        if tests.package:
            tests.made = of_package(tests.package)
        else:
            tests.made = of_objects(tests.plugins or [Documents(tests.documents)])
    return tests.made


def _hold(tests: ModelTests, one: Property[Any], of: Any, request: pytest.FixtureRequest) -> None:
    """Hold a plugin or model against a property, as a test."""
    if reason := tests.skips.get(one.name):
        pytest.skip(reason)
    examples = request.config.getoption("limner_examples", default=None)
    outcome = one.outcome(of, Effort(examples or tests.examples))
    if outcome.status == "skipped":
        pytest.skip(str(outcome.message))
    if outcome.status == "failed":
        pytest.fail(f"{one.sentence}\n{outcome}", pytrace=False)
    if outcome.tally.refused:
        told = f"{outcome.tally.refused} of {outcome.tally.examples}"
        request.node.user_properties.append((REFUSED, told))


def _of_plugin(one: Property[Candidate]) -> Callable[..., None]:
    def test(
        self: ModelTests, limner_candidate: Candidate, request: pytest.FixtureRequest
    ) -> None:
        _hold(self, one, limner_candidate, request)

    return test


def _of_model(one: Property[Any]) -> Callable[..., None]:
    def test(self: ModelTests, limner_subject: Any, request: pytest.FixtureRequest) -> None:
        _hold(self, one, limner_subject, request)

    return test


def _add(properties: Iterable[Property[Any]], make: Callable[..., Any]) -> None:
    for one in properties:
        test = make(one)
        test.__name__ = f"test_{one.name}"
        test.__qualname__ = f"{ModelTests.__name__}.{test.__name__}"
        test.__doc__ = one.sentence
        setattr(ModelTests, test.__name__, test)


_add(OF_PLUGINS, _of_plugin)
_add(OF_EACH_MODEL, _of_model)
