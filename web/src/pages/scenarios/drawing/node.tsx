import { Group, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconDoorEnter, IconMailForward, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import type { ScenarioFault } from '../../../../../src/api/contract.ts';
import { useFormat } from '../../../parts/figures.tsx';
import { where } from '../../../parts/where.ts';
import { useWords } from '../../../words.ts';
import { lookOf } from '../icons.ts';
import type { Port } from '../model/draft.ts';
import classes from '../scenarios.module.css';

/** What a node shows. */
export type StepData = {
  kind: string;
  kindName: string;
  says: string;
  ports: readonly Port[];
  faults: readonly ScenarioFault[];
  /** Who waits here, and what was said here: null where nothing was published. */
  waiting: number;
  sent: number;
  /** Where what was said is read. */
  outbox: string;
  walked: boolean;
  selected: boolean;
  onPeople: () => void;
};
export type StepNodeType = Node<StepData, 'step'>;
export type EntryNodeType = Node<{ says: readonly string[]; selected: boolean; faulty: boolean }, 'entry'>;

/** A step: its picture, its sentence, who waits at it. */
export function StepNode({ data }: NodeProps<StepNodeType>) {
  const t = useWords('scenarios');
  const { icon: Icon, mood } = lookOf(data.kind);
  return (
    <div
      className={classes.node}
      data-selected={data.selected || undefined}
      data-faulty={data.faults.length > 0 || undefined}
      data-walked={data.walked || undefined}
    >
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <Group gap={10} wrap="nowrap" align="flex-start">
        <span className={classes.icon} data-mood={mood}>
          <Icon size={17} stroke={1.8} aria-hidden />
        </span>
        <div style={{ minWidth: 0, flex: 1 }}>
          <Group justify="space-between" wrap="nowrap" gap={4}>
            <Text size="xs" c="dimmed">
              {data.kindName}
            </Text>
            {data.faults.length > 0 && (
              <Tooltip label={t('faults.count', { count: data.faults.length })}>
                <IconAlertTriangle size={16} color="var(--mantine-color-error)" aria-label={t('faults.here')} />
              </Tooltip>
            )}
          </Group>
          <div className={classes.says}>{data.says}</div>
          <Counts data={data} />
        </div>
      </Group>
      <Ways ports={data.ports} />
    </div>
  );
}

function Counts({ data }: { data: StepData }) {
  const t = useWords('scenarios');
  const { number } = useFormat();
  if (data.waiting === 0 && data.sent === 0) return null;
  return (
    <Group gap={6} mt={6}>
      {data.waiting > 0 && (
        <Tooltip label={t('counts.waiting', { count: data.waiting })}>
          <button
            type="button"
            className={`${classes.count} nodrag`}
            onClick={data.onPeople}
            aria-label={t('counts.open', { count: data.waiting })}
          >
            <IconUsers size={13} aria-hidden /> {number(data.waiting)}
          </button>
        </Tooltip>
      )}
      {data.sent > 0 && (
        <Tooltip label={t('counts.sent', { count: data.sent })}>
          <Link
            {...where(data.outbox)}
            className={`${classes.count} nodrag`}
            aria-label={t('counts.sent', { count: data.sent })}
          >
            <IconMailForward size={13} aria-hidden /> {number(data.sent)}
          </Link>
        </Tooltip>
      )}
    </Group>
  );
}

/** A handle for every way out, side by side at the lower edge. */
function Ways({ ports }: { ports: readonly Port[] }) {
  return ports.map(({ port, to, optional }, at) => (
    <Handle
      key={port}
      id={port}
      type="source"
      position={Position.Bottom}
      className={classes.handle}
      data-open={(to === null && !optional) || undefined}
      style={{ left: `${((at + 1) / (ports.length + 1)) * 100}%` }}
    />
  ));
}

/** The way in: what brings people here. */
export function EntryNode({ data }: NodeProps<EntryNodeType>) {
  const t = useWords('scenarios');
  return (
    <div
      className={`${classes.node} ${classes.entry}`}
      data-selected={data.selected || undefined}
      data-faulty={data.faulty || undefined}
    >
      <Group gap={10} wrap="nowrap" align="flex-start">
        <span className={classes.icon}>
          <IconDoorEnter size={17} stroke={1.8} aria-hidden />
        </span>
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text size="xs" c="dimmed">
            {t('entry.title')}
          </Text>
          {data.says.length === 0 && <div className={classes.says}>{t('entry.none')}</div>}
          {data.says.map((says) => (
            <div key={says} className={classes.says}>
              {says}
            </div>
          ))}
        </div>
      </Group>
      <Handle id="start" type="source" position={Position.Bottom} className={classes.handle} />
    </div>
  );
}
