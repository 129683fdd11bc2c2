import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Why, whyOf } from "../../api";
import { texts } from "../../i18n";
import { accountTexts } from "../../i18n/accounts";
import type { Account, RoleGiven } from "../../protocol";
import { Dialog, Question } from "../../ui/dialog";
import { notify } from "../../ui/notices";
import { Trouble } from "../../ui/status";
import { addAccount, changeAccount, giveRoles, setPassword } from "./accounts-api";
import { RoleEditor } from "./role-editor";

interface TextFieldProps {
  id: string;
  label: string;
  hint?: string;
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "password";
  required?: boolean;
  pattern?: string;
}

function TextField({ id, label, hint, value, onInput, type = "text", ...more }: TextFieldProps) {
  const field = {
    id,
    value,
    maxLength: 200,
    "data-testid": id,
    ...(hint ? { "aria-describedby": `${id}-hint` } : {}),
    ...more,
    onInput: (event: { currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === "password" ? (
        <input type="password" autoComplete="new-password" {...field} />
      ) : (
        <input type="text" autoComplete="off" {...field} />
      )}
      {hint && (
        <p id={`${id}-hint`} class="faint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface FormProps {
  submit: string;
  act: () => Promise<void>;
  children: ComponentChildren;
}

/** A form that says why the server refused it. */
function Form({ submit, act, children }: FormProps) {
  const [why, setWhy] = useState<Why | null>(null);
  const [busy, setBusy] = useState(false);
  const carryOut = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWhy(null);
    try {
      await act();
    } catch (error) {
      setWhy(whyOf(error));
    }
    setBusy(false);
  };
  return (
    <form class="form" onSubmit={carryOut}>
      {children}
      {why && <Trouble text={texts.value.refusal[why]} testId="refusal" />}
      <button type="submit" class="button primary" aria-busy={busy} data-testid="submit">
        {submit}
      </button>
    </form>
  );
}

/** Makes an account. */
export function NewAccountDialog({ onClose }: { onClose: () => void }) {
  const t = accountTexts.value;
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setNewPassword] = useState("");
  const [grants, setGrants] = useState<RoleGiven[]>([{ role: "viewer", unit: null }]);
  const act = async () => {
    const made = await addAccount({
      name,
      display_name: displayName,
      grants,
      ...(password === "" ? {} : { password }),
    });
    notify("news", () => accountTexts.value.saved(made.name));
    onClose();
  };
  return (
    <Dialog title={t.add} onClose={onClose} testId="new-account">
      <Form submit={t.create} act={act}>
        <TextField
          id="account-name"
          label={t.name}
          hint={t.nameHint}
          value={name}
          onInput={setName}
          pattern="[a-z0-9][a-z0-9._@\-]{0,63}"
          required
        />
        <TextField
          id="display-name"
          label={t.displayName}
          value={displayName}
          onInput={setDisplayName}
          required
        />
        <TextField
          id="account-password"
          type="password"
          label={t.password}
          hint={t.passwordHint}
          value={password}
          onInput={setNewPassword}
        />
        <RoleEditor grants={grants} onChange={setGrants} />
      </Form>
    </Dialog>
  );
}

interface AccountDialogProps {
  account: Account;
  onClose: () => void;
}

/** Changes an account: what it is called, its roles, its password, whether it may log in. */
export function AccountDialog({ account, onClose }: AccountDialogProps) {
  const t = accountTexts.value;
  const { name } = account;
  const [displayName, setDisplayName] = useState(account.display_name);
  const [grants, setGrants] = useState<RoleGiven[]>(account.grants);
  const save = async () => {
    // What was not touched is not written, or the audit log would tell of changes that were none.
    if (displayName !== account.display_name) {
      await changeAccount(name, { display_name: displayName });
    }
    if (grants !== account.grants) await giveRoles(name, grants);
    notify("news", () => accountTexts.value.saved(name));
    onClose();
  };
  return (
    <Dialog title={name} onClose={onClose} testId="edit-account">
      <Form submit={t.save} act={save}>
        <TextField
          id="display-name"
          label={t.displayName}
          value={displayName}
          onInput={setDisplayName}
          required
        />
        <RoleEditor grants={grants} onChange={setGrants} />
      </Form>
      <PasswordPart name={name} />
      <StatePart account={account} onClose={onClose} />
    </Dialog>
  );
}

function PasswordPart({ name }: { name: string }) {
  const t = accountTexts.value;
  const [password, setNewPassword] = useState("");
  const act = async () => {
    await setPassword(name, password);
    setNewPassword("");
    notify("news", () => accountTexts.value.passwordSet);
  };
  return (
    <section class="more-section">
      <Form submit={t.setPassword} act={act}>
        <TextField
          id="account-password"
          type="password"
          label={t.password}
          hint={t.newPasswordHint}
          value={password}
          onInput={setNewPassword}
          required
        />
      </Form>
    </section>
  );
}

function StatePart({ account, onClose }: AccountDialogProps) {
  const t = accountTexts.value;
  const [asking, setAsking] = useState(false);
  const set = async (disabled: boolean) => {
    try {
      await changeAccount(account.name, { disabled });
      onClose();
    } catch (error) {
      const why = whyOf(error);
      setAsking(false);
      notify("problem", ({ refusal }) => refusal[why]);
    }
  };
  return (
    <section class="more-section">
      {account.disabled ? (
        <button type="button" class="button" onClick={() => void set(false)}>
          {t.enable}
        </button>
      ) : (
        <button type="button" class="button" data-testid="disable" onClick={() => setAsking(true)}>
          {t.disable}
        </button>
      )}
      {asking && (
        <Question
          title={t.disableQuestion(account.name)}
          text={t.disableExplained}
          yes={t.disable}
          onYes={() => void set(true)}
          onClose={() => setAsking(false)}
          testId="disable-question"
        />
      )}
    </section>
  );
}
