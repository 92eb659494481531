import { Alert, Anchor, Box, Button, Drawer, Group, List, Loader, Paper, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Scenario, ScenarioStats } from '../../../../src/api/contract.ts';
import { useScenarioStats } from '../../queries/scenarios.ts';
import { usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';
import type { Editor } from './editor.ts';
import { useFaultSentence } from './fault-sentence.ts';
import { Figures } from './figures.tsx';
import { addStep, type Behind, ENTRY, freeKey, openWay, type Place } from './model/draft.ts';
import { stepOf } from './model/faults.ts';
import { freshStep, type StepKind } from './model/kinds.ts';
import { Palette } from './palette.tsx';
import { ScenarioPanel } from './panel/scenario-panel.tsx';
import { StepPanel } from './panel/step-panel.tsx';
import { People } from './people.tsx';
import classes from './scenarios.module.css';
import type { Sentences } from './sentence.ts';
import { StepList } from './step-list.tsx';

const Canvas = lazy(() => import('./drawing/canvas.tsx'));
const NARROW = '(max-width: 62em)';

type Props = {
  scenario: Scenario;
  editor: Editor;
  sentences: Sentences;
  /** Steps that somebody came to who was tried, and how to forget them. */
  walked: ReadonlySet<string>;
  onForget: () => void;
};

/** The drawing (or the list of steps), and beside it whatever is chosen there. */
export function Workshop({ scenario, editor, sentences, walked, onForget }: Props) {
  const t = useWords('scenarios');
  const [chosen, select] = useState(ENTRY);
  const [peopleAt, setPeopleAt] = useState<string | null>(null);
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const { view, setView } = useView(narrow ?? false);
  const { data: stats } = useScenarioStats(scenario.key, scenario.publishedVersion !== null);
  const counts = useMemo(() => countsOf(stats), [stats]);
  const selected = editor.draft.steps[chosen] ? chosen : ENTRY;
  const panel = useScrollTo(narrow ? selected : ENTRY);
  const add = useAdding(editor, select);
  const parts = { editor, sentences, selected, onSelect: select, onAdd: add, counts, onPeople: setPeopleAt };
  return (
    <>
      <Group justify="space-between" mb="xs" gap="xs">
        <SegmentedControl
          aria-label={t('view.label')}
          value={view}
          onChange={setView}
          data={(['canvas', 'list'] as const).map((one) => ({ value: one, label: t(`view.${one}`) }))}
        />
        {walked.size > 0 && (
          <Button variant="default" size="compact-sm" rightSection={<IconX size={14} aria-hidden />} onClick={onForget}>
            {t('walk.shown')}
          </Button>
        )}
        <Figures scenario={scenario.key} stats={stats} />
      </Group>
      {editor.mayWrite && <Palette onAdd={(kind) => add(kind, openWay(editor.draft, selected))} />}
      <Problems editor={editor} onSelect={select} />
      <div className={classes.workshop}>
        {view === 'canvas' ? (
          <Box className={classes.stage} role="region" aria-label={t('canvas.label')}>
            <Suspense fallback={<Loader m="xl" />}>
              <Canvas {...parts} walked={walked} />
            </Suspense>
          </Box>
        ) : (
          <StepList {...parts} />
        )}
        <Paper
          ref={panel}
          withBorder
          p="md"
          className={classes.panel}
          component="section"
          aria-label={t('panel.label')}
        >
          {selected === ENTRY ? (
            <ScenarioPanel editor={editor} sentences={sentences} />
          ) : (
            <StepPanel key={selected} editor={editor} sentences={sentences} step={selected} onSelect={select} />
          )}
        </Paper>
      </div>
      <Drawer
        opened={peopleAt !== null}
        onClose={() => setPeopleAt(null)}
        title={peopleAt && sentences.stepOf(editor.draft, peopleAt)}
        position="right"
        size="xl"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {peopleAt && <People scenario={scenario.key} step={peopleAt} draft={editor.draft} sentences={sentences} />}
      </Drawer>
    </>
  );
}

/** Where there is no room for two columns, what was chosen is shown by going there. */
function useScrollTo(step: string) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (step !== ENTRY) panel.current?.scrollIntoView({ block: 'start' });
  }, [step]);
  return panel;
}

/** The drawing or the list: kept in the address; a phone begins with the list. */
function useView(narrow: boolean): { view: string; setView: (view: string) => void } {
  const navigate = useNavigate();
  const search = usePageSearch();
  const view = search.view ?? (narrow ? 'list' : 'canvas');
  return {
    view,
    setView: (next) => void navigate({ to: '.', search: { ...search, view: next } as never, replace: true }),
  };
}

/** Puts a new step behind a way, or where it was dropped, and opens it. */
function useAdding(editor: Editor, select: (key: string) => void) {
  const t = useWords('scenarios');
  const { draft, change } = editor;
  return useCallback(
    (kind: StepKind, behind: Behind | null, place?: Place) => {
      const key = freeKey(draft, t(`keys.${kind}`));
      change((now) => {
        const lonely = behind === null && now.start === undefined ? { from: ENTRY, port: 'start' } : behind;
        return addStep(now, key, freshStep(kind), lonely, place);
      });
      select(key);
    },
    [draft, change, select, t],
  );
}

/** Who waits and what was said at each step, over all versions. */
function countsOf(stats: ScenarioStats | undefined): Map<string, { waiting: number; sent: number }> {
  const counts = new Map<string, { waiting: number; sent: number }>();
  const at = (step: string) => {
    const known = counts.get(step) ?? { waiting: 0, sent: 0 };
    counts.set(step, known);
    return known;
  };
  for (const { step, people } of stats?.steps ?? []) at(step).waiting += people;
  for (const { step, awarded } of stats?.messages ?? []) at(step).sent += awarded;
  return counts;
}

/** What is left to be done before it can be published; each line leads to its step. */
function Problems({ editor, onSelect }: { editor: Editor; onSelect: (key: string) => void }) {
  const t = useWords('scenarios');
  const say = useFaultSentence();
  const { faults } = editor;
  if (faults.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      mb="sm"
      p="sm"
      title={t('faults.title', { count: faults.length })}
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      <List size="sm" spacing={2} className={classes.problems} tabIndex={0} aria-label={t('faults.list')}>
        {faults.map((fault) => (
          <List.Item key={fault.sentence}>
            <Anchor
              component="button"
              type="button"
              size="sm"
              ta="left"
              onClick={() => onSelect(stepOf(fault) ?? ENTRY)}
            >
              {say(fault)}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
