"""The ICE generations of one session: the one in use, and one that the peer has begun. Pure."""

from mcu.messages import BadOfferError
from mcu.rtc.fragment import Fragment
from mcu.rtc.ice import Credentials, Request, read_request


class Generations:
    """Our credentials by the number of their generation, and the peer's newest ones.

    `begin` and `activate` return the user fragments that are over with them.
    """

    def __init__(self, remote: Credentials) -> None:
        self._remote = remote
        self._own = {0: Credentials.new()}
        self._active = self._newest = 0

    def __len__(self) -> int:
        return len(self._own)

    @property
    def active(self) -> Credentials:
        """Ours of the generation in use."""
        return self._own[self._active]

    @property
    def newest(self) -> Credentials:
        """Ours of the generation that began last."""
        return self._own[self._newest]

    def admit(self, fragment: Fragment) -> None:
        """Raise BadOfferError if candidates are not of the newest generation."""
        if fragment.credentials is not None and fragment.credentials != self._remote:
            raise BadOfferError("the candidates are of another ICE generation")

    def begin(self, fragment: Fragment) -> list[str]:
        """Take a restart (RFC 8445, section 9); one that nobody followed is over.

        Raises BadOfferError if the peer's credentials are missing or not new.
        """
        if fragment.credentials is None:
            raise BadOfferError("an ICE restart needs ice-ufrag and ice-pwd")
        if fragment.credentials.ufrag == self._remote.ufrag:
            raise BadOfferError("an ICE restart needs a new ice-ufrag")
        self._remote = fragment.credentials
        over = [number for number in self._own if number != self._active]
        self._newest += 1
        self._own[self._newest] = Credentials.new()
        return self._drop(over)

    def activate(self, number: int) -> list[str]:
        """Take the peer's nomination of a path of this generation; those before it are over."""
        self._active = number
        return self._drop([one for one in self._own if one < number])

    def _drop(self, over: list[int]) -> list[str]:
        return [self._own.pop(number).ufrag for number in over]

    def check(self, datagram: bytes, ufrag: str) -> tuple[Request, int, str] | None:
        """Return a connectivity check, its generation and our password; None if it is forged."""
        for number, credentials in self._own.items():
            if credentials.ufrag == ufrag:
                request = read_request(datagram, credentials.password)
                return None if request is None else (request, number, credentials.password)
        return None
