"""Limner in a web app: one client for all of it, and every call checked before it is sent.

LIMNER_PROVIDER=sandbox uvicorn --factory fastapi_app:make_app
"""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from pydantic import BaseModel

import limner

LOG = logging.getLogger("pictures")

STATUS = {
    limner.UnknownModel: 404,
    limner.InvalidArguments: 422,
    limner.Refused: 403,
    limner.ProviderError: 502,
    limner.OutcomeUnknown: 502,  # the caller mustn't just repeat it
    limner.NotCollected: 502,  # the job is done: ask again later
    limner.UnexpectedResult: 502,  # only of a strict client
    limner.TransportError: 502,
    limner.CredentialError: 503,  # the app's key, not the caller's
    limner.Unreachable: 503,
    limner.LimnerError: 500,
}
"""What each error means over HTTP; one that isn't named counts as the one above it in its tree."""

routes = APIRouter()


def the_client(request: Request) -> limner.AsyncClient:
    """The app's one client."""
    client: limner.AsyncClient = request.app.state.client
    return client


Client = Annotated[limner.AsyncClient, Depends(the_client)]
Wait = Annotated[float, Query(ge=0, le=30)]


class Order(BaseModel):
    """What a caller posts."""

    model: str
    arguments: dict[str, Any] = {}


def checked(order: Order, client: Client) -> limner.Request:
    """The order, if it may be sent; a plain function, so that FastAPI keeps it off the loop."""
    return client.validate(order.model, order.arguments)


@routes.post("/pictures", status_code=202)
async def submit(
    order: Annotated[limner.Request, Depends(checked)], client: Client
) -> dict[str, Any]:
    """Submit a job, and don't wait for it."""
    job = await client.submit(order)
    return {"endpoint_id": order.endpoint_id, "request_id": job.request_id}


@routes.get("/pictures/{endpoint_id:path}/{request_id}")
async def picture(
    endpoint_id: str, request_id: str, client: Client, response: Response, wait: Wait = 2
) -> dict[str, Any]:
    """The result of a job; while there is none after some seconds of waiting, how far it is."""
    job, status = client.job(endpoint_id, request_id), "unknown"
    try:
        async for event in job.events(timeout=wait):
            status = "queued" if isinstance(event, limner.Queued) else "in progress"
    except limner.DeadlinePassed:
        response.status_code = 202
        return {"status": status}
    return {"status": "completed", "result": (await job.result()).raw}


@routes.get("/models/{endpoint_id:path}/schema")
def schema(endpoint_id: str, client: Client) -> dict[str, Any]:
    """What a model takes and gives, as JSON Schema."""
    model = client.registry[endpoint_id]
    return {"endpoint_id": model.endpoint_id, "input": model.input, "output": model.output}


async def tell(_: Request, error: Any) -> Response:
    """Limner's errors in its own JSON; the words of those that aren't the caller's are logged."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    facts = error.as_json()
    if isinstance(error, limner.ProviderError) and error.status in {404, 422, 429}:
        status = error.status  # what it says of this very request is the caller's to hear
    if status >= 500:
        LOG.error("%s", error)
        facts = {name: facts[name] for name in ("type", "request_id") if name in facts}
    return Response(json.dumps({"error": facts}), status, media_type="application/json")


def make_app(provider: str | None = None) -> FastAPI:
    """The app; by default each model's own provider runs it, or what LIMNER_PROVIDER names."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # A caller's path would name a file of this very machine.
        async with limner.AsyncClient(provider, local_files=False) as app.state.client:
            yield  # what follows closes connections; no job is cancelled

    app = FastAPI(title="Pictures", lifespan=lifespan)
    app.include_router(routes)
    app.add_exception_handler(limner.LimnerError, tell)
    return app
