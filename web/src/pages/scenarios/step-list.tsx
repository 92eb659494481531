import { ActionIcon, Group, Menu, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconDoorEnter, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useWords } from '../../words.ts';
import type { Editor } from './editor.ts';
import { lookOf } from './icons.ts';
import { type Behind, ENTRY, openWay, portsOf, removeSteps, walkOrder } from './model/draft.ts';
import { faultsOfStep } from './model/faults.ts';
import { STEP_KINDS, type StepKind } from './model/kinds.ts';
import classes from './scenarios.module.css';
import type { Sentences } from './sentence.ts';

type Props = {
  editor: Editor;
  sentences: Sentences;
  selected: string;
  onSelect: (key: string) => void;
  onAdd: (kind: StepKind, behind: Behind | null) => void;
  counts: ReadonlyMap<string, { waiting: number; sent: number }>;
  onPeople: (step: string) => void;
};

/** The steps in the order of the walk: for the keyboard, for a phone, and for whoever would rather read. */
export function StepList(props: Props) {
  const t = useWords('scenarios');
  const { editor, sentences } = props;
  const entry = editor.draft.triggers.map(sentences.trigger).join(' · ');
  return (
    <ol className={classes.list} aria-label={t('list.label')} onKeyDown={moveBetweenRows}>
      <Row {...props} step={ENTRY} kind={t('entry.title')} says={entry || t('entry.none')} />
      {walkOrder(editor.draft).map((key) => {
        const step = editor.draft.steps[key]!;
        return (
          <Row
            key={key}
            {...props}
            step={key}
            kind={sentences.kind(step.kind)}
            says={sentences.stepOf(editor.draft, key)}
          />
        );
      })}
    </ol>
  );
}

function Row({ step, kind, says, ...props }: Props & { step: string; kind: string; says: string }) {
  const t = useWords('scenarios');
  const { editor, sentences, selected, onSelect, counts, onPeople } = props;
  const here = editor.draft.steps[step];
  const { icon: Icon, mood } = here ? lookOf(here.kind) : { icon: IconDoorEnter, mood: undefined };
  const faulty = here !== undefined && faultsOfStep(editor.faults, step).length > 0;
  const waiting = counts.get(step)?.waiting ?? 0;
  const ways = here ? portsOf(here).flatMap(({ port, to }) => wayOf(props, here, port, to)) : [];
  return (
    <li className={classes.row} data-selected={selected === step || undefined} data-faulty={faulty || undefined}>
      <span className={classes.icon} data-mood={mood}>
        <Icon size={17} stroke={1.8} aria-hidden />
      </span>
      <div className={classes.open}>
        <UnstyledButton w="100%" data-row onClick={() => onSelect(step)} aria-current={selected === step || undefined}>
          <Text size="xs" c="dimmed" component="span" display="block">
            {kind}
          </Text>
          <Text size="sm" component="span" display="block" style={{ overflowWrap: 'anywhere' }}>
            {says}
          </Text>
          {ways.length > 0 && (
            <Text size="xs" c="dimmed" component="span" display="block" mt={2}>
              {ways.join(' · ')}
            </Text>
          )}
        </UnstyledButton>
        {waiting > 0 && (
          <button type="button" className={classes.count} style={{ marginTop: 4 }} onClick={() => onPeople(step)}>
            <IconUsers size={13} aria-hidden /> {t('counts.waiting', { count: waiting })}
          </button>
        )}
      </div>
      <Group gap={4} wrap="nowrap">
        {faulty && (
          <Tooltip label={t('faults.here')}>
            <IconAlertTriangle size={18} color="var(--mantine-color-error)" role="img" aria-label={t('faults.here')} />
          </Tooltip>
        )}
        {editor.mayWrite && <Tools {...props} step={step} says={says || sentences.kind(here?.kind ?? '')} />}
      </Group>
    </li>
  );
}

/** “oui → Attendre 3 jours”, where there is more than one way or the way leads back. */
function wayOf({ editor, sentences }: Props, step: { kind: string }, port: string, to: string | null): string[] {
  const name = sentences.port(step, port);
  if (to === null || !editor.draft.steps[to] || name === '') return [];
  return [`${name} → ${sentences.stepOf(editor.draft, to)}`];
}

function Tools({ editor, step, says, onAdd, onSelect }: Props & { step: string; says: string }) {
  const t = useWords('scenarios');
  const behind = openWay(editor.draft, step);
  const remove = () => {
    editor.change((draft) => removeSteps(draft, [step]));
    onSelect(ENTRY);
  };
  return (
    <>
      {behind && (
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <Tooltip label={t('list.add')}>
              <ActionIcon variant="subtle" color="gray" aria-label={t('list.addAfter', { says })}>
                <IconPlus size={17} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            {STEP_KINDS.map((kind) => {
              const { icon: Icon } = lookOf(kind);
              return (
                <Menu.Item key={kind} leftSection={<Icon size={16} aria-hidden />} onClick={() => onAdd(kind, behind)}>
                  {t(`kinds.${kind}`)}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      )}
      {step !== ENTRY && (
        <Tooltip label={t('panel.remove')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('list.remove', { says })} onClick={remove}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  );
}

/** Arrow keys go from step to step. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(event.target as HTMLElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  rows[at + step]?.focus();
}
