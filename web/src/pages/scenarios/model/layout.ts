/** Where steps stand when nobody put them anywhere: from top to bottom, in the order of the walk. Pure. */
import dagre from '@dagrejs/dagre';
import { type Draft, ENTRY, type Place, walkOrder, waysOf } from './draft.ts';

export const NODE_WIDTH = 248;
export const NODE_HEIGHT = 84;
const BESIDE = 36;
export const BELOW = 72;

/** A place for every step and for the way in. */
export function arrange(draft: Draft): Record<string, Place> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: BESIDE, ranksep: BELOW });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const key of [ENTRY, ...walkOrder(draft)])
    graph.setNode(nameOf(key), { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of waysOf(draft)) graph.setEdge(nameOf(from), nameOf(to));
  dagre.layout(graph, { constraints: inTheirOrder(draft) });
  const top = graph.node(nameOf(ENTRY));
  return Object.fromEntries(
    [ENTRY, ...Object.keys(draft.steps)].map((key) => {
      const { x, y } = graph.node(nameOf(key));
      return [key, { x: Math.round(x - top.x), y: Math.round(y - top.y) }];
    }),
  );
}

/**
 * What the ways of a step lead to stands in the order of the ways: else they cross, and their words stand beside the wrong one. What several
 * steps lead to, in other orders, has its place by the first of them.
 */
function inTheirOrder(draft: Draft): { left: string; right: string }[] {
  const rightOf = new Map<string, string[]>();
  const stands = (left: string, right: string): boolean =>
    left === right || (rightOf.get(left) ?? []).some((next) => stands(next, right));
  const ordered: { left: string; right: string }[] = [];
  for (const ways of Map.groupBy(waysOf(draft), ({ from }) => from).values()) {
    for (const [before, { to }] of ways.slice(1).entries()) {
      const left = ways[before]!.to;
      if (stands(to, left)) continue;
      rightOf.set(left, [...(rightOf.get(left) ?? []), to]);
      ordered.push({ left: nameOf(left), right: nameOf(to) });
    }
  }
  return ordered;
}

const nameOf = (key: string): string => `step:${key}`;

/** Where steps stand: where they were put, else where they are arranged. The way in stands above the first step. */
export function placesOf(draft: Draft): Record<string, Place> {
  const put = draft.layout ?? {};
  if (Object.keys(draft.steps).every((key) => put[key] === undefined)) return arrange(draft);
  const first = draft.start === undefined ? undefined : put[draft.start];
  const placed: Record<string, Place> = { [ENTRY]: first ? above(first) : { x: 0, y: 0 } };
  for (const key of Object.keys(draft.steps)) if (put[key]) placed[key] = put[key];
  // A step that nobody put stands below what leads to it.
  for (const key of walkOrder(draft)) placed[key] ??= besideOthers(below(draft, key, placed), placed);
  return placed;
}

const above = ({ x, y }: Place): Place => ({ x, y: y - NODE_HEIGHT - BELOW });

function below(draft: Draft, key: string, placed: Record<string, Place>): Place {
  const from = waysOf(draft).find((way) => way.to === key && placed[way.from] !== undefined)?.from;
  const { x, y } = placed[from ?? ENTRY]!;
  return { x, y: y + NODE_HEIGHT + BELOW };
}

/** Moved to the right until nothing stands there. */
function besideOthers(wanted: Place, placed: Record<string, Place>): Place {
  const others = Object.values(placed);
  const isTaken = ({ x, y }: Place) =>
    others.some((one) => Math.abs(one.x - x) < NODE_WIDTH && Math.abs(one.y - y) < NODE_HEIGHT);
  let place = wanted;
  while (isTaken(place)) place = { x: place.x + NODE_WIDTH + BESIDE, y: place.y };
  return place;
}
