"""Errors as people and programs see them: a status, a stable code, a sentence in two languages.

RFC 9457 over HTTP, `error` over the WebSocket. Sentences say what happens, then what can be done.
"""

from collections.abc import Mapping

import msgspec
from aiohttp import web

from signaling.protocol import Code, Error, Problem

CONTENT_TYPE = "application/problem+json"


class Sentence(msgspec.Struct, frozen=True):
    """A code in words: HTTP status, short English title, Vietnamese and English detail."""

    status: int
    title: str
    vi: str
    en: str


SENTENCES: dict[Code, Sentence] = {
    Code.SDP_INVALID: Sentence(
        400,
        "The offer cannot be used",
        "Thiết bị gửi lời mời kết nối không đúng. Hãy tải lại trang hoặc cập nhật phần mềm.",
        "The SDP offer cannot be read or lacks media, a fingerprint or ICE credentials.",
    ),
    Code.TOKEN_MISSING: Sentence(
        401,
        "No token",
        "Thiếu mã vào họp. Hãy mở lại liên kết được gửi cho điểm cầu.",
        "A join token is needed: Authorization: Bearer.",
    ),
    Code.TOKEN_INVALID: Sentence(
        401,
        "The token is not valid",
        "Mã vào họp không đúng. Hãy mở lại liên kết được gửi cho điểm cầu.",
        "The join token was not made by this server, or was changed. Open the link again.",
    ),
    Code.TOKEN_EXPIRED: Sentence(
        401,
        "The token has expired",
        "Mã vào họp đã hết hạn. Hãy xin liên kết mới từ người tổ chức.",
        "The join token has expired. Ask for a new link.",
    ),
    Code.TOKEN_OTHER_MEETING: Sentence(
        403,
        "The token is for something else",
        "Mã vào họp thuộc cuộc họp hoặc điểm cầu khác. Hãy dùng đúng liên kết của điểm cầu.",
        "The join token names another meeting or another point.",
    ),
    Code.TOKEN_OTHER_KIND: Sentence(
        403,
        "The token is of another kind",
        "Mã vào họp không dùng được cho kiểu kết nối này. Hãy xin mã đúng loại.",
        "The join token is for another kind of member (point, source or viewer).",
    ),
    Code.ORIGIN_REFUSED: Sentence(
        403,
        "Opened by another site",
        "Trang này không được phép điều khiển cuộc họp. Hãy mở trang của hệ thống họp.",
        "A page of another site may not open this connection.",
    ),
    Code.FORBIDDEN: Sentence(
        403,
        "Not allowed",
        "Điểm cầu này không được làm việc đó. Hãy hỏi người tổ chức.",
        "The role of this token may not do that.",
    ),
    Code.MEETING_UNKNOWN: Sentence(
        404,
        "No such meeting",
        "Không có cuộc họp này. Hãy kiểm tra lại liên kết.",
        "There is no such meeting, or it is not open to you. Check the link.",
    ),
    Code.POINT_UNKNOWN: Sentence(
        404,
        "No such point",
        "Điểm cầu này không có trong cuộc họp. Hãy chọn điểm cầu khác hoặc hỏi người tổ chức.",
        "The point is not in this meeting.",
    ),
    Code.POINT_TAKEN: Sentence(
        409,
        "The point is taken",
        "Điểm cầu này đã có người vào. Hãy chọn điểm cầu khác.",
        "Somebody is already connected at this point. Choose another one.",
    ),
    Code.SESSION_UNKNOWN: Sentence(
        404,
        "No such session",
        "Kết nối này đã kết thúc. Hãy vào họp lại.",
        "The media session has ended or never was. Join again.",
    ),
    Code.RECORDING_UNKNOWN: Sentence(
        404,
        "No such recording",
        "Không có bản ghi này, hoặc liên kết đã hết hạn. Hãy mở lại danh sách bản ghi.",
        "There is no such recording, or its link has expired. Open the list again.",
    ),
    Code.NOT_FOUND: Sentence(
        404,
        "Not found",
        "Không có trang này. Hãy kiểm tra lại địa chỉ.",
        "There is nothing at this address.",
    ),
    Code.METHOD_NOT_ALLOWED: Sentence(
        405,
        "Method not allowed",
        "Địa chỉ này không nhận kiểu yêu cầu đó.",
        "This address does not take that method; see Allow.",
    ),
    Code.ETAG_MISMATCH: Sentence(
        412,
        "Another ICE generation",
        "Kết nối đã đổi sang phiên mới. Hãy kết nối lại.",
        "If-Match is not the session's current ICE generation.",
    ),
    Code.ETAG_MISSING: Sentence(
        428,
        "If-Match is needed",
        "Yêu cầu thiếu If-Match. Hãy cập nhật phần mềm.",
        "PATCH needs If-Match with the session's ETag, or * for an ICE restart.",
    ),
    Code.BODY_TOO_LARGE: Sentence(
        413,
        "Too large",
        "Nội dung gửi lên quá lớn.",
        "The body is larger than what is taken here.",
    ),
    Code.MEDIA_TYPE: Sentence(
        415,
        "Another content type is needed",
        "Kiểu nội dung gửi lên không đúng.",
        "The content type is not the one that is taken here.",
    ),
    Code.REQUEST_INVALID: Sentence(
        422,
        "The request is not valid",
        "Yêu cầu không đúng mẫu. Hãy tải lại trang.",
        "The request is not what is asked for here.",
    ),
    Code.RATE_LIMITED: Sentence(
        429,
        "Too many requests",
        "Quá nhiều yêu cầu từ địa chỉ này. Hãy chờ một lát.",
        "Too many requests from this address. Wait and try again.",
    ),
    Code.BUSY: Sentence(
        503,
        "The server is full",
        "Máy chủ đã đủ số kết nối. Hãy thử lại sau hoặc báo kỹ thuật trung tâm.",
        "The server refuses new connections rather than degrade the meeting. Try again later.",
    ),
    Code.INTERNAL: Sentence(
        500,
        "A fault of ours",
        "Máy chủ gặp lỗi. Hãy thử lại; nếu vẫn lỗi, báo kỹ thuật trung tâm mã yêu cầu.",
        "Something failed here. It is in the log under request_id.",
    ),
    Code.MESSAGE_INVALID: Sentence(
        422,
        "The message is not valid",
        "Yêu cầu không đúng mẫu. Hãy tải lại trang.",
        "The message is not what the protocol says.",
    ),
    Code.HELLO_MISSING: Sentence(
        401,
        "No hello",
        "Kết nối không tự giới thiệu kịp thời. Hãy tải lại trang.",
        "The first message must be hello, within 5 s.",
    ),
    Code.VERSION_UNSUPPORTED: Sentence(
        422,
        "Another version of the protocol",
        "Trang này đã cũ so với máy chủ. Hãy tải lại trang.",
        "The client speaks a version of the protocol that the server does not. Reload the page.",
    ),
    Code.RECORDING_FAILED: Sentence(
        500,
        "The recording failed",
        "Không ghi hình được. Hãy báo kỹ thuật trung tâm.",
        "The recording could not be started or stopped.",
    ),
    Code.SHARING_TAKEN: Sentence(
        409,
        "Somebody else shares",
        "Điểm cầu khác đang chia sẻ tài liệu. Hãy chờ, hoặc bấm Chia sẻ để thay.",
        "Another point is sharing. Wait until it ends, or take over.",
    ),
}


