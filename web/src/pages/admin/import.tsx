import { useState } from "preact/hooks";
import { type Why, whyOf } from "../../api";
import { texts } from "../../i18n";
import { adminTexts } from "../../i18n/admin";
import type { ImportReport } from "../../protocol";
import { lang } from "../../settings";
import { Dialog } from "../../ui/dialog";
import { Trouble } from "../../ui/status";
import { type Imported, sendFile } from "./directory-api";

/** Faults that are shown: a file with more has one fault in all its rows. */
const SHOWN = 200;

interface ImportDialogProps {
  kind: Imported;
  close: () => void;
}

/** A file is checked first; what would be done is shown, and done when that is wanted. */
export function ImportDialog({ kind, close }: ImportDialogProps) {
  const t = adminTexts.value.imports;
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<ImportReport | null>(null);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<Why | null>(null);
  const send = async (chosen: File, accept: "all" | "good" | null) => {
    setBusy(true);
    setWhy(null);
    setFile(chosen);
    try {
      setReport(await sendFile(kind, chosen, accept));
    } catch (error) {
      setWhy(whyOf(error));
      setReport(null);
    } finally {
      setBusy(false);
    }
  };
  const some = report !== null && !report.applied && report.added + report.changed > 0;
  return (
    <Dialog title={t.title[kind]} onClose={close} kind="wide" testId="import-dialog">
      <p>{t.columns[kind]}</p>
      <DropZone take={(chosen) => void send(chosen, null)} />
      {busy && <p role="status">{t.checking}</p>}
      {why && <Trouble text={texts.value.refusal[why]} testId="import-trouble" />}
      {report && file && !busy && <Report name={file.name} report={report} />}
      {some && file && !busy && (
        <div class="actions">
          {report.rejected.length === 0 ? (
            <button
              type="button"
              class="button primary"
              onClick={() => void send(file, "all")}
              data-testid="apply"
            >
              {t.apply}
            </button>
          ) : (
            <button
              type="button"
              class="button"
              onClick={() => void send(file, "good")}
              data-testid="apply-good"
            >
              {t.applyGood}
            </button>
          )}
        </div>
      )}
    </Dialog>
  );
}

function DropZone({ take }: { take: (file: File) => void }) {
  const t = adminTexts.value.imports;
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard
    <div
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer?.files[0];
        if (dropped) take(dropped);
      }}
    >
      <span>{t.drop}</span>
      <label class="button">
        {t.choose}
        <input
          type="file"
          class="hidden"
          accept=".csv,.txt,.xlsx"
          data-testid="file"
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            if (chosen) take(chosen);
            // The same file may be chosen again once it has been corrected.
            event.currentTarget.value = "";
          }}
        />
      </label>
    </div>
  );
}

function Report({ name, report }: { name: string; report: ImportReport }) {
  const t = adminTexts.value.imports;
  const { rejected, ignored } = report;
  return (
    <section class="import-report" aria-live="polite" data-testid="report">
      <h3>{name}</h3>
      <p>
        {report.applied && <strong>{t.done} </strong>}
        {t.counts(report.added, report.changed, report.unchanged)}.{" "}
        {rejected.length === 0 ? t.clean : t.rejected(rejected.length)}
      </p>
      {ignored.length > 0 && <p class="faint">{t.ignored(ignored.join(", "))}</p>}
      {rejected.length > 0 && (
        <div class="admin-table">
          <table data-testid="rejected">
            <thead>
              <tr>
                <th scope="col">{t.row}</th>
                <th scope="col">{t.column}</th>
                <th scope="col">{t.value}</th>
                <th scope="col">{t.why}</th>
              </tr>
            </thead>
            <tbody>
              {rejected.slice(0, SHOWN).map((it) => (
                <tr key={`${it.row}-${it.column}-${it.code}`}>
                  <td>{it.row === 0 ? t.file : it.row}</td>
                  <td>{it.column}</td>
                  <td>{it.value}</td>
                  <td>{lang.value === "vi" ? it.message_vi : it.message_en}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rejected.length > SHOWN && <p class="faint">{t.more(rejected.length - SHOWN)}</p>}
    </section>
  );
}
