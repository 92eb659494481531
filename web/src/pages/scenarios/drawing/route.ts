/** The line of a way: straight on where it leads down, around the steps where it leads back. Pure. */
import { getSmoothStepPath } from '@xyflow/react';
import { NODE_WIDTH } from '../model/layout.ts';

type Line = { sourceX: number; sourceY: number; targetX: number; targetY: number };

const OUT = 22;
const ROUND = 12;

/** The path, and where its plus stands. */
export function routeOf(
  line: Line & Pick<Parameters<typeof getSmoothStepPath>[0], 'sourcePosition' | 'targetPosition'>,
  labelled: boolean,
) {
  const { sourceY, targetX, targetY } = line;
  if (targetY <= sourceY) return back(line);
  const [path, middleX, middleY] = getSmoothStepPath({ ...line, borderRadius: ROUND });
  // Below a label there is no room in the middle of a short way.
  return labelled ? { path, plus: { x: targetX, y: targetY - OUT } } : { path, plus: { x: middleX, y: middleY } };
}

/** Down, to the right of both, up, and into the step from above. */
function back({ sourceX, sourceY, targetX, targetY }: Line) {
  const right = Math.max(sourceX, targetX) + NODE_WIDTH / 2 + OUT;
  const [below, above] = [sourceY + OUT, targetY - OUT];
  const path = [
    `M ${sourceX} ${sourceY}`,
    `V ${below - ROUND} q 0 ${ROUND} ${ROUND} ${ROUND}`,
    `H ${right - ROUND} q ${ROUND} 0 ${ROUND} ${-ROUND}`,
    `V ${above + ROUND} q 0 ${-ROUND} ${-ROUND} ${-ROUND}`,
    `H ${targetX + ROUND} q ${-ROUND} 0 ${-ROUND} ${ROUND}`,
    `V ${targetY}`,
  ].join(' ');
  return { path, plus: { x: right, y: (below + above) / 2 } };
}
