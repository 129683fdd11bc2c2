import { useEffect, useState } from "preact/hooks";
import { logIn, lookWho, nextOf, visitor } from "../account";
import { Refusal, type Why, whyOf } from "../api";
import { duration, texts } from "../i18n";
import { loginTexts } from "../i18n/login";
import { navigate } from "../navigation";
import { WarningIcon } from "../ui/icon";
import { Shell } from "../ui/shell";
import { Trouble } from "../ui/status";
import { useTicking } from "../ui/ticking";

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
  /** Until when (ms, monotonic) no other try is heard; null where there is no wait. */
  const [until, setUntil] = useState<number | null>(null);
  const left = until === null ? 0 : until - performance.now();
  useTicking(left > 0);
  useEffect(() => void lookWho(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || left > 0) return;
    setBusy(true);
    setWhy(null);
    setUntil(null);
    try {
      await logIn(name, password);
      navigate(next);
    } catch (error) {
      setWhy(whyOf(error));
      const waits = whyOf(error) === "login_delayed" && error instanceof Refusal;
      setUntil(waits ? performance.now() + error.retryAfter : null);
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
        {until !== null ? (
          <Delay left={left} />
        ) : (
          why && <Trouble text={t.refusal[why]} testId="refusal" />
        )}
        <button
          type="submit"
          class="button primary large"
          aria-busy={busy}
          aria-disabled={left > 0}
          data-testid="log-in"
        >
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

/** How long no other try is heard, to the second; read out at its beginning and its end alone. */
function Delay({ left }: { left: number }) {
  const t = loginTexts.value;
  if (left <= 0)
    return (
      <p role="status" data-testid="refusal">
        {t.again}
      </p>
    );
  return (
    <>
      <p class="hidden" role="alert">
        {texts.value.refusal.login_delayed}
      </p>
      <p class="trouble" data-testid="refusal" aria-hidden="true">
        <WarningIcon />
        <span>{t.delayed(duration(Math.ceil(left / 1_000)))}</span>
      </p>
    </>
  );
}

/** Single sign-on that failed comes back here and says why. */
function failedSignOn(): Why | null {
  const why = new URLSearchParams(location.search).get("why");
  return why === "sign_on_failed" || why === "sign_on_away" ? why : null;
}
