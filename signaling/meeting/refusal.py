"""Why an act is not carried out."""

from signaling.codes import Code


class RefusedError(Exception):
    """The rules of the meeting do not allow an act; nothing has changed."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(detail or code.value)
        self.code = code
        self.detail = detail
