"""The course of a meeting in Vietnamese: a sentence for each event."""

from collections.abc import Iterable

from signaling.meeting import business as on
from signaling.meeting import events as at
from signaling.meeting import scene_events as seen
from signaling.meeting.memory import Memory, Sentence
from signaling.meeting.picture import Layout
from signaling.meeting.terms import Base, Basis, Event, Fraction, Mode, Place, Presence, TurnEnd

MODES: dict[Mode, str] = {
    "discussion": "Chế độ thảo luận: mọi điểm cầu được phát biểu.",
    "conference": "Chế độ hội nghị: chủ trì mời phát biểu.",
    "lecture": "Chế độ thuyết trình",
}
PRESENCES: dict[Presence, str] = {
    "room": "có mặt tại phòng họp",
    "online": "có mặt trực tuyến",
    "absent": "vắng mặt",
    "unknown": "chưa điểm danh",
}
ENDS: dict[TurnEnd, str] = {
    "stopped": "kết thúc phát biểu",
    "next": "kết thúc phát biểu",
    "withdrawn": "thôi phát biểu",
    "left": "rời cuộc họp khi đang phát biểu",
    "closed": "kết thúc phát biểu do bế mạc",
}
BASES: dict[Base, str] = {
    "all": "tổng số",
    "present": "số có mặt",
    "cast": "số phiếu đã bỏ",
}
SHARES: dict[Fraction, str] = {"half": "quá nửa", "two_thirds": "ít nhất hai phần ba"}
COUNTED: dict[Basis, str] = {"points": "theo điểm cầu", "delegates": "theo đại biểu"}

LAYOUTS: dict[Layout, str] = {
    "auto": "tự động",
    "grid": "lưới",
    "side": "một điểm cầu lớn, cột bên",
    "bottom": "một điểm cầu lớn, dải dưới",
    "two": "hai điểm cầu",
    "three": "ba điểm cầu, các điểm khác ở góc",
    "lecture": "báo cáo",
    "full": "toàn màn hình",
    "pip": "hình trong hình",
    "content_speaker": "tài liệu và người trình bày",
    "content_strip": "tài liệu và các điểm cầu",
    "custom": "tự vẽ",
}


def _all(it: Memory, points: Iterable[str]) -> str:
    chosen = it.few(points)
    return f"{chosen} điểm cầu" if isinstance(chosen, int) else chosen


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts = ([f"{minutes} phút"] if minutes else []) + ([f"{rest} giây"] if rest else [])
    return " ".join(parts) or "0 giây"


def _limit(seconds: int | None) -> str:
    return "không giới hạn thời gian" if seconds is None else f"thời gian {_duration(seconds)}"


def _about(text: str) -> str:
    return f": {text}" if text else ""


def _because(reason: str) -> str:
    return f" Lý do: {reason}." if reason else ""


def _mode(it: Memory, event: at.ModeSet) -> str:
    lecturer = f": {it.name(event.lecturer)} trình bày." if event.lecturer else ""
    return MODES[event.mode] + lecturer


def _mark(it: Memory, event: on.RollMarked) -> str:
    heads = "" if event.heads is None else f", {event.heads} người"
    said = f"{it.name(event.point)}: {PRESENCES[event.presence]}{heads}."
    return said + _because(event.reason)


def _roll(it: Memory, event: on.RollClosed) -> str:
    again = " (đính chính)" if it.counted else ""
    enough = "Đủ" if event.quorum else "Không đủ"
    return (
        f"Kết quả điểm danh{again}: {event.points_present}/{event.points} điểm cầu, "
        f"{event.delegates_present}/{event.delegates} đại biểu có mặt. "
        f"{enough} số đại biểu theo quy định."
    )


def _opened(it: Memory, event: on.VoteOpened) -> str:
    again = any(one.question == event.question for one in it.votes.values())
    way = "phiếu kín" if event.secret else "công khai"
    return (
        f"{'Biểu quyết lại' if again else 'Biểu quyết'} ({way}, {COUNTED[event.basis]}, cần "
        f"{SHARES[event.share]} {BASES[event.base]}): “{event.question}”"
    )


def _ended(it: Memory, event: at.FloorEnded) -> str:
    seconds = it.spoken(event.point)
    after = "" if seconds is None else f" sau {_duration(seconds)}"
    return f"{it.name(event.point)} {ENDS[event.why]}{after}."


