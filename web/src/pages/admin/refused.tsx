import type { Why } from "../../api";
import { adminTexts } from "../../i18n/admin";
import { Failed } from "../../ui/status";

/** A page that could not be fetched; whoever is not logged in is led there. */
export function Refused({ why, retry }: { why: Why; retry: () => void }) {
  return (
    <section class="card">
      <Failed why={why} retry={retry}>
        {why === "login_needed" && (
          <a class="button primary" href={`/login?next=${encodeURIComponent(location.pathname)}`}>
            {adminTexts.value.logIn}
          </a>
        )}
      </Failed>
    </section>
  );
}
