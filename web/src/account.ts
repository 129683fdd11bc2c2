import { signal } from "@preact/signals";
import { json, request, sending } from "./api";
import type { LoginRequest, Office, OwnPassword, Visitor } from "./protocol";
import { parseRoute } from "./route";

/** Who is logged in at this browser; null until the server was asked. */
export const visitor = signal<Visitor | null>(null);

/** Asks the server who is logged in. Without an answer what was known stays. */
export async function lookWho(): Promise<void> {
  try {
    visitor.value = await json<Visitor>("/api/me", {});
  } catch {
    // Nobody's page needs an account to be shown: whatever does asks again, and says what is wrong.
  }
}

export async function logIn(name: string, password: string): Promise<void> {
  const body: LoginRequest = { name, password };
  visitor.value = await json<Visitor>("/api/login", sending("POST", body));
}

export async function logOut(): Promise<void> {
  await request("/api/logout", { method: "POST" });
  await lookWho();
}

export async function changeOwnPassword(current: string, password: string): Promise<void> {
  const body: OwnPassword = { current, password };
  await request("/api/me/password", sending("PUT", body));
}

/** Whether the account has an office somewhere. */
export function holds(office: Office): boolean {
  return visitor.value?.offices.includes(office) ?? false;
}

/** The login page that leads back to a page of ours. */
export function pathToLogin(next: string): string {
  return `/login?next=${encodeURIComponent(next)}`;
}

/** Where to go after the login: never to another site, and not in a circle. */
export function nextOf(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  const ours = next.startsWith("/") && !next.startsWith("//") && !next.includes("\\");
  const { page } = parseRoute(next.replace(/[?#].*$/s, ""));
  return ours && page !== "unknown" && page !== "login" ? next : "/";
}
