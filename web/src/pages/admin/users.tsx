import { useState } from "preact/hooks";
import { matches } from "../../fold";
import { texts } from "../../i18n";
import { accountTexts } from "../../i18n/accounts";
import type { Account } from "../../protocol";
import { useFetched } from "../../ui/fetched";
import { SearchIcon, WarningIcon } from "../../ui/icon";
import { Failed, Loading } from "../../ui/status";
import { AccountDialog, NewAccountDialog } from "./account-dialog";
import { getAccounts } from "./accounts-api";
import { AdminFrame } from "./frame";
import { LoggedIn } from "./logged-in";

/** `/admin/users`: who may log in, and what each may do where. */
export function UsersPage() {
  return (
    <LoggedIn>
      <Users />
    </LoggedIn>
  );
}

function Users() {
  const t = accountTexts.value;
  const [fetched, again] = useFetched(getAccounts, []);
  const [open, setOpen] = useState<Account | "new" | null>(null);
  const close = () => {
    setOpen(null);
    again();
  };
  const actions = (
    <button
      type="button"
      class="button primary"
      data-testid="add-account"
      onClick={() => setOpen("new")}
    >
      {t.add}
    </button>
  );
  return (
    <AdminFrame section="users" actions={actions}>
      {fetched.state === "loading" && <Loading />}
      {fetched.state === "failed" && <Failed why={fetched.why} retry={again} />}
      {fetched.state === "here" && <AccountList accounts={fetched.value.accounts} edit={setOpen} />}
      {open === "new" && <NewAccountDialog onClose={close} />}
      {open !== null && open !== "new" && <AccountDialog account={open} onClose={close} />}
    </AdminFrame>
  );
}

interface AccountListProps {
  accounts: readonly Account[];
  edit: (account: Account) => void;
}

function AccountList({ accounts, edit }: AccountListProps) {
  const t = accountTexts.value;
  const [query, setQuery] = useState("");
  const found = accounts.filter((it) => matches(`${it.display_name} ${it.name}`, query));
  return (
    <section class="card" aria-label={texts.value.account.users}>
      <div class="field">
        <label for="search-accounts">{t.search}</label>
        <div class="search-box">
          <SearchIcon />
          <input
            id="search-accounts"
            type="search"
            value={query}
            aria-describedby="search-accounts-hint"
            data-testid="search-accounts"
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </div>
        <p id="search-accounts-hint" class="faint">
          {t.searchHint}
        </p>
      </div>
      <p class="faint" role="status">
        {found.length > 0 ? t.count(found.length) : accounts.length > 0 ? t.noneFound : t.none}
      </p>
      <ul class="rows" data-testid="accounts">
        {found.map((account) => (
          <li key={account.name} class="row" data-testid={`account-${account.name}`}>
            <div class="row-text">
              <h2 class="row-title">{account.display_name}</h2>
              <p class="facts">
                <span>{account.name}</span>
                <Roles account={account} />
                {!account.password && <span>{t.onlySignOn}</span>}
              </p>
            </div>
            {account.disabled && (
              <span class="mark">
                <WarningIcon />
                {t.disabled}
              </span>
            )}
            <div class="actions">
              <button
                type="button"
                class="button"
                aria-label={t.editNamed(account.display_name)}
                data-testid="edit"
                onClick={() => edit(account)}
              >
                {t.edit}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Roles({ account }: { account: Account }) {
  const t = accountTexts.value;
  if (account.grants.length === 0) return <span>{t.noRole}</span>;
  return (
    <>
      {account.grants.map(({ role, unit }) => (
        <span key={`${role} ${unit}`}>
          {t.roles[role]} – {unit ?? t.everywhere}
        </span>
      ))}
    </>
  );
}
