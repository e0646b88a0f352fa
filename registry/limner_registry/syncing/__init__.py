"""What a provider's model list brings into the catalog, and what changed since last time.

    HOME/sync/https___api.fal.ai_v1_models-3bb0eea582168e6c.json
                        what the list at an address has brought, and where a pass stands
    HOME/sync/lock      held while a list is read

A pass goes through a list, page after page. Every page is judged first: what each of its
models is to the catalog (new, changed, the same, refused, or another document of the
user's own). Then that is noted, and then the documents go in. So a pass that is killed
anywhere goes on with the page that it had reached, and its report loses nothing.

The note is also how the documents that came from the list are told from those that the
user put there: a document that isn't the one that was noted is the user's, and stays.

Only a pass through the whole list can find that a model is gone, and only when the
provider, asked for that very model, doesn't list it either: the order of a list changes
while it is read. A model that is gone stays in the catalog, marked as deprecated.
"""

from limner_registry.syncing.intake import Intake
from limner_registry.syncing.listed import ListedModel, ListPage
from limner_registry.syncing.report import Report
from limner_registry.syncing.state import Kind, Outcome, Store

__all__ = [
    "Intake",
    "Kind",
    "ListPage",
    "ListedModel",
    "Outcome",
    "Report",
    "Store",
]
