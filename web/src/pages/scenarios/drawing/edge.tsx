import { ActionIcon, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { useWords } from '../../../words.ts';
import { lookOf } from '../icons.ts';
import { STEP_KINDS, type StepKind } from '../model/kinds.ts';
import classes from '../scenarios.module.css';
import { routeOf } from './route.ts';

export type WayData = { label: string; onInsert: ((kind: StepKind) => void) | null };
export type WayEdgeType = Edge<WayData, 'way'>;

/** The label of a way hangs just below where it begins, so that it never lies on another. */
const LABEL_BELOW = 18;

/** A way from step to step: what it is called, and a small plus that puts a step into it. */
export function WayEdge(props: EdgeProps<WayEdgeType>) {
  const { sourceX, sourceY, data } = props;
  const { path, plus } = routeOf(props, !!data?.label);
  const at = (x: number, y: number) => `translate(-50%, -50%) translate(${x}px, ${y}px)`;
  return (
    <>
      <BaseEdge id={props.id} path={path} markerEnd={props.markerEnd} interactionWidth={18} />
      <EdgeLabelRenderer>
        {data?.label && (
          <span className={classes.label} style={{ transform: at(sourceX, sourceY + LABEL_BELOW) }}>
            {data.label}
          </span>
        )}
        {data?.onInsert && (
          <span className={`${classes.insert} nodrag nopan`} style={{ transform: at(plus.x, plus.y) }}>
            <Insert onInsert={data.onInsert} />
          </span>
        )}
      </EdgeLabelRenderer>
    </>
  );
}

function Insert({ onInsert }: { onInsert: (kind: StepKind) => void }) {
  const t = useWords('scenarios');
  return (
    <Menu position="right" width={230}>
      <Menu.Target>
        <ActionIcon variant="default" size={20} radius="xl" aria-label={t('insert')} tabIndex={-1}>
          <IconPlus size={12} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {STEP_KINDS.map((kind) => {
          const { icon: Icon } = lookOf(kind);
          return (
            <Menu.Item key={kind} leftSection={<Icon size={16} aria-hidden />} onClick={() => onInsert(kind)}>
              {t(`kinds.${kind}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
