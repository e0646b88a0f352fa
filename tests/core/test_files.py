"""The file rule: what may stand at a file's place, and what is sent of it."""

from __future__ import annotations

import base64
import copy
import io
import json
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

import pytest
from answers import accepted
from hypothesis import given, settings, strategies as st
from PIL import Image
from scripted import ScriptedClient

from limner import LocalFile, Request, hookimpl
from limner.errors import InvalidArguments
from limner.files import sort_files

KLING = "fal-ai/kling-video/v1/standard/image-to-video"
UPSCALER = "clarityai/crystal-upscaler"
CLIENT = ScriptedClient()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(b"png")
    return path


def sent(model: str, arguments: dict[str, Any]) -> Any:
    """The JSON that is POSTed for arguments."""
    client = ScriptedClient(accepted())
    client.submit(model, arguments)
    return json.loads(client.script.calls[0].body or b"")


def issues(model: str, arguments: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidArguments) as caught:
        CLIENT.validate(model, arguments)
    return [(issue.pointer, issue.code) for issue in caught.value.issues]


def data_url(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/x.png",
        "http://a.example/x.png",
        "HTTPS://A.EXAMPLE",
        "data:,x",
        "Data:,",
    ],
)
def test_url_is_sent_as_it_is(url: str) -> None:
    """A URL isn't a file of ours: it goes as it came, and is asked for by nobody here."""
    assert sent(UPSCALER, {"image_url": url}) == {"image_url": url}


def test_path_is_a_file(picture: Path) -> None:
    """A path, as text or as an object, is read and sent, with the media type of its name."""
    url = data_url("image/png", b"png")

    assert sent(UPSCALER, {"image_url": picture}) == {"image_url": url}
    assert sent(UPSCALER, {"image_url": str(picture)}) == {"image_url": url}


@pytest.mark.parametrize("data", [b"png", bytearray(b"png")])
def test_bytes_are_a_file(data: bytes) -> None:
    """Bytes are sent; nobody knows what they are."""
    url = data_url("application/octet-stream", b"png")

    assert sent(UPSCALER, {"image_url": data}) == {"image_url": url}


def test_open_file_is_a_file(picture: Path) -> None:
    """An open file is read from where it is to its end, and is left there."""
    with picture.open("rb") as file:
        file.seek(1)

        body = sent(UPSCALER, {"image_url": file})

        assert body == {"image_url": data_url("image/png", b"ng")}
        assert file.tell() == 1


def test_text_and_nameless_files_are_files() -> None:
    """A file of text is sent as UTF-8; one without a name is called `file`."""
    url = data_url("application/octet-stream", "ä".encode())

    assert sent(UPSCALER, {"image_url": io.StringIO("ä")}) == {"image_url": url}
    assert sent(UPSCALER, {"image_url": io.BytesIO("ä".encode())}) == {"image_url": url}


def test_open_file_can_be_used_twice() -> None:
    """Validating reads a file and puts it back: the call that follows sends it whole."""
    arguments = {"image_url": io.BytesIO(b"all of it")}

    CLIENT.validate(UPSCALER, arguments)

    url = data_url("application/octet-stream", b"all of it")
    assert sent(UPSCALER, arguments) == {"image_url": url}


class Pipe:
    """Something that can be read, once."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self) -> bytes:
        data, self._data = self._data, b""
        return data


def test_pipe_is_a_file() -> None:
    """What can only be read is read once, when it is validated."""
    url = data_url("application/octet-stream", b"x")

    assert sent(UPSCALER, {"image_url": Pipe(b"x")}) == {"image_url": url}


def test_pil_image_is_a_file() -> None:
    """A PIL image is sent as PNG."""
    body = sent(UPSCALER, {"image_url": Image.new("RGB", (3, 2), "red")})

    head, data = body["image_url"].split(",")
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert (head, image.format, image.size) == ("data:image/png;base64", "PNG", (3, 2))


def closed_file() -> io.BytesIO:
    file = io.BytesIO(b"x")
    file.close()
    return file


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("nowhere.png", "file_not_found"),
        ("", "file_not_found"),
        ("a\0b", "file_not_found"),
        ("ftp://a.example/x.png", "file_not_found"),
        ("/", "file_not_found"),
        (Path("nowhere.png"), "file_not_found"),
        (PurePosixPath("nowhere"), "file_not_found"),
        (Path("/"), "file_not_found"),
        (closed_file(), "file_unreadable"),
        (Image.new("CMYK", (1, 1)), "file_unreadable"),
    ],
    ids=lambda given: repr(given) if isinstance(given, str | PurePath) else type(given).__name__,
)
def test_what_is_no_file_is_an_issue(value: Any, code: str) -> None:
    """What is neither a URL nor a file that can be read is told at its place, once."""
    assert [found for found in issues(UPSCALER, {"image_url": value}) if "file" in found[1]] == [
        ("/image_url", code)
    ]


@pytest.mark.parametrize("value", [7, None, True, ["https://a.example"], {"url": "x"}, object()])
def test_what_only_the_schema_can_judge(value: Any) -> None:
    """Other things at a file's place are the schema's business."""
    assert [code for _, code in issues(UPSCALER, {"image_url": value})] == ["type"]


def test_files_and_schema_are_judged_together() -> None:
    """A missing file doesn't hide what else is wrong, nor the other way round."""
    found = issues(UPSCALER, {"image_url": "nowhere.png", "scale_factor": 1000, "x": 1})

    assert {pointer for pointer, _ in found} == {"/image_url", "/scale_factor", "/x"}


