"""Every error code in words. Sentences say what happens, then what can be done."""

import msgspec

from signaling.codes import Code


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
        "A page of another site may not do that here.",
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
    Code.MEETING_CLOSED: Sentence(
        409,
        "The meeting is over",
        "Cuộc họp đã kết thúc. Không thể thay đổi gì nữa.",
        "The meeting is over. Nothing can be changed any more.",
    ),
    Code.MEETING_LOCKED: Sentence(
        403,
        "The meeting is locked",
        "Cuộc họp đã khóa, không nhận thêm điểm cầu. Hãy gọi điện cho kỹ thuật trung tâm.",
        "The meeting takes no more points. Call the operator.",
    ),
    Code.LOBBY_WAITING: Sentence(
        409,
        "Waiting in the lobby",
        "Điểm cầu đang ở phòng chờ. Hãy đợi, sẽ vào họp khi được mời.",
        "The point waits in the lobby until it is admitted.",
    ),
    Code.SEAT_ABSENT: Sentence(
        409,
        "Not in the meeting now",
        "Điểm cầu này hiện không có mặt trong cuộc họp. Hãy đợi điểm cầu kết nối lại.",
        "The point is not in the meeting now. Wait until it is back.",
    ),
    Code.NOT_ON_AIR: Sentence(
        409,
        "Not on air",
        "Điểm cầu này không còn đang phát biểu.",
        "The point is not on air any more.",
    ),
    Code.QUEUE_CHANGED: Sentence(
        409,
        "The queue has changed",
        "Danh sách xin phát biểu vừa thay đổi. Hãy xem lại rồi sắp xếp lần nữa.",
        "The queue has just changed. Look at it and arrange it again.",
    ),
    Code.MIC_LOCKED: Sentence(
        403,
        "Microphones are locked",
        "Chủ trì đang giữ quyền phát biểu. Hãy giơ tay xin phát biểu.",
        "The chair holds the floor. Raise your hand to speak.",
    ),
    Code.MODE_FORBIDS: Sentence(
        409,
        "The mode keeps it silent",
        "Chế độ họp này chỉ người được mời mới phát biểu. Hãy mời điểm cầu phát biểu.",
        "In this mode only those who have the floor speak. Call the point instead.",
    ),
    Code.NOT_INVITED: Sentence(
        409,
        "Nobody asked",
        "Lời mời bật micrô không còn hiệu lực.",
        "The invitation to open the microphone is no longer there.",
    ),
    Code.AGENDA_UNKNOWN: Sentence(
        404,
        "No such item",
        "Chương trình không có mục này. Hãy tải lại trang.",
        "The agenda has no such item. Load the page again.",
    ),
    Code.ROLL_OPEN: Sentence(
        409,
        "The roll is being called",
        "Đang điểm danh rồi.",
        "The roll is being called already.",
    ),
    Code.ROLL_CLOSED: Sentence(
        409,
        "No roll is called",
        "Chưa mở điểm danh. Hãy bắt đầu điểm danh trước.",
        "No roll is called. Begin one first.",
    ),
    Code.QUORUM_MISSING: Sentence(
        409,
        "No quorum",
        "Chưa đủ số đại biểu theo điểm danh. Hãy điểm danh lại hoặc xác nhận vẫn biểu quyết.",
        "The roll call shows no quorum. Call it again, or confirm that the vote is held.",
    ),
    Code.VOTE_RUNNING: Sentence(
        409,
        "A vote is running",
        "Đang có biểu quyết. Hãy kết thúc biểu quyết đó trước.",
        "A vote is running. End it first.",
    ),
    Code.VOTE_UNKNOWN: Sentence(
        404,
        "No such vote",
        "Không có biểu quyết này. Hãy tải lại trang.",
        "There is no such vote. Load the page again.",
    ),
    Code.VOTE_CLOSED: Sentence(
        409,
        "The vote is over",
        "Biểu quyết đã kết thúc, phiếu này không được tính.",
        "The vote is over; this vote was not counted.",
    ),
    Code.NOT_ENTITLED: Sentence(
        403,
        "No vote",
        "Điểm cầu này không có quyền biểu quyết lần này. Hãy hỏi thư ký.",
        "This point has no vote in this one. Ask the secretary.",
    ),
    Code.ALREADY_VOTED: Sentence(
        409,
        "Voted already",
        "Điểm cầu đã bỏ phiếu kín. Phiếu kín không thay đổi được.",
        "The point has voted. A secret vote cannot be changed.",
    ),
    Code.BALLOT_INVALID: Sentence(
        422,
        "Not a vote",
        "Phiếu không hợp lệ: số phiếu phải từ 1 đến số phiếu của điểm cầu.",
        "This is not a vote: the votes must be from 1 to as many as the point has.",
    ),
    Code.TALK_TAKEN: Sentence(
        409,
        "Somebody talks to it",
        "Kỹ thuật khác đang trao đổi riêng với điểm cầu này.",
        "Another operator is talking to this point.",
    ),
    Code.LOGIN_NEEDED: Sentence(
        401,
        "Not logged in",
        "Quý vị chưa đăng nhập hoặc phiên làm việc đã hết hạn. Hãy đăng nhập lại.",
        "Nobody is logged in, or the login has ended. Log in again.",
    ),
    Code.LOGIN_FAILED: Sentence(
        401,
        "The login failed",
        "Tên đăng nhập hoặc mật khẩu không đúng. Hãy thử lại hoặc hỏi người quản trị.",
        "The name or the password is not right. Try again, or ask the administrator.",
    ),
    Code.LOGIN_DELAYED: Sentence(
        429,
        "Too many failed logins",
        "Đăng nhập sai quá nhiều lần. Hãy chờ một lát rồi thử lại.",
        "Too many logins have failed. Wait and try again.",
    ),
    Code.NOT_PERMITTED: Sentence(
        403,
        "Not permitted",
        "Tài khoản này không có quyền làm việc đó. Hãy hỏi người quản trị.",
        "No role of this account allows that. Ask the administrator.",
    ),
    Code.ACCOUNT_UNKNOWN: Sentence(
        404,
        "No such account",
        "Không có tài khoản này. Hãy kiểm tra lại tên đăng nhập.",
        "There is no such account, or it is not yours to manage.",
    ),
    Code.ACCOUNT_EXISTS: Sentence(
        409,
        "The account exists",
        "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.",
        "There is an account of that name already. Choose another one.",
    ),
    Code.LAST_ADMINISTRATOR: Sentence(
        409,
        "The last administrator",
        "Đây là người quản trị toàn hệ thống cuối cùng. Hãy giao quyền cho người khác trước.",
        "This is the last administrator over everything. Make another one first.",
    ),
    Code.PASSWORD_WEAK: Sentence(
        422,
        "The password is too weak",
        "Mật khẩu phải có ít nhất 10 ký tự, trong đó 5 ký tự khác nhau, và không trùng tên.",
        "A password has 10 characters or more, 5 of them different, and is not the name.",
    ),
    Code.UNIT_UNKNOWN: Sentence(
        404,
        "No such unit",
        "Không có đơn vị này. Hãy tải lại danh sách đơn vị.",
        "There is no such unit. Load the list again.",
    ),
    Code.SIGN_ON_FAILED: Sentence(
        403,
        "Single sign-on failed",
        "Không đăng nhập được qua hệ thống định danh. Hãy thử lại hoặc dùng mật khẩu.",
        "The identity provider did not vouch for an account here. Try again, or use a password.",
    ),
    Code.SIGN_ON_AWAY: Sentence(
        503,
        "Single sign-on cannot be reached",
        "Hệ thống định danh không trả lời. Hãy thử lại sau hoặc dùng mật khẩu.",
        "The identity provider cannot be reached. Try again later, or use a password.",
    ),
}
