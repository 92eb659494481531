import {
  Accordion,
  Alert,
  Fieldset,
  List,
  NumberInput,
  Select,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { ReactNode } from 'react';
import { UnitField } from '../../../parts/unit.tsx';
import { useWords } from '../../../words.ts';
import type { Editor } from '../editor.ts';
import { useFaultSentence } from '../fault-sentence.ts';
import { type Draft, ENTRY } from '../model/draft.ts';
import type { Sentences } from '../sentence.ts';
import { Exits, Goal } from './endings.tsx';
import { Length } from './fields.tsx';
import { RuleField } from './rule-field.tsx';
import { Triggers } from './triggers.tsx';
import { Ways } from './ways.tsx';

/** The scenario itself: who comes in, how often, what ends it, what it is called. */
export function ScenarioPanel({ editor, sentences }: { editor: Editor; sentences: Sentences }) {
  const t = useWords('scenarios');
  const { draft, mayWrite } = editor;
  const set = (fields: Partial<Draft>) =>
    editor.change((now) => withFields(now, fields), `scenario ${Object.keys(fields).join()}`);
  const parts: { key: string; content: ReactNode }[] = [
    { key: 'entry', content: <Entry editor={editor} sentences={sentences} set={set} /> },
    { key: 'again', content: <Reentry draft={draft} set={set} /> },
    { key: 'goal', content: <Goal goal={draft.goal} onChange={(goal) => set({ goal })} /> },
    { key: 'exits', content: <Exits exits={draft.exits ?? []} onChange={(exits) => set({ exits })} /> },
    { key: 'about', content: <About draft={draft} set={set} /> },
  ];
  return (
    <Fieldset variant="unstyled" disabled={!mayWrite} aria-label={t('panel.scenario')}>
      <Faults editor={editor} />
      <Accordion
        multiple
        defaultValue={['entry']}
        variant="default"
        order={2}
        styles={{ content: { paddingInline: 0 }, control: { paddingInline: 0 } }}
      >
        {parts.map(({ key, content }) => (
          <Accordion.Item key={key} value={key}>
            <Accordion.Control>{t(`parts.${key}`)}</Accordion.Control>
            <Accordion.Panel>{content}</Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Fieldset>
  );
}

type Props = { draft: Draft; set: (fields: Partial<Draft>) => void };
const withFields = (draft: Draft, fields: Partial<Draft>): Draft =>
  Object.fromEntries(Object.entries({ ...draft, ...fields }).filter(([, value]) => value !== undefined)) as Draft;

function Faults({ editor }: { editor: Editor }) {
  const t = useWords('scenarios');
  const say = useFaultSentence();
  const own = editor.faults.filter(({ where }) => where === 'scenario');
  if (own.length === 0) return null;
  return (
    <Alert
      color="red"
      variant="light"
      title={t('faults.onScenario')}
      p="sm"
      mb="sm"
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      <List size="sm" spacing={4}>
        {own.map((fault) => (
          <List.Item key={fault.sentence}>{say(fault)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Entry({ editor, sentences, set }: { editor: Editor; sentences: Sentences; set: Props['set'] }) {
  const t = useWords('scenarios');
  return (
    <Stack gap="md">
      <Triggers editor={editor} sentences={sentences} />
      <RuleField
        label={t('fields.audience')}
        text={t('fields.audienceText')}
        rule={editor.draft.audience}
        onChange={(audience) => set({ audience })}
        optional
      />
      <Ways editor={editor} sentences={sentences} from={ENTRY} />
    </Stack>
  );
}

function Reentry({ draft, set }: Props) {
  const t = useWords('scenarios');
  const reentry = draft.reentry ?? { kind: 'never' as const };
  const choose = (kind: string | null) =>
    set({ reentry: kind === 'after' ? { kind, after: 'P30D' } : { kind: kind === 'always' ? 'always' : 'never' } });
  return (
    <Stack gap="md">
      <Select
        label={t('again.label')}
        value={reentry.kind}
        onChange={choose}
        data={(['never', 'always', 'after'] as const).map((kind) => ({ value: kind, label: t(`again.${kind}`) }))}
      />
      {reentry.kind === 'after' && (
        <Length
          label={t('again.afterLabel')}
          value={reentry.after}
          onChange={(after) => set({ reentry: { ...reentry, after } })}
        />
      )}
      {reentry.kind !== 'never' && (
        <Switch
          label={t('again.whileInside')}
          description={t('again.whileInsideText')}
          checked={reentry.whileInside === true}
          onChange={({ currentTarget }) => {
            const { whileInside: _, ...rest } = reentry;
            set({ reentry: currentTarget.checked ? { ...rest, whileInside: true } : rest });
          }}
        />
      )}
    </Stack>
  );
}

function About({ draft, set }: Props) {
  const t = useWords('scenarios');
  return (
    <Stack gap="md">
      <TextInput
        label={t('fields.scenarioName')}
        value={draft.name}
        onChange={({ currentTarget }) => currentTarget.value.trim() !== '' && set({ name: currentTarget.value })}
        maxLength={200}
      />
      <Textarea
        label={t('fields.description')}
        value={draft.description ?? ''}
        onChange={({ currentTarget }) => set({ description: currentTarget.value || undefined })}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={5_000}
      />
      <UnitField value={draft.unit ?? null} onChange={(unit) => set({ unit: unit ?? undefined })} />
      <NumberInput
        label={t('fields.holdout')}
        description={t('fields.holdoutText')}
        value={Math.round((draft.holdout ?? 0) * 100)}
        onChange={(share) => set({ holdout: Number(share) > 0 ? Math.min(50, Number(share)) / 100 : undefined })}
        min={0}
        max={50}
        suffix=" %"
        maw={160}
      />
    </Stack>
  );
}