def test_file_too_large(tmp_path: Path) -> None:
    """Where a document says how large a file may be, a larger one is an issue; its size counts."""
    sizes = {}
    for size in (104_857_600, 104_857_601):
        path = tmp_path / f"{size}.png"
        with path.open("wb") as file:
            file.truncate(size)
        sizes[size] = sort_files(CLIENT.registry[UPSCALER], {"image_url": path}).issues

    assert sizes[104_857_600] == ()
    (issue,) = sizes[104_857_601]
    assert (issue.pointer, issue.code, issue.allowed) == (
        *("/image_url", "file_too_large"),
        {"max_size": 104_857_600},
    )


@pytest.mark.parametrize("value", ["/etc/hostname", "nowhere.png", "", "file:///etc/hostname"])
def test_a_client_that_takes_no_paths(value: str) -> None:
    """Where strangers write the arguments, a string that is no URL is refused, wherever it is."""
    client = ScriptedClient(accepted(), local_files=False)
    masks = [{"mask_url": value}]

    with pytest.raises(InvalidArguments) as caught:
        client.submit(KLING, {"prompt": "x", "image_url": value, "dynamic_masks": masks})

    assert [(issue.pointer, issue.code) for issue in caught.value.issues] == [
        ("/image_url", "not_a_url"),
        ("/dynamic_masks/0/mask_url", "not_a_url"),
    ]


def test_what_the_app_itself_gives_is_taken(picture: Path) -> None:
    """Such a client still takes URLs, and the files that its own program hands over."""
    client = ScriptedClient(accepted(), accepted(), accepted(), local_files=False)

    for value in ("https://a.example/x.png", b"png", picture):
        client.submit(UPSCALER, {"image_url": value})

    assert client.script.posts == 3


def test_a_plugin_opens_no_way_for_paths(picture: Path) -> None:
    """A path that a plugin puts in the place of a URL isn't taken either."""

    class Rewrites:
        @hookimpl
        def prepare_request(self, request: Request) -> Request:
            return request.with_arguments({"image_url": str(picture)})

    client = ScriptedClient(accepted(), local_files=False, plugins=[Rewrites()])

    with pytest.raises(InvalidArguments, match="paths aren't taken here"):
        client.submit(UPSCALER, {"image_url": "https://a.example/x.png"})
    assert client.script.calls == []


def test_files_inside_of_lists(picture: Path) -> None:
    """A file's place may lie deep: each mask of a list is one, and only its file is replaced."""
    mask = {"mask_url": picture, "trajectories": [{"x": 1, "y": 2}]}
    arguments = {
        "prompt": "x",
        "image_url": b"y",
        "dynamic_masks": [mask, {"mask_url": "nowhere"}],
    }

    assert issues(KLING, arguments) == [("/dynamic_masks/1/mask_url", "file_not_found")]

    arguments["dynamic_masks"] = (mask,)
    url = data_url("image/png", b"png")
    assert sent(KLING, arguments)["dynamic_masks"] == [
        {"mask_url": url, "trajectories": [{"x": 1, "y": 2}]}
    ]


def test_path_elsewhere_is_text(picture: Path) -> None:
    """Only a place that the document marks is a file's: a prompt that names a file is a prompt."""
    body = sent(KLING, {"prompt": str(picture), "image_url": "https://a.example"})

    assert body["prompt"] == str(picture)


