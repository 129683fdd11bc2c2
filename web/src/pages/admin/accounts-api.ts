import { json, request, sending } from "../../api";
import type {
  Account,
  AccountChange,
  AccountList,
  AuditPage,
  NewAccount,
  RoleGiven,
} from "../../protocol";

const path = (name: string) => `/api/users/${encodeURIComponent(name)}`;

export function getAccounts(signal: AbortSignal): Promise<AccountList> {
  return json("/api/users", { signal });
}

export function addAccount(account: NewAccount): Promise<Account> {
  return json("/api/users", sending("POST", account));
}

export function changeAccount(name: string, change: AccountChange): Promise<Account> {
  return json(path(name), sending("PATCH", change));
}

export function giveRoles(name: string, grants: RoleGiven[]): Promise<Account> {
  return json(`${path(name)}/grants`, sending("PUT", { grants }));
}

export async function setPassword(name: string, password: string): Promise<void> {
  await request(`${path(name)}/password`, sending("PUT", { password }));
}

export function getAudit(
  before: number | null,
  account: string,
  signal: AbortSignal,
): Promise<AuditPage> {
  const query = new URLSearchParams();
  if (before !== null) query.set("before", String(before));
  if (account !== "") query.set("account", account);
  return json(`/api/audit?${query}`, { signal });
}
