import { useEffect, useState } from "preact/hooks";
import { logIn, lookWho, nextOf, visitor } from "../account";
import { type Why, whyOf } from "../api";
import { texts } from "../i18n";
import { navigate } from "../navigation";
import { Shell } from "../ui/shell";
import { Trouble } from "../ui/status";

/** `/login?next=…`: for those who lead or administer; points come by their link. */
export function LoginPage() {
  const t = texts.value.account;
  const next = nextOf(location.search);
  const known = visitor.value?.account;
  return (
    <Shell title={t.logIn}>
      <section class="card narrow">
        <h1>{t.logIn}</h1>
        {known ? (
          <>
            <p>{t.already(known.display_name)}</p>
            <a class="button primary" href={next}>
              {t.goOn}
            </a>
          </>
        ) : (
          <Form next={next} />
        )}
      </section>
    </Shell>
  );
}

function Form({ next }: { next: string }) {
  const t = texts.value;
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [why, setWhy] = useState<Why | null>(failedSignOn);
  const [busy, setBusy] = useState(false);
  useEffect(() => void lookWho(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWhy(null);
    try {
      await logIn(name, password);
      navigate(next);
    } catch (error) {
      setWhy(whyOf(error));
      setPassword("");
      setBusy(false);
      document.getElementById("password")?.focus();
    }
  };
  return (
    <>
      <p class="faint">{t.account.forWhom}</p>
      <form class="form" onSubmit={submit}>
        <div class="field">
          <label for="name">{t.account.name}</label>
          <input
            id="name"
            type="text"
            autoComplete="username"
            autoCapitalize="none"
            spellcheck={false}
            required
            maxLength={64}
            value={name}
            data-testid="name"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="password">{t.account.password}</label>
          <input
            id="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            data-testid="password"
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </div>
        {why && <Trouble text={t.refusal[why]} testId="refusal" />}
        <button type="submit" class="button primary large" aria-busy={busy} data-testid="log-in">
          {t.account.logIn}
        </button>
      </form>
      {visitor.value?.sign_on && (
        <a
          class="button"
          href={`/api/sign-on?next=${encodeURIComponent(next)}`}
          data-testid="sign-on"
        >
          {t.account.signOn}
        </a>
      )}
    </>
  );
}

/** Single sign-on that failed comes back here and says why. */
function failedSignOn(): Why | null {
  const why = new URLSearchParams(location.search).get("why");
  return why === "sign_on_failed" || why === "sign_on_away" ? why : null;
}
