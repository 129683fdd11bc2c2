import { useState } from "preact/hooks";
import { whyOf } from "../../../api";
import { fileSize, texts } from "../../../i18n";
import { meetingTexts } from "../../../i18n/meetings";
import type { MeetingPlan, Paper, Readers } from "../../../protocol";
import { Question } from "../../../ui/dialog";
import { CloseIcon } from "../../../ui/icon";
import { notify } from "../../../ui/notices";
import { Trouble } from "../../../ui/status";
import { getPlan, removePaper, sendPaper } from "./api";

/** Bytes of a paper that the server takes. */
const LARGEST = 50 * 2 ** 20;
const LONGEST_TITLE = 200;

interface PapersProps {
  plan: MeetingPlan | null;
  /** The item they belong to, "" for the whole meeting. */
  item: string;
  title: string;
  /** Whether the item is not kept yet, so that no paper can belong to it. */
  isNew: boolean;
  readers: Readers;
  changed: (plan: MeetingPlan) => void;
}

interface Sending {
  readonly name: string;
  readonly done: number;
}

/** The papers of one item, and the way to more of them. Files are sent one after another. */
export function Papers({ plan, item, title, isNew, readers, changed }: PapersProps) {
  const t = meetingTexts.value.papers;
  const [sending, setSending] = useState<Sending | null>(null);
  const [troubles, setTroubles] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState<Paper | null>(null);
  if (plan === null || isNew) return <p class="faint">{t.saveFirst}</p>;
  // Papers of an item that was taken off the agenda are the whole meeting's.
  const items = new Set(plan.plan.agenda.map(({ id }) => id));
  const papers = plan.papers.filter((it) => (items.has(it.item) ? it.item : "") === item);
  const refresh = async () => changed(await getPlan(plan.id, new AbortController().signal));
  const send = async (files: readonly File[]) => {
    const wrong: string[] = [];
    for (const file of files) {
      if (!/\.pdf$/i.test(file.name)) wrong.push(t.notPdf(file.name));
      else if (file.size > LARGEST) wrong.push(t.tooLarge(file.name));
      else wrong.push(...(await sendOne(file)));
      setTroubles([...wrong]);
    }
    setTroubles(wrong);
    setSending(null);
    await refresh().catch(() => {});
  };
  const sendOne = async (file: File): Promise<string[]> => {
    const name = file.name.replace(/\.pdf$/i, "").slice(0, LONGEST_TITLE);
    setSending({ name: file.name, done: 0 });
    try {
      const what = { title: name.trim() || file.name, item, readers };
      await sendPaper(plan.id, file, what, (done) => setSending({ name: file.name, done }));
      return [];
    } catch (error) {
      return [t.failed(file.name, texts.value.refusal[whyOf(error)])];
    }
  };
  const remove = async (paper: Paper) => {
    setAsking(null);
    try {
      await removePaper(plan.id, paper.id);
      await refresh();
    } catch (error) {
      const why = whyOf(error);
      notify("problem", ({ refusal }) => refusal[why]);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard
    <div
      class="plan-papers"
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
      }}
      onDrop={(event) => {
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        void send(files);
      }}
    >
      <ul data-testid={`papers-${item}`}>
        {papers.map((paper) => (
          <li key={paper.id} class="plan-paper">
            <a href={paper.url} target="_blank" rel="noopener">
              {paper.title}
            </a>
            <span class="faint">
              {fileSize(paper.bytes)}
              {paper.readers === "leaders" && ` · ${t.readerNames.leaders}`}
            </span>
            <button
              type="button"
              class="button quiet icon-only"
              aria-label={t.remove(paper.title)}
              onClick={() => setAsking(paper)}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      {sending && (
        <p class="plan-sending" role="status">
          <span>{t.sending(sending.name)}</span>
          <progress max={1} value={sending.done} aria-label={t.sending(sending.name)} />
        </p>
      )}
      {troubles.map((it) => (
        <Trouble key={it} text={it} testId="paper-trouble" />
      ))}
      <label class="button quiet plan-add-paper">
        {t.add}
        <input
          type="file"
          class="hidden"
          accept="application/pdf,.pdf"
          multiple
          aria-label={t.addTo(title)}
          data-testid={`add-paper-${item}`}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            // The same file may be chosen again once it has been corrected.
            event.currentTarget.value = "";
            void send(files);
          }}
        />
      </label>
      {asking && (
        <Question
          title={t.removeQuestion(asking.title)}
          text={t.removeExplained}
          yes={t.removeYes}
          onYes={() => void remove(asking)}
          onClose={() => setAsking(null)}
          testId="remove-paper"
        />
      )}
    </div>
  );
}
