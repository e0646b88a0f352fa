"""All properties: those of a plugin as a whole, and those of each of its models.

Each is a sentence and a function, and knows nothing of pytest; `limner.testing.ModelTests`
and `limner plugins check` hold the same ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.testing.properties import (
    of_arguments,
    of_documents,
    of_packages,
    of_the_command_line,
    of_the_sandbox,
    of_validation,
)
from limner.testing.property import Effort, NotApplicable, Property, Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.testing.candidate import Candidate, Subject


def _sound(
    name: str, sentence: str, check: Callable[[Subject, Effort], Tally]
) -> Property[Subject]:
    """A property that has nothing to say of a document which breaks the format."""

    def checked(subject: Subject, effort: Effort) -> Tally:
        if not subject.sound:
            raise NotApplicable("the document breaks the format")
        return check(subject, effort)

    return Property(name, sentence, checked)


OF_PLUGINS: tuple[Property[Candidate], ...] = (
    Property(
        "plugin_can_be_used",
        "The documents can be read, the code imported, and its hooks and their arguments exist.",
        of_packages.can_be_used,
    ),
    Property(
        "import_does_nothing_else",
        "Importing the code writes, prints, starts and calls nothing, and needs no network.",
        of_packages.import_does_nothing_else,
    ),
    Property(
        "listing_runs_no_code",
        "Listing the models doesn't import the code.",
        of_packages.listing_runs_no_code,
    ),
)
"""Of a plugin as a whole."""

OF_EACH_MODEL: tuple[Property[Subject], ...] = (
    Property(
        "document_keeps_the_format",
        "The document is a model document: schemas of 2020-12, ids, links, a price with a date.",
        of_documents.keeps_the_format,
    ),
    _sound(
        "names_are_unique",
        "No other installed model has its id, or one of its aliases.",
        of_documents.names_are_unique,
    ),
    _sound(
        "parameters_are_described",
        "Every parameter says what it is for; prompts and seeds needn't.",
        of_documents.parameters_are_described,
    ),
    _sound(
        "files_are_marked",
        "What reads like a file is marked as one.",
        of_documents.files_are_marked,
    ),
    _sound(
        "defaults_are_valid",
        "Every default is a value that a caller could have given.",
        of_documents.defaults_are_valid,
    ),
    _sound(
        "examples_are_valid",
        "Every example is valid, that of the reference too.",
        of_documents.examples_are_valid,
    ),
    _sound(
        "valid_arguments_are_taken",
        "Arguments drawn from the schema have no issue, and have URLs where files are.",
        of_arguments.valid_are_taken,
    ),
    _sound(
        "invalid_arguments_are_refused",
        "Arguments with one thing changed have an issue there, of the fitting code.",
        of_arguments.invalid_are_refused,
    ),
    _sound(
        "edges_are_judged",
        "Every edge of every parameter is taken on the one side, and refused on the other.",
        of_arguments.edges_are_judged,
    ),
    _sound(
        "verdict_is_that_of_jsonschema",
        "Of any JSON, the verdict is that of jsonschema on the closed schema.",
        of_validation.agrees_with_jsonschema,
    ),
    _sound(
        "validation_is_pure",
        "Validation changes nothing, says the same each time, and raises nothing unexpected.",
        of_validation.is_pure,
    ),
    _sound(
        "validation_is_idempotent",
        "What validation has let pass, it lets pass again, unchanged.",
        of_validation.is_idempotent,
    ),
    _sound(
        "arguments_are_sent_as_given",
        "What is sent is what was given, where the plugin's rules take it.",
        of_arguments.are_sent_as_given,
    ),
    _sound(
        "command_line_reads_back",
        "What a command line says of valid arguments means these arguments.",
        of_the_command_line.reads_back,
    ),
    _sound(
        "sandbox_refuses_alike",
        "The sandbox takes what validation takes, and refuses the rest with the same issues.",
        of_the_sandbox.refuses_alike,
    ),
    _sound(
        "sandbox_result_is_valid",
        "A result of the sandbox satisfies the output; nothing is drawn for it.",
        of_the_sandbox.results_satisfy_the_output,
    ),
    _sound(
        "drawn_results_are_valid",
        "Results drawn from the output's schema have no issue.",
        of_the_sandbox.drawn_results_pass,
    ),
    _sound(
        "reference_can_be_written",
        "The reference of the model can be written, in both styles.",
        of_documents.reference_can_be_written,
    ),
    _sound(
        "openapi_leads_back",
        "Imported from its own OpenAPI document, the document is the same.",
        of_documents.openapi_leads_back,
    ),
)
"""Of each model, in the order in which they are told."""
