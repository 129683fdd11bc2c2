import { useState } from "preact/hooks";
import { type Why, whyOf } from "../../api";
import { dateAndTime, texts } from "../../i18n";
import { adminTexts } from "../../i18n/admin";
import type { KeyInfo, KeySheet, PointInfo } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { useFetched } from "../../ui/fetched";
import { notify } from "../../ui/notices";
import { Failed, Loading, Trouble } from "../../ui/status";
import { getKeys, makeKey, revokeKey } from "./directory-api";
import { Field } from "./form";

/** The keys of a point: made, renewed, revoked; a new one is a sheet to print. */
export function KeysDialog({ point, close }: { point: PointInfo; close: () => void }) {
  const t = adminTexts.value.keys;
  const [fetched, again] = useFetched((signal) => getKeys(point.id, signal), [point.id]);
  const [sheet, setSheet] = useState<KeySheet | null>(null);
  const [label, setLabel] = useState(t.main);
  const [why, setWhy] = useState<Why | null>(null);
  const act = async (doIt: () => Promise<unknown>) => {
    setWhy(null);
    try {
      await doIt();
      again();
    } catch (error) {
      setWhy(whyOf(error));
    }
  };
  const make = (named: string, renews?: string) =>
    act(async () => {
      const key = { label: named.trim() || t.main, ...(renews ? { renews } : {}) };
      setSheet(await makeKey(point.id, key));
    });
  return (
    <Dialog
      title={adminTexts.value.points.keysOf(point.name)}
      onClose={close}
      kind="wide keys-dialog"
      testId="keys-dialog"
    >
      {sheet ? (
        <Sheet point={point} sheet={sheet} />
      ) : (
        <>
          <p>{t.about}</p>
          <form
            class="field-row"
            onSubmit={(event) => {
              event.preventDefault();
              void make(label);
            }}
          >
            <Field label={t.label} value={label} set={setLabel} required />
            <button type="submit" class="button primary" data-testid="make-key">
              {t.make}
            </button>
          </form>
        </>
      )}
      {why && <Trouble text={texts.value.refusal[why]} />}
      {fetched.state === "loading" && <Loading />}
      {fetched.state === "failed" && <Failed why={fetched.why} retry={again} />}
      {fetched.state === "here" && !sheet && (
        <ul class="admin-list" data-testid="keys">
          {fetched.value.keys.length === 0 && <li class="empty">{t.none}</li>}
          {fetched.value.keys.map((key) => (
            <KeyLine
              key={key.id}
              it={key}
              renew={() => void make(key.label, key.id)}
              revoke={() => void act(() => revokeKey(point.id, key.id))}
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function KeyLine({ it, renew, revoke }: { it: KeyInfo; renew: () => void; revoke: () => void }) {
  const t = adminTexts.value.keys;
  return (
    <li class="key-line">
      <span class="admin-name">
        <strong>{it.label}</strong>
        <span class="faint">
          {t.made(dateAndTime(it.created), it.created_by)}
          {" · "}
          {it.revoked ? t.revoked : it.used ? t.used(dateAndTime(it.used)) : t.unused}
        </span>
      </span>
      {!it.revoked && (
        <span class="admin-acts">
          <button
            type="button"
            class="button"
            aria-label={t.renewNamed(it.label)}
            onClick={renew}
            data-testid="renew"
          >
            {t.renew}
          </button>
          <button
            type="button"
            class="button"
            aria-label={t.revokeNamed(it.label)}
            onClick={revoke}
            data-testid="revoke"
          >
            {t.revoke}
          </button>
        </span>
      )}
    </li>
  );
}

/** What hangs beside the point's screen; on paper it stands alone, as A5. */
function Sheet({ point, sheet }: { point: PointInfo; sheet: KeySheet }) {
  const t = adminTexts.value.keys;
  const copy = async () => {
    await navigator.clipboard.writeText(sheet.link);
    notify("news", () => adminTexts.value.keys.copied);
  };
  return (
    <>
      <p class="trouble" role="status">
        {t.once}
      </p>
      <article class="key-sheet" data-testid="sheet">
        <p class="key-kind">
          {texts.value.product} · {t.sheet}
        </p>
        <h3>{point.name}</h3>
        {point.unit_name !== "" && <p>{point.unit_name}</p>}
        <img src={sheet.qr} alt={t.qr} />
        <p class="key-link" data-testid="link">
          {sheet.link}
        </p>
        <p>{t.how}</p>
        {sheet.phone !== "" && (
          <p>
            {t.call} <strong>{sheet.phone}</strong>
          </p>
        )}
        <p class="faint">{sheet.key.label}</p>
      </article>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => window.print()}>
          {t.print}
        </button>
        <button type="button" class="button" onClick={() => void copy()}>
          {t.copy}
        </button>
      </div>
    </>
  );
}
