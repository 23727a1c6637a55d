"""Pictures of people: a user's own, in the one size that was set.

https://learn.microsoft.com/graph/api/profilephoto-get
"""

from hashlib import blake2b

from msgspec import Struct

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.web import GraphError, Reply, bad_request

_MOST = 4_000_000


class Photo(Struct, frozen=True):
    """A picture and what kind it is of."""

    content: bytes
    content_type: str

    @property
    def etag(self) -> str:
        """Another picture, another etag."""
        return f'"{blake2b(self.content, digest_size=8).hexdigest().upper()}"'


def described(photo: Photo, ident: str = "default") -> dict[str, object]:
    """The picture's resource."""
    return {
        "@odata.mediaContentType": photo.content_type,
        "@odata.mediaEtag": photo.etag,
        "id": ident,
        "height": 96,
        "width": 96,
    }


def uploaded(call: MailboxCall) -> Photo:
    """The picture in a request's body.

    Raises:
        GraphError: 400 for what is no picture, 413 from 4 MB on.
    """
    kind = call.request.headers.get("content-type", "")
    if not kind.startswith("image/"):
        raise bad_request("The photo needs an image content type.", "ErrorInvalidRequest")
    if len(call.request.body) >= _MOST:
        raise GraphError(413, "RequestBodyTooLarge", "A photo must be below 4 MB.")
    return Photo(call.request.body, kind)


@mailbox_routes.on("GET", "/photo")
def get_photo(call: MailboxCall) -> Reply:
    """That there is a picture, and which."""
    return Reply.json({"@odata.context": call.owner_context("photo/$entity")} | described(_photo(call), "96X96"))


@mailbox_routes.on("GET", "/photo/$value")
def get_photo_content(call: MailboxCall) -> Reply:
    """The picture's bytes."""
    photo = _photo(call)
    return Reply(body=photo.content, content_type=photo.content_type, headers={"ETag": photo.etag})


@mailbox_routes.on("PUT", "/photo/$value")
def set_photo(call: MailboxCall) -> Reply:
    """Another picture, below 4 MB."""
    call.mailbox.rooms["photo"] = uploaded(call)
    return Reply(200)


@mailbox_routes.on("PATCH", "/photo/$value")
def patch_photo(call: MailboxCall) -> Reply:
    """As PUT."""
    return set_photo(call)


def _photo(call: MailboxCall) -> Photo:
    photo: Photo | None = call.mailbox.rooms.get("photo")
    if photo is None:
        raise GraphError(404, "ImageNotFound", "Exception of type 'Microsoft.Fast.Profile.Core.Exception' was thrown.")
    return photo
