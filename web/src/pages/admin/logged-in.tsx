import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { lookWho, pathToLogin, visitor } from "../../account";
import { navigate } from "../../navigation";
import { Loading } from "../../ui/status";

/** Shows a page to who is logged in; others are led to the login and back. */
export function LoggedIn({ children }: { children: ComponentChildren }) {
  const [asked, setAsked] = useState(false);
  useEffect(() => void lookWho().finally(() => setAsked(true)), []);
  const account = visitor.value?.account;
  const nobody = asked && visitor.value !== null && !account;
  useEffect(() => {
    if (nobody) navigate(pathToLogin(location.pathname));
  }, [nobody]);
  // Who could not be asked is shown the page, which says itself that the server is away.
  if (account || (asked && visitor.value === null)) return <>{children}</>;
  return (
    <main id="main" class="shell-main" tabIndex={-1}>
      <Loading />
    </main>
  );
}