def test_local_file_stays_one() -> None:
    """A `LocalFile` is what a file becomes, and may be given as one."""
    file = LocalFile("a.gif", "image/gif", data=b"gif")

    request = CLIENT.validate(UPSCALER, {"image_url": file})

    assert dict(request.arguments) == {"image_url": file}
    assert "data" not in repr(file)


PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=5))
GIVEN = st.fixed_dictionaries(
    {"prompt": st.text(min_size=1, max_size=20)},
    optional={
        "seed": st.integers(0, 10**6),
        "num_images": st.integers(1, 4),
        "guidance_scale": st.floats(1, 20),
        "output_format": st.sampled_from(["jpeg", "png"]),
        "sync_mode": st.booleans(),
        "image_size": st.one_of(
            st.sampled_from(["square", "landscape_4_3"]),
            st.fixed_dictionaries({"width": st.integers(1, 512), "height": st.integers(1, 512)}),
        ),
    },
)
FILE = st.one_of(
    st.just("https://a.example/x.png"),
    st.binary(min_size=1, max_size=8),
    st.builds(io.BytesIO, st.binary(min_size=1, max_size=8)),
)
MASK = st.fixed_dictionaries(
    {"mask_url": FILE},
    optional={
        "trajectories": st.lists(
            st.fixed_dictionaries({"x": st.integers(0, 9), "y": st.integers(0, 9)}), max_size=2
        )
    },
)
WITH_FILES = st.fixed_dictionaries(
    {"prompt": st.text(min_size=1, max_size=9), "image_url": FILE},
    optional={
        "tail_image_url": FILE,
        "dynamic_masks": st.lists(MASK, max_size=2),
        "duration": st.sampled_from(["5", "10"]),
    },
)


@settings(max_examples=100, deadline=None)
@given(GIVEN)
def test_what_is_sent_is_what_was_given(arguments: dict[str, Any]) -> None:
    """Nothing is added, no default, and nothing is changed on the way."""
    client = ScriptedClient(accepted())
    before = copy.deepcopy(arguments)

    client.submit("fal-ai/flux/dev", arguments)

    assert json.loads(client.script.calls[0].body or b"") == before == arguments


def as_sent(value: Any) -> Any:
    """Arguments with each file as the data URL that stands for it."""
    if isinstance(value, io.BytesIO):
        return as_sent(value.getvalue())
    if isinstance(value, bytes):
        return data_url("application/octet-stream", value)
    if isinstance(value, dict):
        return {name: as_sent(member) for name, member in value.items()}
    return [as_sent(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=100, deadline=None)
@given(WITH_FILES)
def test_only_files_are_replaced(arguments: dict[str, Any]) -> None:
    """Of arguments with files, wherever they are, exactly the files are replaced by URLs."""
    client = ScriptedClient(accepted())

    client.submit(KLING, arguments)

    assert json.loads(client.script.calls[0].body or b"") == as_sent(arguments)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=3) | st.just("dynamic_masks"), PLAIN) | WITH_FILES)
def test_validating_changes_nothing(arguments: dict[str, Any]) -> None:
    """Arguments, valid or not, are after validation what they were before."""
    before = {name: copy.copy(value) for name, value in arguments.items()}
    pictured = repr(as_sent(arguments))

    try:
        request = CLIENT.validate(KLING, arguments)
    except InvalidArguments:
        pass
    else:
        assert request.arguments is not arguments

    assert arguments.keys() == before.keys()
    assert repr(as_sent(arguments)) == pictured


def test_request_is_a_copy_of_its_own() -> None:
    """What the caller changes afterwards doesn't change what is sent; nor can a plugin."""
    arguments: dict[str, Any] = {"prompt": "x", "image_size": {"width": 9, "height": 9}}
    request = CLIENT.validate("fal-ai/flux/dev", arguments)

    arguments["image_size"]["width"] = 99
    arguments["seed"] = 1

    assert dict(request.arguments) == {"prompt": "x", "image_size": {"width": 9, "height": 9}}
    with pytest.raises(TypeError):
        request.arguments["seed"] = 1  # type: ignore[index]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """A file without a byte can't be what a model wants: nothing is sent."""
    (tmp_path / "empty.png").touch()
    for empty in (tmp_path / "empty.png", b"", io.BytesIO()):
        with pytest.raises(InvalidArguments) as refused:
            CLIENT.validate(KLING, {"prompt": "x", "image_url": empty})

        assert [issue.code for issue in refused.value.issues] == ["file_empty"]
