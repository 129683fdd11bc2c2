import { useEffect, useState } from "preact/hooks";
import { changeOwnPassword, holds, logOut, lookWho, pathToLogin, visitor } from "../account";
import { type Why, whyOf } from "../api";
import { texts } from "../i18n";
import { todayTexts } from "../i18n/today";
import { navigate, route } from "../navigation";
import { Dialog } from "./dialog";
import { PersonIcon } from "./icon";
import { notify } from "./notices";
import { Trouble } from "./status";

/** In the head of every page but the room: who is logged in, or the way there. */
export function AccountMenu() {
  const t = texts.value.account;
  const [open, setOpen] = useState(false);
  const { page } = route.value;
  useEffect(() => void lookWho(), []);
  const known = visitor.value?.account;
  if (!known) {
    if (page === "login") return null;
    return (
      <a class="button" href={pathToLogin(location.pathname)} data-testid="to-login">
        <PersonIcon />
        {t.logIn}
      </a>
    );
  }
  return (
    <>
      <button
        type="button"
        class="button account"
        aria-haspopup="dialog"
        data-testid="account"
        onClick={() => setOpen(true)}
      >
        <PersonIcon />
        <span class="hidden">{t.account}: </span>
        <span class="account-name">{known.display_name}</span>
      </button>
      {open && <Menu name={known.display_name} onClose={() => setOpen(false)} />}
    </>
  );
}

function Menu({ name, onClose }: { name: string; onClose: () => void }) {
  const t = texts.value.account;
  const [changing, setChanging] = useState(false);
  const leave = async () => {
    try {
      await logOut();
      onClose();
      navigate("/login");
    } catch (error) {
      const why = whyOf(error);
      notify("problem", ({ refusal }) => refusal[why]);
    }
  };
  if (changing) return <PasswordDialog onClose={onClose} />;
  return (
    <Dialog title={name} onClose={onClose} testId="account-dialog">
      <div class="more-acts">
        {holds("schedule") && (
          <a class="button" href="/admin/meetings" onClick={onClose}>
            {todayTexts.value.all}
          </a>
        )}
        {holds("users") && (
          <a class="button" href="/admin/users" onClick={onClose}>
            {t.users}
          </a>
        )}
        {holds("audit") && (
          <a class="button" href="/admin/audit" onClick={onClose}>
            {t.audit}
          </a>
        )}
        {visitor.value?.account?.password && (
          <button type="button" class="button" onClick={() => setChanging(true)}>
            {t.changePassword}
          </button>
        )}
        <button type="button" class="button" data-testid="log-out" onClick={() => void leave()}>
          {t.logOut}
        </button>
      </div>
    </Dialog>
  );
}

function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = texts.value;
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [why, setWhy] = useState<Why | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await changeOwnPassword(current, password);
      notify("news", ({ account }) => account.passwordChanged);
      onClose();
    } catch (error) {
      setWhy(whyOf(error));
    }
  };
  return (
    <Dialog title={t.account.changePassword} onClose={onClose} testId="password-dialog">
      <form class="form" onSubmit={submit}>
        <div class="field">
          <label for="current-password">{t.account.currentPassword}</label>
          <input
            id="current-password"
            type="password"
            autoComplete="current-password"
            required
            value={current}
            onInput={(event) => setCurrent(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="new-password">{t.account.newPassword}</label>
          <input
            id="new-password"
            type="password"
            autoComplete="new-password"
            required
            minLength={10}
            aria-describedby="new-password-hint"
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
          <p id="new-password-hint" class="faint">
            {t.account.passwordHint}
          </p>
        </div>
        {why && <Trouble text={t.refusal[why]} testId="refusal" />}
        <div class="actions">
          <button type="submit" class="button primary">
            {t.account.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
