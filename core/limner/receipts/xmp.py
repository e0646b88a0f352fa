"""A receipt as XMP: one property of a packet of its own. Source: ISO 16684-1.

Readers of metadata show it as `Receipt` in the namespace `limner`; its text is the receipt's
JSON, with `&`, `<` and `>` escaped.
"""

from __future__ import annotations

import re

NAMESPACE = "urn:limner:receipt:1/"

_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    f'<rdf:Description rdf:about="" xmlns:limner="{NAMESPACE}">\n'
    "<limner:Receipt>"
).encode()
_TAIL = b'</limner:Receipt>\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
_PROPERTY = re.compile(rb"<limner:Receipt>(.*?)</limner:Receipt>", re.DOTALL)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def packet(payload: bytes) -> bytes | None:
    """The packet with a payload; None if it has characters that XML can't hold."""
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return None
    if _NOT_IN_XML.search(text):
        return None
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _HEAD + escaped.encode() + _TAIL


def payload_of(data: bytes) -> bytes | None:
    """The payload in a packet, which another program may have written anew; None without one."""
    found = _PROPERTY.search(data)
    if found is None:
        return None
    text = found[1].replace(b"&lt;", b"<").replace(b"&gt;", b">").replace(b"&quot;", b'"')
    return text.replace(b"&amp;", b"&")
