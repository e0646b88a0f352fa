"""A server on this machine that speaks fal's queue protocol and does wrong as it's told.

    with serving(Script(("submit", 3, Fault.CLOSE_AFTER_BODY))) as server:
        client = limner.Client(key="k:s", environment={"LIMNER_FAL_URL": server.url})

Its ledger tells which submits were executed, and must be paid, whatever their clients saw.
"""

from fault_server.faults import ANYWHERE, FAULTS, STATUSES, Fault, Mishap
from fault_server.ledger import Exchange, Execution, Ledger
from fault_server.pace import Pace
from fault_server.pictures import picture
from fault_server.plans import Plan, Script, Seeded
from fault_server.server import FaultServer, serving

__all__ = [
    "ANYWHERE",
    "FAULTS",
    "STATUSES",
    "Exchange",
    "Execution",
    "Fault",
    "FaultServer",
    "Ledger",
    "Mishap",
    "Pace",
    "Plan",
    "Script",
    "Seeded",
    "picture",
    "serving",
]
