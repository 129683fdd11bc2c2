import { step, type Ways } from "../../pages/help/ways";
import type { ConsoleTexts } from "../console";
import type { Texts } from "../index";
import type { PointTexts } from "../point";
import type { TodayTexts } from "../today";
import type { helpVi } from "./vi";

export const helpEn: typeof helpVi = {
  title: "Guide",
  choose: "Choose what you do in the meeting. Each page prints on A4.",
  menu: "Pages of the guide",
  print: "Print this page",
  picture: (title) => `Picture: ${title}`,
  inVietnamese: "The pictures show the pages in Vietnamese.",
  ways: (t: Texts, c: ConsoleTexts, p: PointTexts, d: TodayTexts): Ways => ({
    delegate: delegate(t, c),
    chair: chair(t, c, d),
    secretary: secretary(c, d),
    operator: operator(c, d),
    technician: technician(t, p),
    trouble: trouble(t),
  }),
};

const delegate = (t: Texts, c: ConsoleTexts): Ways["delegate"] => {
  const { join, floor, lobby, room, roll, vote } = t;
  const [yes = ""] = c.votes.defaults;
  return {
    title: "Delegate",
    about: "For those who sit at a meeting point. Nothing to install, no account.",
    steps: {
      link: step(
        "Open your invitation link",
      )`Click the link in your invitation. Choose Allow when the
        browser asks. See that ${join.point} names your own point.`,
      check: step(
        "Try picture and sound",
      )`Under ${join.devices} you see yourself. Say a sentence: the bar below ${join.microphone} moves. Click ${join.testSpeaker} and listen.`,
      enter: step(
        "Go in",
      )`Click ${join.enter}. Where it says ${lobby.waiting}, just wait: you come in
        by yourself.`,
      heads: step("Roll call")`When asked ${roll.question}, give the number and click
        ${roll.confirm}.`,
      hand: step("Ask to speak")`Click ${room.hand}. You may write what about under ${floor.subject}
        and click ${floor.subjectSend}. Then wait for the chair.`,
      air: step(
        "Speak",
      )`A red frame and ${floor.onAir}: everybody hears and sees you. When done click
        ${floor.finish}, and ${floor.finish} again.`,
      share: step("Show a document")`Click ${room.share} and choose its window. To end it, click
        ${room.stopSharing}.`,
      vote: step("Vote")`Click your choice, such as ${yes}. To change it, click ${vote.change}.`,
      leave: step("Leave")`Click ${room.leave}, and ${room.leave} again. The same link brings you
        back.`,
    },
  };
};

const chair = ({ account }: Texts, c: ConsoleTexts, d: TodayTexts): Ways["chair"] => ({
  title: "Chair",
  about: "Lead the meeting: open it, call speakers, vote, close it.",
  steps: {
    enter: step("Log in")`On the start page click ${account.logIn}. Give ${account.name} and
      ${account.password}, click ${account.logIn}.`,
    console: step("Open the console")`Under ${d.title} click ${d.lead} beside your meeting.`,
    open: step("Open the meeting")`Click ${c.openMeeting}.`,
    next: step("Choose who is next")`Raised hands are in ${c.queue.title}. Click ${c.preview.title}:
      the first is seen on the left, by you alone.`,
    call: step(
      "Call the speaker",
    )`Click ${c.preview.call}. The picture is large, the microphone opens,
      the clock runs.`,
    stop: step(
      "End the speech",
    )`Click ${c.program.stop}. If that was a mistake, click ${c.undo} within
      30 seconds.`,
    vote: step("Open a vote")`Open ${c.tabs.votes}, write ${c.votes.question}, click
      ${c.votes.open}.`,
    result: step(
      "Count",
    )`When all have voted, click ${c.votes.close}. Everybody sees the result; ${c.votes.hide} takes it away.`,
    close: step(
      "Close the meeting",
    )`Click ${c.closeMeeting}, and ${c.closeMeeting} again. All points
      leave.`,
  },
});

