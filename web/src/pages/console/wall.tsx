import { clock } from "../../i18n";
import { Program } from "./air";
import { Lost } from "./lost";
import { Preview } from "./preview";
import { Queue } from "./queue";
import { Stills } from "./stills";
import { TalkBar } from "./talk";
import type { ConsoleView } from "./view";

/** `?pane=wall`: the second screen, preview and program as large as they go. The keys work here, too. */
export function Wall({ view }: { view: ConsoleView }) {
  const { desk } = view;
  return (
    <div class="console wall" data-testid="wall">
      <main id="main" class="wall-main" tabIndex={-1}>
        <div>
          <header class="wall-head">
            <h1>{desk.state.value?.meeting.title}</h1>
            <strong class="clock">{clock(new Date(desk.now.value).toISOString())}</strong>
          </header>
          <Lost desk={desk} />
          <TalkBar view={view} />
        </div>
        <div class="desk-air">
          <Preview view={view} />
          <Program view={view} />
        </div>
        <div class="wall-below">
          <Stills view={view} />
          <Queue view={view} />
        </div>
      </main>
    </div>
  );
}
