import { Anchor, Button, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Scenario } from '../../../../src/api/contract.ts';
import { ConflictNote } from '../../parts/conflict-note.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Leaving } from '../../parts/leaving.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useScenario } from '../../queries/scenarios.ts';
import { useMay } from '../../queries/session.ts';
import { usePageParams, usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { type Editor, useEditor } from './editor.ts';
import { People } from './people.tsx';
import { Running } from './running.tsx';
import { useSentences } from './sentence.ts';
import { ScenarioState } from './state.tsx';
import { Versions } from './versions.tsx';
import { Walking } from './walking.tsx';
import { Workshop } from './workshop.tsx';

/** Nobody has walked through yet. */
const NOWHERE: ReadonlySet<string> = new Set();
const TABS = ['drawing', 'walk', 'people', 'versions'] as const;

/** One scenario: drawn, tried with a person, published, watched. */
export function Page() {
  const { key = '' } = usePageParams();
  const { data, error } = useScenario(key);
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Skeleton h={420} />;
  return <Whole key={key} scenario={data} />;
}

function Whole({ scenario }: { scenario: Scenario }) {
  const t = useWords('scenarios');
  const may = useMay();
  const navigate = useNavigate();
  const { tab = 'drawing', ...search } = usePageSearch();
  const editor = useEditor(scenario, may('scenarios.write') && scenario.archivedAt === null);
  const sentences = useSentences();
  const [walked, setWalked] = useState<ReadonlySet<string>>(NOWHERE);
  useShortcuts(editor);
  const open = (next: string | null) =>
    void navigate({
      to: `/scenarios/${encodeURIComponent(scenario.key)}`,
      search: (next === 'drawing' || !next ? search : { ...search, tab: next }) as never,
      replace: true,
    });
  return (
    <>
      <PageHeader
        title={editor.draft.name}
        mark={<ScenarioState scenario={scenario} />}
        back={{ to: '/scenarios', label: t('title') }}
        actions={
          <>
            <Keeping editor={editor} />
            <Running scenario={scenario} editor={editor} />
          </>
        }
      />
      <Leaving unsaved={editor.unsaved} settle={editor.keepAgain} />
      <Stack gap="sm" mb={editor.other || editor.keepError ? 'md' : 0}>
        {editor.other && <ConflictNote other={editor.other} onTheirs={editor.takeTheirs} onMine={editor.overwrite} />}
        <ErrorNote error={editor.keepError} />
      </Stack>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="drawing">
          <Workshop
            scenario={scenario}
            editor={editor}
            sentences={sentences}
            walked={walked}
            onForget={() => setWalked(NOWHERE)}
          />
        </Tabs.Panel>
        <Tabs.Panel value="walk">
          <Walking editor={editor} sentences={sentences} onWalked={setWalked} />
        </Tabs.Panel>
        <Tabs.Panel value="people">
          <People scenario={scenario.key} draft={editor.draft} sentences={sentences} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions scenario={scenario} editor={editor} sentences={sentences} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** Undo, redo, and whether everything is at the server. */
function Keeping({ editor }: { editor: Editor }) {
  const t = useWords('scenarios');
  if (!editor.mayWrite) return null;
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed" role="status" aria-live="polite">
        {editor.kept === 'failed' ? (
          <Anchor component="button" type="button" size="sm" onClick={() => void editor.keepAgain()}>
            {t('keeping.failed')}
          </Anchor>
        ) : (
          t(`keeping.${editor.kept}`)
        )}
      </Text>
      <Button.Group>
        <Button
          variant="default"
          px="xs"
          disabled={!editor.canUndo}
          onClick={editor.undo}
          aria-label={t('undo')}
          title={t('undoKeys')}
        >
          <IconArrowBackUp size={18} aria-hidden />
        </Button>
        <Button
          variant="default"
          px="xs"
          disabled={!editor.canRedo}
          onClick={editor.redo}
          aria-label={t('redo')}
          title={t('redoKeys')}
        >
          <IconArrowForwardUp size={18} aria-hidden />
        </Button>
      </Button.Group>
    </Group>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z, except where text is typed: there they are the field's own. */
function useShortcuts({ undo, redo }: Editor): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement | null;
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || at?.closest('input, textarea, [contenteditable="true"]')) return;
      if (key === 'z' && event.shiftKey) redo();
      else if (key === 'z') undo();
      else if (key === 'y') redo();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [undo, redo]);
}
