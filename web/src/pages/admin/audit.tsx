import { useState } from "preact/hooks";
import { stamp } from "../../i18n";
import { accountTexts } from "../../i18n/accounts";
import type { AuditLine, GivenRole } from "../../protocol";
import { useFetched } from "../../ui/fetched";
import { Failed, Loading } from "../../ui/status";
import { getAudit } from "./accounts-api";
import { AdminFrame } from "./frame";
import { LoggedIn } from "./logged-in";

/** `/admin/audit`: who did what, newest first. */
export function AuditPage() {
  return (
    <LoggedIn>
      <Audit />
    </LoggedIn>
  );
}

function Audit() {
  const t = accountTexts.value;
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState<{ account: string; before: number | null }>({
    account: "",
    before: null,
  });
  const [fetched, again] = useFetched(
    (signal) => getAudit(shown.before, shown.account, signal),
    [shown],
  );
  const filter = (event: Event) => {
    event.preventDefault();
    setShown({ account: typed.trim().toLowerCase(), before: null });
  };
  const page = fetched.state === "here" ? fetched.value : null;
  const last = page?.lines.at(-1);
  return (
    <AdminFrame section="audit">
      <section class="card">
        <form class="field-row" onSubmit={filter}>
          <div class="field">
            <label for="filter">{t.filter}</label>
            <input
              id="filter"
              type="text"
              autoComplete="off"
              autoCapitalize="none"
              aria-describedby="filter-hint"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
            <p id="filter-hint" class="faint">
              {t.filterHint}
            </p>
          </div>
          <button type="submit" class="button">
            {t.show}
          </button>
        </form>
        {fetched.state === "loading" && <Loading />}
        {fetched.state === "failed" && <Failed why={fetched.why} retry={again} />}
        {page && page.lines.length === 0 && <p class="empty">{t.noLines}</p>}
        {page && page.lines.length > 0 && <Lines lines={page.lines} />}
        <div class="actions">
          {shown.before !== null && (
            <button
              type="button"
              class="button"
              onClick={() => setShown({ ...shown, before: null })}
            >
              {t.newest}
            </button>
          )}
          {page?.older && last && (
            <button
              type="button"
              class="button"
              data-testid="older"
              onClick={() => setShown({ ...shown, before: last.id })}
            >
              {t.older}
            </button>
          )}
        </div>
      </section>
    </AdminFrame>
  );
}

/** What the server adds, in words: roles such as `operator@truc-ninh`, or how a login went. */
function detailOf({ act, detail }: AuditLine): string {
  const t = accountTexts.value;
  if (act === "login") return t.logins[detail] ?? detail;
  return detail.replace(/(\w+)@([\w.~*-]+)/g, (written, role: string, unit: string) => {
    const known = role in t.roles ? t.roles[role as GivenRole] : null;
    return known === null ? written : `${known} – ${unit === "*" ? t.everywhere : unit}`;
  });
}

/** A table on a wide screen; on a phone each line is a card that says what its parts are. */
function Lines({ lines }: { lines: readonly AuditLine[] }) {
  const t = accountTexts.value;
  return (
    <table class="audit" data-testid="audit">
      <thead>
        <tr>
          {[t.when, t.who, t.what, t.onWhat, t.result, t.where].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id} data-result={line.result}>
            <td data-label={t.when}>
              <time dateTime={line.at}>{stamp(line.at)}</time>
            </td>
            <td data-label={t.who}>{line.account === "" ? t.nobody : line.account}</td>
            <td data-label={t.what}>{t.acts[line.act] ?? line.act}</td>
            <td data-label={t.onWhat}>
              <span>
                {line.object} <span class="faint">{detailOf(line)}</span>
              </span>
            </td>
            <td data-label={t.result}>{t.results[line.result] ?? line.result}</td>
            <td data-label={t.where}>{line.address}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
