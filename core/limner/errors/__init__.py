"""Every error of Limner, in one tree.

    LimnerError
    ├── UnknownModel               no such id; near ones are suggested          exit  3
    ├── InvalidDocument            a model document breaks its rules                  3
    │   └── UnusableModel          the model is known, and its schema can't be used  13
    ├── InvalidSwitches            the file that switches plugins can't be read       2
    ├── NotImportable              an OpenAPI document can't become a model document  3
    ├── InvalidArguments           all issues at once; nothing was sent               3
    ├── UnknownJob                 the journal has no such job                        3
    ├── NoReceipt                  a file has none, in it or beside it                3
    ├── InvalidReceipt             a file has one that can't be read                  9
    ├── UnusableWebhook            no notice would arrive there; nothing was sent     3
    ├── CredentialError                                                               4
    │   ├── MissingKey             no key is configured; nothing was sent
    │   ├── KeyRefused             the provider does not accept the key
    │   └── AccountLocked          the provider has locked the account
    ├── Refused                    by a plugin's policy; nothing was sent             5
    │   └── OverBudget             it would cost more than it may
    ├── ProviderError                                                                 6
    │   ├── JobRejected            the provider did not take the request
    │   ├── JobFailed              the provider took it, and it failed
    │   └── JobNotFound            it took it, and doesn't know it now, with this key
    ├── ListUnreadable             the provider doesn't give its model list           6
    ├── DeadlinePassed             the job is alive; its id is in the message         7
    ├── OutcomeUnknown             the provider may have taken the request           10
    ├── Unreachable                nothing was sent                                  11
    ├── UnexpectedResult           with `strict`, a result with warnings; it's kept   9
    ├── NotCollected               the job finished, its result or a file is missing 12
    ├── PluginError                the plugin that is needed is broken               13
    ├── ConflictingModels          two plugins bring one id                          13
    ├── UnknownProvider            nothing installed brings it                        2
    ├── SyncUnderWay               another process fills the catalog from a list      1
    ├── MissingExtra               an optional package is not installed               1
    ├── JournalError               the journal can't be read or written               1
    ├── NoHistory                  the provider's list of requests can't be had      1
    ├── UntrustedWebhook           a notice that isn't the provider's; nothing is done 1
    └── TransportError             what a transport raises; the path gives it a meaning
        ├── NotSent                the call certainly did not reach the provider
        └── ConnectionLost         it may have

Each carries what a program needs, and a message that says what to do next.
"""

from __future__ import annotations

from limner.errors.jobs import (
    DeadlinePassed as DeadlinePassed,
    JobFailed as JobFailed,
    JobNotFound as JobNotFound,
    JobRejected as JobRejected,
    NotCollected as NotCollected,
    OutcomeUnknown as OutcomeUnknown,
    ProviderError as ProviderError,
    UnexpectedResult as UnexpectedResult,
)
from limner.errors.records import (
    InvalidReceipt as InvalidReceipt,
    JournalError as JournalError,
    ListUnreadable as ListUnreadable,
    NoHistory as NoHistory,
    NoReceipt as NoReceipt,
    UnknownJob as UnknownJob,
    UntrustedWebhook as UntrustedWebhook,
)
from limner.errors.transports import (
    ConnectionLost as ConnectionLost,
    NotSent as NotSent,
    TransportError as TransportError,
)
from limner.errors.unsent import (
    AccountLocked as AccountLocked,
    CredentialError as CredentialError,
    InvalidArguments as InvalidArguments,
    KeyRefused as KeyRefused,
    MissingExtra as MissingExtra,
    MissingKey as MissingKey,
    OverBudget as OverBudget,
    PluginError as PluginError,
    Refused as Refused,
    UnknownProvider as UnknownProvider,
    Unreachable as Unreachable,
    UnusableWebhook as UnusableWebhook,
)
from limner_registry.errors import (
    ConflictingModels as ConflictingModels,
    InvalidDocument as InvalidDocument,
    InvalidSwitches as InvalidSwitches,
    LimnerError as LimnerError,
    NotImportable as NotImportable,
    SyncUnderWay as SyncUnderWay,
    UnknownModel as UnknownModel,
    UnusableModel as UnusableModel,
)