const secretary = (c: ConsoleTexts, d: TodayTexts): Ways["secretary"] => ({
  title: "Secretary",
  about: "Roll call, order of speakers, votes, the course of the meeting.",
  steps: {
    console: step("Open the console")`Log in as the chair does. Under ${d.title} click
      ${d.lead}.`,
    roll: step("Begin the roll call")`Open ${c.tabs.roll}, click ${c.roll.open}. Points that are in
      count as present.`,
    mark: step(
      "Mark who is absent",
    )`In the list choose a point that is ${c.roll.presence.unknown}. Click
      ${c.roll.presence.absent} and write ${c.roll.reason}.`,
    finish: step("End the roll call")`Click ${c.roll.close}: there is a quorum, or none. Click
      ${c.roll.print} for a list to sign.`,
    queue: step("Order the speakers")`In ${c.queue.title} choose a point, click ${c.queue.up} or
      ${c.queue.down}.`,
    vote: step("Vote by delegates")`Open ${c.tabs.votes}, write ${c.votes.question}. Under
      ${c.votes.basis} choose ${c.votes.bases.delegates}, click ${c.votes.open}. Then click
      ${c.votes.close}.`,
    log: step("Follow the course")`All that happens is in ${c.log.title}, with the time.`,
  },
});

const operator = (c: ConsoleTexts, d: TodayTexts): Ways["operator"] => ({
  title: "Operator",
  about: "Let points in, help them, keep sound and picture, record.",
  steps: {
    console: step("Open the console")`Log in, and under ${d.title} click ${d.lead}. The key ?
      lists the keys.`,
    lobby: step("Let points in")`Open ${c.tabs.lobby}, click ${c.lobby.admit} beside a point, or let
      all in.`,
    find: step("Help a point")`Type into ${c.points.search} and press Enter. Click ${c.points.talk}:
      only that point hears you. Then click ${c.talk.end}.`,
    write: step("Write to a point")`Open ${c.tabs.chat}. Under ${c.chat.to} choose the point, write
      ${c.chat.message}, click ${c.chat.send}.`,
    mute: step(
      "Close microphones",
    )`One point: choose it, click ${c.points.mute}. All but the speaker:
      ${c.muteAll}. So that nobody opens his own: ${c.lockMics}.`,
    notice: step(
      "Announce",
    )`Open ${c.tabs.notices}, write ${c.notices.text}, click ${c.notices.show}.
      Take it away with ${c.notices.clear}.`,
    record: step(
      "Record",
    )`Click ${c.record}. Everybody sees ${c.recording}. To stop, click it again,
      then ${c.recordStop}.`,
  },
});

const technician = (
  { join, room, floor, start, tv }: Texts,
  point: PointTexts,
): Ways["technician"] => ({
  title: "Technician at a point",
  about: "Prepare the meeting room before the meeting.",
  steps: {
    key: step("Open the point's link")`Scan the code on the sheet, or type its address. Bookmark the
      page. When it is time, click ${start.join}.`,
    test: step(
      "Try it before",
    )`At any time click ${point.test}: with the real server, seen by nobody
      else.`,
    check: step("Choose the devices")`Choose the room's ${join.camera}, ${join.microphone} and
      ${join.speaker}. Click ${join.testSpeaker} and listen from the back. Then click ${join.enter}.`,
    stay: step(
      "A room without anybody at the computer",
    )`Click ${room.more}, switch on ${floor.grant}.
      The microphone then opens when the point is called.`,
    tv: step("The large screen")`On the computer behind the TV open the point's link and click
      ${tv.open}. It goes into each meeting by itself, also after a power or network cut.`,
  },
});

const trouble = ({ join, room, floor, retry, aid, end }: Texts): Ways["trouble"] => ({
  title: "When something is wrong",
  about: "Find the sentence that fits, and do the one thing beside it.",
  steps: {
    denied: step("The browser refuses camera or microphone")`Click the camera in the address bar,
      choose Allow. Then click ${retry}.`,
    busy: step("No picture of yourself")`Plug the camera in again, close other programs that use it.
      Then click ${retry}.`,
    locked: step("The microphone cannot be opened")`The chair gives the floor. Click
      ${room.microphone}, then ${floor.raise}.`,
    unheard: step("Nobody hears you")`Click ${room.more}, and under ${join.microphone} choose
      another.`,
    silent: step("You hear nothing")`Where there is ${room.enableSound}, click it. Else turn up the
      computer and the TV.`,
    elsewhere: step(
      "The meeting went to another computer",
    )`Somebody opened the point's link there. To take part here, click ${end.takeBack}.`,
    weak: step(
      "Picture and sound break up",
    )`Click ${room.more}, choose ${room.pictureChoices.sound}:
      the line then carries sound alone.`,
    line: step(
      "The connection is lost",
    )`It comes back by itself. After a minute check cable and Wi-Fi;
      then load the page again.`,
    ask: step(
      "It still does not work",
    )`Click ${room.chat}. Under ${aid.to} choose ${aid.centre}, write
      ${aid.toCentre}, click ${room.send}. Or call the number on the point's sheet.`,
  },
});
