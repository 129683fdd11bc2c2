"""Every act, and the right that it needs."""

from signaling.meeting import commands as act
from signaling.meeting import scene_commands as scene
from signaling.meeting.actor import Right

AnyCommand = (
    act.Open
    | act.Close
    | act.Lock
    | act.SetMode
    | act.HoldLobby
    | act.Admit
    | act.Remove
    | act.RequestFloor
    | act.WithdrawFloor
    | act.RejectFloor
    | act.OrderFloor
    | act.PrepareFloor
    | act.CallFloor
    | act.StopFloor
    | act.RestoreFloor
    | act.LimitFloor
    | act.PauseFloor
    | act.Silence
    | act.InviteMic
    | act.AnswerMic
    | act.LockMics
    | act.GrantMic
    | act.SetAgenda
    | act.GoTo
    | act.OpenRoll
    | act.MarkRoll
    | act.ReportHeads
    | act.CloseRoll
    | act.OpenVote
    | act.CastVote
    | act.EnterVote
    | act.CloseVote
    | act.CancelVote
    | act.ShowVote
    | act.Announce
    | act.ClearNotice
    | act.CountDown
    | act.Hold
    | act.Talk
    | act.AnswerTalk
    | scene.TakeScene
    | scene.ApplyPreset
    | scene.UndoScene
    | scene.TurnPage
    | scene.SavePreset
    | scene.RenamePreset
    | scene.DeletePreset
    | scene.ShowView
    | scene.EndView
)

NEEDS: dict[type[act.Command], Right] = {
    act.Open: Right.CONDUCT,
    act.Close: Right.CONDUCT,
    act.Lock: Right.CONDUCT,
    act.SetMode: Right.CONDUCT,
    act.HoldLobby: Right.ADMIT,
    act.Admit: Right.ADMIT,
    act.Remove: Right.ADMIT,
    act.RequestFloor: Right.TAKE_PART,
    act.WithdrawFloor: Right.TAKE_PART,
    act.RejectFloor: Right.FLOOR,
    act.OrderFloor: Right.FLOOR,
    act.PrepareFloor: Right.FLOOR,
    act.CallFloor: Right.FLOOR,
    act.StopFloor: Right.FLOOR,
    act.RestoreFloor: Right.FLOOR,
    act.LimitFloor: Right.FLOOR,
    act.PauseFloor: Right.FLOOR,
    act.Silence: Right.MICROPHONES,
    act.InviteMic: Right.MICROPHONES,
    act.LockMics: Right.MICROPHONES,
    act.AnswerMic: Right.TAKE_PART,
    act.GrantMic: Right.TAKE_PART,
    act.SetAgenda: Right.AGENDA,
    act.GoTo: Right.AGENDA,
    act.OpenRoll: Right.ROLL_CALL,
    act.MarkRoll: Right.ROLL_CALL,
    act.ReportHeads: Right.TAKE_PART,
    act.CloseRoll: Right.ROLL_CALL,
    act.OpenVote: Right.VOTES,
    act.CastVote: Right.TAKE_PART,
    act.EnterVote: Right.VOTES,
    act.CloseVote: Right.VOTES,
    act.CancelVote: Right.VOTES,
    act.ShowVote: Right.VOTES,
    act.Announce: Right.NOTICES,
    act.ClearNotice: Right.NOTICES,
    act.CountDown: Right.NOTICES,
    act.Hold: Right.NOTICES,
    act.Talk: Right.TALK,
    act.AnswerTalk: Right.TAKE_PART,
    scene.TakeScene: Right.SCENE,
    scene.ApplyPreset: Right.SCENE,
    scene.UndoScene: Right.SCENE,
    scene.TurnPage: Right.SCENE,
    scene.SavePreset: Right.SCENE,
    scene.RenamePreset: Right.SCENE,
    scene.DeletePreset: Right.SCENE,
    scene.ShowView: Right.SCENE,
    scene.EndView: Right.SCENE,
}
"""What each act needs. An act without an entry is a fault, found by a test."""
