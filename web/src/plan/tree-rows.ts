import { matches } from "../fold";
import type { PointNode, Tree, UnitNode } from "./invited";

export type TreeRow =
  | {
      readonly kind: "unit";
      readonly unit: UnitNode;
      readonly depth: number;
      readonly open: boolean;
    }
  | { readonly kind: "point"; readonly point: PointNode; readonly depth: number };

interface Wanted {
  /** Units that were opened, or closed where they are open by themselves. */
  readonly turned: ReadonlySet<string>;
  readonly query: string;
  /** Only what this lets through; null is everything. */
  readonly only: ReadonlySet<string> | null;
}

/**
 * The lines of the tree that are shown. A single root is open by itself; a search opens all that leads to what it
 * finds, and a unit that is found shows all of its own.
 */
export function treeRows(tree: Tree, { turned, query, only }: Wanted): TreeRow[] {
  const searched = query.trim() !== "";
  const narrowed = searched || only !== null;
  const rows: TreeRow[] = [];

  const listPoints = (unit: string, depth: number, found: boolean) => {
    for (const point of tree.pointsOf(unit)) {
      const wanted = only === null || only.has(point.id);
      if (wanted && (found || matches(`${point.name} ${point.id}`, query))) {
        rows.push({ kind: "point", point, depth });
      }
    }
  };

  /** Lists what is below a unit; whether there was anything. */
  const list = (parent: string, depth: number, found: boolean): boolean => {
    const before = rows.length;
    // Points that belong to no unit stand behind the tree.
    if (parent !== "") listPoints(parent, depth, found);
    const units = tree.unitsBelow(parent);
    for (const unit of units) {
      const first = depth === 0 && units.length === 1;
      const open = narrowed || turned.has(unit.id) !== first;
      const at = rows.length;
      rows.push({ kind: "unit", unit, depth, open });
      const here = found || (searched && matches(`${unit.name} ${unit.id}`, query));
      const inside = open && list(unit.id, depth + 1, here || !searched);
      // Nothing below was found, and neither was the unit itself.
      if (narrowed && !inside && !(here && only === null)) rows.splice(at);
    }
    if (parent === "") listPoints(parent, depth, found);
    return rows.length > before;
  };
  list("", 0, !searched);
  return rows;
}
