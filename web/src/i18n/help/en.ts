import { step, type Ways } from "../../pages/help/ways";
import type { ConsoleTexts } from "../console";
import type { SceneTexts } from "../console/scenes";
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
  ways: (t: Texts, c: ConsoleTexts, s: SceneTexts, p: PointTexts, d: TodayTexts): Ways => ({
    delegate: delegate(t, c),
    chair: chair(t, c, d),
    secretary: secretary(c, d),
    operator: operator(c, s, d),
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
      link: step("Open your invitation link")`Click the link in your invitation or message. Choose
        Allow when the browser asks. See that ${join.point} names your own point.`,
      check: step(
        "Try picture and sound",
      )`Under ${join.devices}, seeing yourself means that the camera works. Say a sentence: if the bar below ${join.microphone} moves, the microphone works. Click ${join.testSpeaker}: if you hear it, so does the
        loudspeaker.`,
      enter: step("Go in")`Click ${join.enter}. Where it says ${lobby.waiting}, just wait: you come
        in by yourself once you are let in.`,
      heads: step("Roll call")`When asked ${roll.question}, click the number of those present, then
        ${roll.confirm}.`,
      hand: step(
        "Ask to speak",
      )`Click ${room.hand}. To say beforehand what it is about, write it under
        ${floor.subject} and click ${floor.subjectSend}. Then wait for the chair to call you.`,
      air: step(
        "Speak",
      )`A red frame and ${floor.onAir}: everybody hears and sees you. When you are done,
        click ${floor.finish}; asked again, click ${floor.finish}.`,
      share: step("Show a document")`Click ${room.share} and choose the window that has it. All
        points see it. To end it, click ${room.stopSharing}.`,
      vote: step("Vote")`Click your choice, for example ${yes}. After a mistake click ${vote.change}
        and choose again, until the time is up.`,
      leave: step("Leave")`When the meeting is over, click ${room.leave}; asked again, click
        ${room.leave}. The same link brings you back in.`,
    },
  };
};

const chair = ({ account }: Texts, c: ConsoleTexts, d: TodayTexts): Ways["chair"] => ({
  title: "Chair",
  about: "Lead the meeting: open it, call speakers, vote, close it.",
  steps: {
    enter: step(
      "Log in",
    )`Open the system's page and click ${account.logIn}. Give ${account.name} and
      ${account.password}, click ${account.logIn}.`,
    console: step("Open the console")`Under ${d.title} click ${d.lead} beside your meeting.`,
    open: step("Open the meeting")`When it is time, click ${c.openMeeting}.`,
    next: step("Choose who is next")`Raised hands are in ${c.queue.title}. Click ${c.preview.title}:
      the first of them is seen on the left, and not yet by the meeting.`,
    call: step("Call the speaker")`Click ${c.preview.call}. The point is seen large, its microphone
      opens by itself, the clock runs.`,
    stop: step("End the speech")`Click ${c.program.stop}. If that was a mistake, click ${c.undo} at
      the top within 30 seconds.`,
    vote: step("Open a vote")`Open the tab ${c.tabs.votes}, write ${c.votes.question}, click
      ${c.votes.open}.`,
    result: step(
      "Count",
    )`When the points have voted, click ${c.votes.close}. Everybody sees the result at once. Take it away with
      ${c.votes.hide}.`,
    close: step(
      "Close the meeting",
    )`Click ${c.closeMeeting}; asked again, click ${c.closeMeeting}. All
      points leave the room.`,
  },
});

const secretary = (c: ConsoleTexts, d: TodayTexts): Ways["secretary"] => ({
  title: "Secretary",
  about: "Roll call, order of speakers, votes, the course of the meeting.",
  steps: {
    console: step("Open the console")`Log in as the chair does. Under ${d.title} click
      ${d.lead}.`,
    roll: step("Begin the roll call")`Open the tab ${c.tabs.roll}, click ${c.roll.open}. Points that
      are in are marked as present by themselves.`,
    mark: step("Mark who is absent")`In the list click a point that is ${c.roll.presence.unknown}.
      Click ${c.roll.presence.absent} and write ${c.roll.reason}.`,
    finish: step(
      "End the roll call",
    )`Click ${c.roll.close}. It is said at once whether there are enough delegates. Click
      ${c.roll.print} for a list to sign.`,
    queue: step("Order the speakers")`In ${c.queue.title} click a point, then ${c.queue.up} or
      ${c.queue.down}.`,
    vote: step("Vote by delegates")`Open the tab ${c.tabs.votes}, write ${c.votes.question}. Under
      ${c.votes.basis} choose ${c.votes.bases.delegates}, click ${c.votes.open}. When all votes are in, click
      ${c.votes.close}.`,
    log: step(
      "Follow the course",
    )`All that happens is in ${c.log.title}, with its time: who spoke and
      for how long, roll calls, votes.`,
  },
});

