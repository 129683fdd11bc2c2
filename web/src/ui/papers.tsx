import { bearer, json } from "../api";
import { fileSize } from "../i18n";
import { paperTexts } from "../i18n/papers";
import { type Opening, openingOf, type Sorted, sorted } from "../plan/papers";
import type { Paper, PaperList } from "../protocol";
import { useFetched } from "./fetched";

/** Screens on which a paper has room beside what else is shown; on others it gets a tab of its own. */
const WIDE = "(min-width: 40.01rem)";

interface Item {
  readonly id: string;
}

/**
 * The papers of a meeting that the token's holder may read, asked for anew with each item of the agenda: papers
 * are added until the last minute. A page without an answer shows none, and the meeting goes on.
 */
export function usePapers(
  meeting: string,
  token: string | null,
  items: readonly Item[],
  current: string | null,
): Sorted {
  const url = `/api/meetings/${encodeURIComponent(meeting)}/papers`;
  const [fetched] = useFetched(
    (signal) => json<PaperList>(url, { headers: bearer(token), signal }),
    [url, token, current],
  );
  return sorted(fetched.state === "here" ? fetched.value.papers : [], items, current);
}

interface PapersProps {
  papers: readonly Paper[];
  /** Shows a paper inside the page; without it each opens in a tab of its own. */
  read?: ((paper: Paper) => void) | undefined;
}

/** Links to papers. */
export function Papers({ papers, read }: PapersProps) {
  if (papers.length === 0) return null;
  const t = paperTexts.value;
  const opening = openingHere();
  return (
    <ul class="papers">
      {papers.map((paper) => (
        <li key={paper.id}>
          <PaperLink paper={paper} opening={opening} read={read} />
          <span class="faint">
            {opening === "download" && `${t.download} · `}
            {fileSize(paper.bytes)}
            {paper.readers === "leaders" && ` · ${t.leaders}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Said once above all papers: what becomes of a click where the browser cannot show them. */
export function PapersHint({ papers: { now, of, common } }: { papers: Sorted }) {
  const some = now.length + common.length > 0 || [...of.values()].some((it) => it.length > 0);
  if (!some || openingHere() !== "download") return null;
  return (
    <p class="papers-hint faint" data-testid="papers-hint">
      {paperTexts.value.downloads}
    </p>
  );
}

interface PaperLinkProps {
  paper: Paper;
  opening: Opening;
  read: PapersProps["read"];
}

function PaperLink({ paper, opening, read }: PaperLinkProps) {
  const isKept = opening === "download";
  return (
    <a
      id={`paper-${paper.id}`}
      class="paper-link"
      href={isKept ? keptOf(paper) : paper.url}
      download={isKept ? "" : undefined}
      target={isKept ? undefined : "_blank"}
      rel="noopener"
      data-testid="paper"
      onClick={(event) => {
        if (!read || opening !== "inside" || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        read(paper);
      }}
    >
      {paper.title}
    </a>
  );
}

/** Where a paper is had as a file to keep. */
const keptOf = (paper: Paper) => `${paper.url}&download=1`;

function openingHere(): Opening {
  return openingOf({
    hasReader: navigator.pdfViewerEnabled,
    isWide: matchMedia(WIDE).matches,
    isTouch: matchMedia("(pointer: coarse)").matches,
  });
}

/** A heading and the papers below it, where there are any. */
export function PaperGroup({ title, papers, read }: PapersProps & { title: string }) {
  if (papers.length === 0) return null;
  return (
    <section class="paper-group">
      <h3>{title}</h3>
      <Papers papers={papers} read={read} />
    </section>
  );
}

/** As wide as there is room, without a list of pages beside it: readers take it as far as they know it. */
const FITTED = "#view=FitH&navpanes=0";

interface PaperViewProps {
  paper: Paper;
  close?: () => void;
}

/** A paper in the browser's own reader. */
export function PaperView({ paper, close }: PaperViewProps) {
  const t = paperTexts.value;
  return (
    <div class="paper-view" data-testid="paper-view">
      <div class="paper-acts">
        {close && (
          <button
            type="button"
            class="button quiet"
            data-testid="close-paper"
            onClick={() => {
              close();
              // The list is there again once this has been drawn.
              requestAnimationFrame(() => document.getElementById(`paper-${paper.id}`)?.focus());
            }}
          >
            ‹ {t.back}
          </button>
        )}
        <a class="button quiet" href={keptOf(paper)} download="">
          {t.download}
        </a>
        <a class="button quiet" href={paper.url} target="_blank" rel="noopener">
          {t.newTab}
        </a>
      </div>
      <iframe src={`${paper.url}${FITTED}`} title={paper.title} />
    </div>
  );
}
