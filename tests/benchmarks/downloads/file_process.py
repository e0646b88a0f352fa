"""Serves files of any size, quickly: `/SIZE/NAME` has SIZE bytes. Prints its port.

Each begins as a JPEG does. One thread a connection, since sending lets go of the interpreter.
"""

from __future__ import annotations

import contextlib
import socket
import threading

PIECE = memoryview(bytes(range(256)) * 4096)
HEAD = b"\xff\xd8\xff\xe0"


def serve(connection: socket.socket) -> None:
    """Answer until the client hangs up."""
    with connection, contextlib.suppress(OSError):
        while request := connection.recv(65536):
            size = int(request.split(b"/", 2)[1])
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nContent-Type: image/jpeg\r\n\r\n"
            connection.sendall(head.encode() + HEAD)
            left = size - len(HEAD)
            while left > 0:
                connection.sendall(PIECE[:left])
                left -= len(PIECE)


def main() -> None:
    """Serve until killed."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        print(listening.getsockname()[1], flush=True)
        while True:
            connection, _ = listening.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=[connection], daemon=True).start()


if __name__ == "__main__":
    main()
