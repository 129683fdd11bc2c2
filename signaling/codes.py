"""The stable codes of PROTOCOL.md: of errors, and of the end of a WebSocket."""

from enum import IntEnum, StrEnum


class Code(StrEnum):
    """Every stable error code, of HTTP and of the WebSocket."""

    SDP_INVALID = "sdp_invalid"
    TOKEN_MISSING = "token_missing"  # noqa: S105
    TOKEN_INVALID = "token_invalid"  # noqa: S105
    TOKEN_EXPIRED = "token_expired"  # noqa: S105
    TOKEN_OTHER_MEETING = "token_other_meeting"  # noqa: S105
    TOKEN_OTHER_KIND = "token_other_kind"  # noqa: S105
    ORIGIN_REFUSED = "origin_refused"
    FORBIDDEN = "forbidden"
    MEETING_UNKNOWN = "meeting_unknown"
    POINT_UNKNOWN = "point_unknown"
    POINT_TAKEN = "point_taken"
    SESSION_UNKNOWN = "session_unknown"
    RECORDING_UNKNOWN = "recording_unknown"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    ETAG_MISMATCH = "etag_mismatch"
    ETAG_MISSING = "etag_missing"
    BODY_TOO_LARGE = "body_too_large"
    MEDIA_TYPE = "media_type"
    REQUEST_INVALID = "request_invalid"
    RATE_LIMITED = "rate_limited"
    BUSY = "busy"
    INTERNAL = "internal"
    MESSAGE_INVALID = "message_invalid"
    HELLO_MISSING = "hello_missing"
    VERSION_UNSUPPORTED = "version_unsupported"
    RECORDING_FAILED = "recording_failed"
    SHARING_TAKEN = "sharing_taken"
    MEETING_CLOSED = "meeting_closed"
    MEETING_LOCKED = "meeting_locked"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_FULL = "meeting_full"
    MEETING_ELSEWHERE = "meeting_elsewhere"
    LOBBY_WAITING = "lobby_waiting"
    SEAT_ABSENT = "seat_absent"
    NOT_ON_AIR = "not_on_air"
    TURN_OVER = "turn_over"
    QUEUE_CHANGED = "queue_changed"
    MIC_LOCKED = "mic_locked"
    MODE_FORBIDS = "mode_forbids"
    NOT_INVITED = "not_invited"
    AGENDA_UNKNOWN = "agenda_unknown"
    ROLL_OPEN = "roll_open"
    ROLL_CLOSED = "roll_closed"
    QUORUM_MISSING = "quorum_missing"
    VOTE_RUNNING = "vote_running"
    VOTE_UNKNOWN = "vote_unknown"
    VOTE_CLOSED = "vote_closed"
    NOT_ENTITLED = "not_entitled"
    ALREADY_VOTED = "already_voted"
    BALLOT_INVALID = "ballot_invalid"
    TALK_TAKEN = "talk_taken"
    SCENE_BOXES = "scene_boxes"
    SCENE_SMALL = "scene_small"
    SCENE_OUTSIDE = "scene_outside"
    SCENE_OVERLAP = "scene_overlap"
    SCENE_FIRST = "scene_first"
    VIEW_NO_ROOM = "view_no_room"
    PRESET_UNKNOWN = "preset_unknown"
    LOGIN_NEEDED = "login_needed"
    LOGIN_FAILED = "login_failed"
    LOGIN_DELAYED = "login_delayed"
    NOT_PERMITTED = "not_permitted"
    ACCOUNT_UNKNOWN = "account_unknown"
    ACCOUNT_EXISTS = "account_exists"
    LAST_ADMINISTRATOR = "last_administrator"
    PASSWORD_WEAK = "password_weak"  # noqa: S105
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_CYCLE = "unit_cycle"
    UNIT_IN_USE = "unit_in_use"
    CODE_TAKEN = "code_taken"
    EMBLEM_INVALID = "emblem_invalid"
    EMBLEM_TOO_LARGE = "emblem_too_large"
    POINT_NOT_LISTED = "point_not_listed"
    KEY_UNKNOWN = "key_unknown"
    SIGN_ON_FAILED = "sign_on_failed"
    SIGN_ON_AWAY = "sign_on_away"
    PLAN_CHANGED = "plan_changed"
    PLAN_STATE = "plan_state"
    PLAN_INVALID = "plan_invalid"
    PAPER_UNKNOWN = "paper_unknown"
    PAPER_INVALID = "paper_invalid"
    PAPER_TOO_LARGE = "paper_too_large"


class Close(IntEnum):
    """Why the server closes the WebSocket."""

    LEFT = 1000
    SHUTDOWN = 1001
    TOO_LARGE = 1009
    REPLACED = 4000
    TOKEN = 4001
    HELLO_MISSING = 4002
    TOO_SLOW = 4003
    RENEWED = 4005
    RATE_LIMITED = 4008