const operator = (c: ConsoleTexts, s: SceneTexts, d: TodayTexts): Ways["operator"] => ({
  title: "Operator",
  about: "Let points in, help them, keep sound and picture, record.",
  steps: {
    console: step("Open the console")`Log in, and under ${d.title} click ${d.lead}. The key ? opens
      the list of keys.`,
    lobby: step(
      "Let points in",
    )`Open the tab ${c.tabs.lobby}, click ${c.lobby.admit} beside a point,
      or let all in.`,
    find: step("Help a point")`Type a few letters into ${c.points.search} and press Enter. Click
      ${c.points.talk}: only that point hears you. Then click ${c.talk.end}.`,
    write: step(
      "Write to a point",
    )`Open the tab ${c.tabs.chat}. Under ${c.chat.to} choose the point,
      write ${c.chat.message}, click ${c.chat.send}.`,
    mute: step("Close microphones")`One point: choose it and click ${c.points.mute}. All but the
      speaker: click ${c.muteAll}. So that nobody opens his own again, click ${c.lockMics}.`,
    scene: step(
      "Change the scene",
    )`Open the tab ${c.tabs.scenes} and click a scene, or press its digit:
      every point sees it at once. To have the last one again, click ${s.undo}.`,
    compose: step(
      "Compose before it is on air",
    )`Click ${s.compose}, and under ${s.layout} choose one. It
      is seen to the left of the picture on air, by nobody else yet. Then click ${s.take}.`,
    keep: step("Keep a scene under a key")`While composing choose the key under ${s.saveTo}, write
      ${s.name}, click ${s.save}. From then on its digit is enough. Then click ${s.leave}.`,
    notice: step("Announce on the screen")`Open the tab ${c.tabs.notices}, write ${c.notices.text},
      click ${c.notices.show}. Take it away with ${c.notices.clear}.`,
    record: step(
      "Record",
    )`Click ${c.record}. The red mark ${c.recording} is seen everywhere. To stop,
      click that button again, then ${c.recordStop}.`,
  },
});

const technician = (
  { join, room, floor, start, tv }: Texts,
  point: PointTexts,
): Ways["technician"] => ({
  title: "Technician at a point",
  about: "Prepare the meeting room of a commune, ward or district before the meeting.",
  steps: {
    key: step(
      "Open the point's link",
    )`Scan the QR code on the sheet, or type the address. When the page
      names your point, bookmark it and open it from there. When it is time, click ${start.join}.`,
    test: step(
      "Try it before",
    )`At any time click ${point.test}: with the real server, seen by nobody
      else.`,
    check: step(
      "Choose the devices",
    )`Choose the ${join.camera}, ${join.microphone} and ${join.speaker} of
      the meeting room. Click ${join.testSpeaker}: it has to be heard well from the last row. Then click
      ${join.enter}.`,
    stay: step(
      "A room without anybody at the computer",
    )`Click ${room.more}, switch on ${floor.grant}. The
      microphone then opens by itself when the point is called to speak.`,
    tv: step("The large screen")`On the computer behind the TV open the point's link and click
      ${tv.open}. From then on the screen goes into each meeting by itself, also after a cut of power or network.`,
  },
});

const trouble = ({ join, room, floor, retry, aid, end }: Texts): Ways["trouble"] => ({
  title: "When something is wrong",
  about: "Find the sentence that says what happens, and do the one thing beside it.",
  steps: {
    denied: step(
      "The browser refuses camera or microphone",
    )`Click the camera's sign in the address bar,
      choose Allow. Then click ${retry}.`,
    busy: step("No picture of yourself")`Plug the camera in again, close other programs that use it,
      such as Zalo or Zoom. Then click ${retry}.`,
    locked: step("The microphone cannot be opened")`The chair gives the floor. Click
      ${room.microphone}, then ${floor.raise}.`,
    unheard: step(
      "Nobody hears you",
    )`Click ${room.more}, and under ${join.microphone} choose another
      microphone.`,
    silent: step(
      "You do not hear the meeting",
    )`Where there is ${room.enableSound}, click it. Else turn
      up the computer and the TV.`,
    elsewhere: step(
      "It says that the meeting went to another computer",
    )`Somebody has opened the point's link there. To take part here, click ${end.takeBack}.`,
    weak: step("The picture jerks, the sound breaks up")`Click ${room.more}, choose
      ${room.pictureChoices.sound}: the line then carries sound alone.`,
    line: step(
      "The connection is lost",
    )`It comes back by itself; just wait. After a minute look at cable
      and Wi-Fi. If that does not help, load the page again.`,
    ask: step(
      "It still does not work",
    )`Click ${room.chat}. Under ${aid.to} choose ${aid.centre}, write
      ${aid.toCentre}, click ${room.send}. Or call the number on the point's sheet.`,
  },
});