class ProblemError(Exception):
    """Ends a request with a problem. `detail` is added to the log and shown in English only."""

    def __init__(
        self,
        code: Code,
        detail: str | None = None,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or code.value)
        self.code = code
        self.status = status or SENTENCES[code].status
        self.detail = detail or SENTENCES[code].en
        self.headers = dict(headers or {})
        if self.status == 401:
            # RFC 6750, section 3: the scheme, and why the token did not do.
            reason = "" if code is Code.TOKEN_MISSING else ' error="invalid_token"'
            self.headers.setdefault("WWW-Authenticate", f"Bearer{reason}")

    def response(self, request_id: str) -> web.Response:
        """Return the problem as a response."""
        sentence = SENTENCES[self.code]
        problem = Problem(
            type=f"/problems/{self.code}",
            title=sentence.title,
            status=self.status,
            detail=self.detail,
            detail_vi=sentence.vi,
            code=self.code,
            request_id=request_id,
        )
        return web.Response(
            status=self.status,
            body=msgspec.json.encode(problem),
            content_type=CONTENT_TYPE,
            headers={"Cache-Control": "no-store"} | self.headers,
        )

    def message(self, about: str = "") -> Error:
        """Return the problem as a message of the WebSocket."""
        return Error(
            code=self.code,
            message_vi=SENTENCES[self.code].vi,
            message_en=self.detail,
            about=about,
        )
