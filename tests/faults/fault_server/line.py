"""The bytes of one connection: sent, or not, and how it ends."""

from __future__ import annotations

import asyncio
import socket
import struct
from asyncio import StreamReader, StreamWriter
from dataclasses import dataclass
from typing import NoReturn


class HungUp(Exception):
    """The connection is at its end."""


@dataclass
class Line:
    """One client's connection.

    Attributes:
        reader, writer: Its two directions.
    """

    reader: StreamReader
    writer: StreamWriter

    async def send(self, data: bytes) -> None:
        """Send bytes, in one piece if they are few."""
        self.writer.write(data)
        await self.writer.drain()

    async def gone(self, seconds: float | None = None) -> None:
        """Wait until the client hangs up, or for some seconds.

        Raises:
            HungUp: It did.
        """
        try:
            async with asyncio.timeout(seconds):
                await self.reader.read()
        except TimeoutError:
            return
        raise HungUp

    def hang_up(self, *, rudely: bool = False) -> NoReturn:
        """Close the connection; rudely as who leaves unread what was sent, by a reset."""
        if rudely:
            sock = self.writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
        raise HungUp
