"""No form of the house takes a file yet: one that comes is refused before it is read."""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Refuses the first file of a request; nothing is spooled, nothing is dropped in silence."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        """Raises BadRequest, which is answered with 400."""
        raise BadRequest

    def receive_data_chunk(self, _raw_data: bytes, _start: int) -> None:
        """Never reached: new_file refuses."""

    def file_complete(self, _file_size: int) -> None:
        """Never reached: new_file refuses."""
