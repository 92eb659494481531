import { Button, Group, List, Menu, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { IconDots, IconRocket } from '@tabler/icons-react';
import { useState } from 'react';
import type { Scenario } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NotConnected } from '../../parts/not-connected.tsx';
import { useTell, useTellFailure } from '../../parts/tell.ts';
import {
  useChangeState,
  useDraftMatching,
  useEnrolMatching,
  useMatching,
  usePublish,
  useScenarioStats,
} from '../../queries/scenarios.ts';
import { useMay } from '../../queries/session.ts';
import { useTemplateNames } from '../../queries/template-names.ts';
import { useWords } from '../../words.ts';
import type { Editor } from './editor.ts';
import { compare, isSame } from './model/compare.ts';
import { asDraft } from './model/draft.ts';
import { stateOf } from './state.tsx';

type Props = { scenario: Scenario; editor: Editor };

/** Publishing, pausing, going on, ending. */
export function Running({ scenario, editor }: Props) {
  const may = useMay();
  if (!may('scenarios.run') || scenario.archivedAt) return null;
  return (
    <Group gap="xs">
      <Publish scenario={scenario} editor={editor} />
      <More scenario={scenario} />
    </Group>
  );
}

function Publish({ scenario, editor }: Props) {
  const t = useWords('scenarios');
  const [opened, setOpened] = useState(false);
  const nothingNew = scenario.published !== null && isSame(compare(asDraft(scenario.published), editor.draft));
  const ready = editor.kept === 'kept' && editor.faults.length === 0 && !nothingNew;
  return (
    <>
      <Button
        leftSection={<IconRocket size={16} aria-hidden />}
        disabled={!ready}
        title={nothingNew ? t('publish.same') : undefined}
        onClick={() => setOpened(true)}
      >
        {t('publish.verb')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('publish.title', { name: editor.draft.name })}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <BeforePublishing scenario={scenario} editor={editor} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

/** What a publication does and does not do, with the numbers of now. */
function BeforePublishing({ scenario, editor, onClose }: Props & { onClose: () => void }) {
  const t = useWords('scenarios');
  const tell = useTell();
  const publish = usePublish(scenario.key);
  const isFirst = scenario.publishedVersion === null;
  const { data: matching, isPending } = useDraftMatching(editor.draft, true);
  const { data: stats } = useScenarioStats(scenario.key, !isFirst);
  const templates = useTemplateNames();
  const said = Object.values(editor.draft.steps).map(({ template }) => templates.get(String(template))?.channel);
  const work = async () => {
    const { version } = await publish.mutateAsync(editor.revision());
    tell(t('publish.done', { name: editor.draft.name, version }));
    onClose();
  };
  if (isPending) return <Skeleton h={120} />;
  const count = matching?.matching?.count ?? null;
  return (
    <Stack gap="md">
      <NotConnected channels={said} />
      <List size="sm" spacing="xs">
        <List.Item>{t('publish.from')}</List.Item>
        {count !== null && <List.Item>{t('publish.matching', { count })}</List.Item>}
        {count === null && <List.Item>{t('publish.oneByOne')}</List.Item>}
        {!isFirst && <List.Item>{t('publish.inside', { count: stats?.inside ?? 0 })}</List.Item>}
        {editor.doubts.length > 0 && <List.Item>{t('publish.doubts', { count: editor.doubts.length })}</List.Item>}
      </List>
      <ErrorNote error={publish.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button loading={publish.isPending} onClick={() => void work().catch(() => {})} data-autofocus>
          {t('publish.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}

function More({ scenario }: { scenario: Scenario }) {
  const t = useWords('scenarios');
  const change = useChangeState(scenario.key);
  const fail = useTellFailure();
  const state = stateOf(scenario);
  const [enrolling, setEnrolling] = useState(false);
  return (
    <Confirm
      title={t('archive.title', { name: scenario.name })}
      text={t('archive.text')}
      verb={t('archive.verb')}
      danger
      onConfirm={() => change.mutateAsync('archive')}
      opener={(archive) => (
        <Confirm
          title={t('pause.title', { name: scenario.name })}
          text={t('pause.text')}
          verb={t('pause.verb')}
          onConfirm={() => change.mutateAsync('pause')}
          opener={(pause) => (
            <>
              <Menu position="bottom-end" width={280}>
                <Menu.Target>
                  <Button variant="default" px="xs" aria-label={t('more')}>
                    <IconDots size={18} aria-hidden />
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {state === 'live' && <Menu.Item onClick={() => setEnrolling(true)}>{t('enrol.verb')}</Menu.Item>}
                  {state === 'live' && <Menu.Item onClick={pause}>{t('pause.verb')}</Menu.Item>}
                  {state === 'paused' && (
                    <Menu.Item onClick={() => change.mutate('resume', { onError: fail })}>{t('resume')}</Menu.Item>
                  )}
                  <Menu.Item color="red" onClick={archive}>
                    {t('archive.verb')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
              <Modal
                opened={enrolling}
                onClose={() => setEnrolling(false)}
                title={t('enrol.title')}
                closeButtonProps={{ 'aria-label': t('close') }}
              >
                <Enrol scenario={scenario.key} onClose={() => setEnrolling(false)} />
              </Modal>
            </>
          )}
        />
      )}
    />
  );
}

/** Those who match already come in only because somebody says so, after having seen how many they are. */
function Enrol({ scenario, onClose }: { scenario: string; onClose: () => void }) {
  const t = useWords('scenarios');
  const tell = useTell();
  const { data, error, isPending } = useMatching(scenario, true);
  const enrol = useEnrolMatching(scenario);
  const work = async () => {
    const { count } = await enrol.mutateAsync(data!.count);
    tell(t('enrol.done', { count }));
    onClose();
  };
  if (isPending) return <Skeleton h={80} />;
  return (
    <Stack gap="md">
      <ErrorNote error={error ?? enrol.error} />
      {data && <Text size="sm">{t('enrol.text', { count: data.count })}</Text>}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        {data && (
          <Button disabled={data.count === 0} loading={enrol.isPending} onClick={() => void work().catch(() => {})}>
            {t('enrol.confirm', { count: data.count })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
