import { ACROSS, DOWN } from "../../meeting/boxes";
import { diagramOf } from "../../meeting/diagram";
import type { Scene } from "../../protocol";

/** Units by which a box is smaller on each side: lines in between are told apart. */
const INSET = 1.5;

/** A layout in small: large places are filled, shared content is lined. */
export function Diagram({ scene }: { scene: Scene }) {
  return (
    <svg class="diagram" viewBox={`0 0 ${ACROSS} ${DOWN}`} aria-hidden="true">
      {diagramOf(scene).map(({ x, y, w, h, part }) => (
        <g key={`${x},${y}`} class={`diagram-${part}`}>
          <rect x={x + INSET} y={y + INSET} width={w - 2 * INSET} height={h - 2 * INSET} rx={2} />
          {part === "content" &&
            [0.3, 0.5, 0.7].map((down) => (
              <path key={down} d={`M${x + w * 0.15} ${y + h * down}h${w * 0.7}`} />
            ))}
        </g>
      ))}
    </svg>
  );
}
