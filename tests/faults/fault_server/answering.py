"""One call is answered: carried out or not, and told of whole, cut, late or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from fault_server.damage import NOISE, damaged
from fault_server.events import events
from fault_server.faults import Fault, Mishap
from fault_server.line import HungUp
from fault_server.wire import CHUNKED, Asked, Reply, chunk

if TYPE_CHECKING:
    from fault_server.ledger import Exchange
    from fault_server.line import Line
    from fault_server.routes import Route, Routes

_UNAUTHORIZED = Reply.of({"detail": "No user found for Key ID and Secret"}, 401)

_PIECE = bytes(range(256)) * 256
"""What an endless file consists of: 64 KiB."""

_FLOOD = 64
"""How many pieces of it come at once; then it trickles, to spare the disks of clients."""


@dataclass
class Answering:
    """A call that has arrived whole.

    Attributes:
        line: Where the answer goes.
        routes: The server.
        asked: The call.
        route: What it is.
        exchange: Where it is put down what becomes of it.
        mishap: What goes wrong.
    """

    line: Line
    routes: Routes
    asked: Asked
    route: Route
    exchange: Exchange
    mishap: Mishap | None

    async def answer(self) -> None:
        """Carry it out if its fault allows that, and answer.

        Raises:
            HungUp: The connection is at its end.
        """
        reply = self._carried_out()
        fault = self.mishap.fault if self.mishap else None
        if fault is Fault.HANG:
            await self.line.gone()
        if fault is Fault.CLOSE_AFTER_BODY:
            self.line.hang_up(rudely=self.mishap is not None and self.mishap.rude)
        if fault is Fault.LATE:
            await self.line.gone(self.routes.jobs.pace.late)
        if self.route.kind == "stream" and self.route.job and reply.status < 300:
            await self._stream(fault)
        else:
            await self._send(reply, fault)
        self.exchange.seen = "late" if fault is Fault.LATE else "whole"
        if self.route.job and self.route.kind == "result" and reply.status == 200:
            self.route.job.fetched += 1

    def _carried_out(self) -> Reply:
        """What is answered, and the effect of the call, if it has one."""
        reply = Reply()
        if self.mishap is None or self.mishap.takes_effect:
            reply = self._true_answer()
        if self.mishap:
            jobs = self.routes.jobs
            reply = damaged(reply, self.mishap, self.asked, jobs.pace, jobs.elsewhere)
        self.exchange.status = reply.status
        return reply

    def _true_answer(self) -> Reply:
        shown = self.asked.headers.get("authorization", "")
        if self.route.needs_key and not shown.startswith("Key "):
            return _UNAUTHORIZED
        return self.route.answer(self.asked, self.mishap.fault if self.mishap else None)

    async def _send(self, reply: Reply, fault: Fault | None) -> None:
        if fault is Fault.GARBAGE and self.mishap and self.mishap.rude:
            await self.line.send(NOISE)
            self.line.hang_up()
        if fault is Fault.CUT:
            self.exchange.seen = "cut"
            after = self.mishap.after if self.mishap else None
            half = len(reply.body) - max(1, len(reply.body) // 2)
            whole, part = reply.encoded(), half if after is None else after
            await self.line.send(whole[: len(whole) - len(reply.body) + part])
            self.line.hang_up()
        if fault is Fault.TRICKLE:
            await self._send_trickling(reply)
        if fault is Fault.ENDLESS:
            await self._send_without_end(reply)
        await self.line.send(reply.encoded())

    async def _send_without_end(self, reply: Reply) -> None:
        self.exchange.seen = "cut"
        await self.line.send(reply.head(CHUNKED))
        for number in count():
            await self.line.send(chunk(_PIECE))
            if number > _FLOOD:
                await asyncio.sleep(0.02)

    async def _send_trickling(self, reply: Reply) -> None:
        self.exchange.seen = "cut"
        await self.line.send(reply.head(f"Content-Length: {len(reply.body)}"))
        for start in range(len(reply.body)):
            await self.line.send(reply.body[start : start + 1])
            await asyncio.sleep(0.15)
        raise HungUp

    async def _stream(self, fault: Fault | None) -> None:
        assert self.route.job is not None
        head = Reply(content_type="text/event-stream").head("Cache-Control: no-store", CHUNKED)
        await self.line.send(head)
        begun = False
        async for event in events(self.routes.jobs, self.route.job, fault, logs=self.asked.logs):
            if fault is Fault.CUT and (begun or b"COMPLETED" in event):
                self.exchange.seen = "cut"
                await self.line.send(chunk(event)[:40])
                self.line.hang_up()
            await self.line.send(chunk(event))
            begun = True
        await self.line.send(chunk(b""))