def _cast(it: Memory, event: on.VoteCast) -> str:
    entered = " (thư ký nhập)" if it.entered(event.point) else ""
    if not event.counts:
        return f"{it.name(event.point)} đã bỏ phiếu{entered}."
    said = ", ".join(f"{one.option} {one.count}" for one in event.counts)
    return f"{it.name(event.point)} biểu quyết: {said}{entered}."


def _closed(it: Memory, event: on.VoteClosed) -> str:
    counts = ", ".join(
        f"{one.option} {one.count} ({_percent(one.count, event.total)})" for one in event.counts
    )
    passed = "Được thông qua." if event.passed else "Không được thông qua."
    return (
        f"Kết quả biểu quyết {it.question(event.vote)}: {counts} trên tổng số {event.total}; "
        f"có mặt {event.present}, tham gia {event.cast}. {passed}"
    )


def _percent(part: int, whole: int) -> str:
    """Return a share as Vietnamese minutes have it, with two decimals and a comma."""
    return f"{100 * part / whole:.2f}%".replace(".", ",") if whole else "0,00%"


def _moved(it: Memory, event: on.AgendaMoved) -> str:
    return f"Chuyển sang mục: {it.items.get(event.item, event.item)}." if event.item else ""


def _agenda(_it: Memory, event: on.AgendaSet) -> str:
    return f"Chương trình có {len(event.items)} mục."


def _removed(it: Memory, event: at.Removed) -> str:
    return f"{it.name(event.point)} được mời ra khỏi cuộc họp.{_because(event.reason)}"


def _cancelled(it: Memory, event: on.VoteCancelled) -> str:
    if not event.lost:
        return f"Hủy biểu quyết {it.question(event.vote)}."
    return (
        f"Hủy biểu quyết kín {it.question(event.vote)} vì các phiếu đã bỏ không còn nguyên vẹn "
        "(máy chủ vừa cập nhật hoặc khôi phục dữ liệu). Không phiếu nào được tính, "
        "cần biểu quyết lại."
    )


def _called(it: Memory, event: at.FloorCalled) -> str:
    if event.again:
        return f"Trả lại quyền phát biểu cho {it.name(event.point)}."
    return f"Mời {it.name(event.point)} phát biểu{_about(event.subject)} ({_limit(event.limit_s)})."


def _warned(it: Memory, event: at.FloorWarned) -> str:
    return f"{it.name(event.point)} {'hết' if event.over else 'sắp hết'} thời gian phát biểu."


def _place(place: Place) -> str:
    return f"Bổ sung điểm cầu {place.name}."


def _notice(it: Memory, event: on.NoticeShown) -> str:
    whom = "" if event.points is None else f" cho {_all(it, event.points)}"
    return f"Thông báo{whom}: {event.text}"


def _talk(it: Memory, event: on.TalkSet) -> str:
    if event.point is None:
        return "Kết thúc trao đổi riêng."
    return f"Trao đổi riêng với {it.name(event.point)}."


def _talk_answered(it: Memory, event: on.TalkAnswered) -> str:
    return f"{it.name(event.point)} {'bật' if event.on else 'tắt'} micrô trao đổi riêng."


def _scene(it: Memory, event: seen.SceneTaken) -> str:
    kept = it.scenes.get(event.key or 0)
    return f"Đổi bố cục màn hình: {f'“{kept}”' if kept else LAYOUTS[event.scene.layout]}."


