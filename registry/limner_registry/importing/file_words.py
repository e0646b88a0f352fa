"""What names and descriptions say of files: whether a member is one, and of which kind.

Not a file, for what isn't a URL would be looked for on the caller's disk: text that may also
be something else (a path, the id of a repository, one of several words), text with choices,
and addresses that are none (of a webhook, of a site). An archive of images is a `file`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limner_registry.schema import Schema

KINDS = {
    **dict.fromkeys(("frame", "image", "images", "img", "imgs", "mask", "masks"), "image"),
    **dict.fromkeys(("photo", "photos", "picture", "pictures", "thumbnail"), "image"),
    **dict.fromkeys(("video", "videos"), "video"),
    **dict.fromkeys(("audio", "audios", "music", "song", "voice"), "audio"),
}
"""The kind of file that a word stands for."""

UNSURE = frozenset({"mask", "masks"})
"""Words for what is a video where videos are masked."""

_SPOKEN = frozenset({"music", "song", "voice", "voices"})
"""Words that mean a sound only beside `_url`: elsewhere they are names of voices and styles."""

_FIELDS = {"archive": "file", "audio": "audio", "image": "image", "image_mask": "image"}
_FIELDS |= {"file": "file", "video": "video"}
_NO_FILES = frozenset({"api", "base", "callback", "endpoint", "page", "redirect", "repo", "site"})
_NO_FILES |= {"upload", "webhook", "website"}
_ADDRESSES = (["uri"], ["uris"], ["url"], ["urls"])
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_IS_A_URL = re.compile(r"\b(urls?|uris?) (of|to|for)\b", re.IGNORECASE)
_OR_ELSE = re.compile(
    r"\bor (\w+ ){0,2}(path|id|name)\b|\bhugging ?face\b|\brepo(sitory)? id\b"
    r"|\bcan also be one of\b",
    re.IGNORECASE,
)
_BUNDLE = re.compile(r"\b(zip|archive|tar|weights|safetensors?)\b", re.IGNORECASE)

_TYPE = re.compile(r"(?:.*__)?(File|Image|Video|Audio)(?:File)?(?:-?(?:Input|Output))?")
_MEMBERS = frozenset({"content_type", "file_data", "file_name", "file_size", "mime_type"})
_OWN = {
    "video": {"fps", "frame_count", "num_frames"},
    "audio": {"bitrate", "channels", "sample_rate"},
    "image": {"height", "width"},
}


def last_word(name: str) -> str:
    """What a name is about: `image` of `end_image`; in English the last word tells."""
    return "".join(_WORD.findall(name)[-1:]).lower()


def of_a_result(name: str) -> str | None:
    """The kind of file that a result's member of this name surely is."""
    word = last_word(name)
    return None if word in UNSURE else KINDS.get(word)


def of_an_object(names: tuple[Any, ...], members: set[str]) -> str | None:
    """The kind of file that an object with a `url` is; None if it isn't known to be one.

    Args:
        names: Its own title, and the name of its definition.
        members: The names of its members.
    """
    matches = [_TYPE.fullmatch(name) for name in names if isinstance(name, str)]
    called = [match[1].lower() for match in matches if match]
    if not called and not members & _MEMBERS:
        return None
    stated = next((kind for kind in called if kind != "file"), None)
    return stated or next((kind for kind, own in _OWN.items() if own <= members), "file")


def of_a_text(name: str, place: Schema, text: Schema) -> str | None:
    """The kind of file that a member of an input is, if it is one.

    Args:
        name: The member's name.
        place: Its schema.
        text: The schema of text in it: itself, a branch, or the items of a list.
    """
    field = _field(text) or _field(place)
    if field in _FIELDS:
        return _FIELDS[field]
    texts = [one.get(key) for one in (place, text) for key in ("title", "description")]
    said = " ".join(one for one in texts if isinstance(one, str))
    words = [word.lower() for word in _WORD.findall(name)]
    if _OR_ELSE.search(said) or not words:
        return None
    if words[-1:] in _ADDRESSES:
        return _of_an_address(words[:-1], said)
    is_one = _IS_A_URL.search(said) and words[-1] not in _SPOKEN
    return KINDS.get(words[-1]) if is_one else None


def _field(schema: Schema) -> str:
    """The field of fal's own form, where it says which."""
    ui = schema.get("ui")
    field = schema.get("_fal_ui_field") or (ui.get("field") if isinstance(ui, dict) else None)
    return field if isinstance(field, str) else ""


def _of_an_address(words: list[str], said: str) -> str | None:
    if _NO_FILES & set(words):
        return None
    last = next((word for word in reversed(words) if word not in {"file", "files"}), "")
    of_a_video = last in UNSURE and "video" in said.lower()
    return "file" if of_a_video or _BUNDLE.search(said) else KINDS.get(last, "file")
