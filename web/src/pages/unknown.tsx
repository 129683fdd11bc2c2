import { texts } from "../i18n";
import { Shell } from "../ui/shell";

/** An address that is none of ours. */
export function UnknownPage() {
  const t = texts.value;
  return (
    <Shell title={t.unknown.title}>
      <section class="card narrow">
        <h1>{t.unknown.title}</h1>
        <p>{t.unknown.text}</p>
        <div class="actions">
          <a class="button primary" href="/">
            {t.toStart}
          </a>
        </div>
      </section>
    </Shell>
  );
}