SENTENCES: dict[type[Event], Sentence] = {
    at.Planned: lambda _, e: f"Chuẩn bị “{e.title}” với {len(e.places)} điểm cầu.",
    at.Invited: lambda _, e: _place(e.place),
    at.Renamed: lambda it, e: (
        "" if it.name(e.point) == e.name else f"{it.name(e.point)} nay gọi là {e.name}."
    ),
    at.Opened: lambda _it, _e: "Khai mạc.",
    at.Closed: lambda _it, _e: "Bế mạc.",
    at.Reopened: lambda _it, _e: "Họp tiếp: lần bế mạc vừa rồi là do nhầm.",
    at.Locked: lambda _, e: "Khóa cuộc họp." if e.on else "Mở khóa cuộc họp.",
    at.LimitSet: lambda _, e: (
        f"Nhận nhiều nhất {e.limit} điểm cầu cùng lúc." if e.limit else "Không giới hạn điểm cầu."
    ),
    at.ModeSet: _mode,
    at.Resumed: lambda _it, _e: "Máy chủ hoạt động trở lại sau gián đoạn.",
    at.LobbyHeld: lambda _, e: "Mở phòng chờ." if e.on else "Đóng phòng chờ.",
    at.Arrived: lambda it, e: f"{it.name(e.point)} {'vào phòng chờ' if e.waiting else 'vào họp'}.",
    at.Admitted: lambda it, e: f"Mời vào họp: {_all(it, e.points)}.",
    at.Dropped: lambda it, e: f"{it.name(e.point)} mất kết nối.",
    at.Left: lambda it, e: f"{it.name(e.point)} rời cuộc họp.",
    at.Removed: _removed,
    at.FloorRequested: lambda it, e: (
        f"{it.name(e.point)} trở lại chỗ trong danh sách xin phát biểu."
        if e.again
        else f"{it.name(e.point)} xin phát biểu{_about(e.subject)}."
    ),
    at.FloorWithdrawn: lambda it, e: f"{it.name(e.point)} ra khỏi danh sách xin phát biểu.",
    at.FloorOrdered: lambda it, e: f"Thứ tự phát biểu: {_all(it, e.points)}.",
    at.FloorPrepared: lambda it, e: (
        f"Chuẩn bị tiếp theo: {it.name(e.point)}." if e.point else "Không chuẩn bị ai tiếp theo."
    ),
    at.FloorCalled: _called,
    at.FloorEnded: _ended,
    at.FloorLimited: lambda it, e: f"{it.name(e.point)} phát biểu: {_limit(e.limit_s)}.",
    at.FloorPaused: lambda it, e: (
        f"{'Dừng' if e.on else 'Chạy tiếp'} đồng hồ của {it.name(e.point)}."
    ),
    at.FloorWarned: _warned,
    at.MicSwitched: lambda it, e: f"{it.name(e.point)} {'tắt' if e.muted else 'bật'} micrô.",
    at.MicsSilenced: lambda it, e: f"Tắt micrô: {_all(it, e.points)}.",
    at.MicsLocked: lambda _, e: "Khóa micrô." if e.on else "Mở khóa micrô.",
    at.MicInvited: lambda it, e: f"Mời {it.name(e.point)} bật micrô.",
    at.MicDeclined: lambda it, e: f"{it.name(e.point)} không bật micrô.",
    at.MicGranted: lambda it, e: (
        f"{it.name(e.point)} {'cho phép' if e.on else 'thôi cho phép'} trung tâm bật micrô."
    ),
    on.AgendaSet: _agenda,
    on.AgendaMoved: _moved,
    on.RollOpened: lambda _it, _e: "Bắt đầu điểm danh.",
    on.RollMarked: _mark,
    on.RollEvidence: lambda it, e: f"Lưu ảnh điểm danh của {it.name(e.point)}.",
    on.RollClosed: _roll,
    on.VoteOpened: _opened,
    on.VoteCast: _cast,
    on.VoteClosed: _closed,
    on.VoteCancelled: _cancelled,
    on.VoteShown: lambda it, e: (
        f"Hiển thị kết quả {it.question(e.vote)}." if e.vote else "Thôi hiển thị kết quả."
    ),
    on.NoticeShown: _notice,
    on.NoticeCleared: lambda _it, _e: "Thôi hiển thị thông báo.",
    on.CountdownSet: lambda _, e: "Bắt đầu đếm ngược." if e.until else "Hết đếm ngược.",
    on.HoldSet: lambda _, e: "Phát nhạc chờ." if e.music else "Tắt nhạc chờ.",
    on.TalkSet: _talk,
    on.TalkAnswered: _talk_answered,
    seen.SceneTaken: _scene,
    seen.SceneUndone: lambda _it, _e: "Trở lại bố cục màn hình trước đó.",
    seen.PageTurned: lambda _, e: f"Lật sang trang {'sau' if e.by > 0 else 'trước'}.",
    seen.PresetSaved: lambda _, e: f"Lưu bố cục “{e.name}” vào phím {e.key}.",
    seen.PresetRenamed: lambda _, e: f"Đổi tên bố cục của phím {e.key} thành “{e.name}”.",
    seen.PresetDeleted: lambda _, e: f"Xóa bố cục của phím {e.key}.",
    seen.ViewShown: lambda it, e: (
        f"Bố cục riêng {e.view} cho {_all(it, e.points)}: {LAYOUTS[e.scene.layout]}."
    ),
    seen.ViewEnded: lambda _, e: f"Thôi bố cục riêng {e.view}.",
}
