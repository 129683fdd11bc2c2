import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failed, Loading } from "./status";

interface LaterProps<P> {
  /** Fetches the part; an `import()` of its module. */
  load: () => Promise<ComponentType<P>>;
  props: P;
}

/** A page that few people open and that is therefore fetched by those alone. */
export function Later<P extends object>({ load, props }: LaterProps<P>) {
  const [part, setPart] = useState<{ readonly It: ComponentType<P> } | "failed" | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    setPart(null);
    load().then(
      (It) => gone || setPart({ It }),
      () => gone || setPart("failed"),
    );
    return () => {
      gone = true;
    };
  }, [load, round]);
  if (part === "failed") {
    return (
      <main id="main" class="shell-main" tabIndex={-1}>
        <Failed why="offline" retry={() => setRound(round + 1)} />
      </main>
    );
  }
  if (part === null) {
    return (
      <main id="main" class="shell-main" tabIndex={-1}>
        <Loading />
      </main>
    );
  }
  return <part.It {...props} />;
}
