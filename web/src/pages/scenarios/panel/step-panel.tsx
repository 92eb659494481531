import { Alert, Button, Divider, Fieldset, Group, List, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords } from '../../../words.ts';
import type { Editor } from '../editor.ts';
import { useFaultSentence } from '../fault-sentence.ts';
import { lookOf } from '../icons.ts';
import { changeStep, ENTRY, removeSteps, renameStep, type Step } from '../model/draft.ts';
import { faultsOfStep } from '../model/faults.ts';
import { isStepKind } from '../model/kinds.ts';
import classes from '../scenarios.module.css';
import type { Sentences } from '../sentence.ts';
import { FORMS } from './forms/index.ts';
import { Ways } from './ways.tsx';

type Props = { editor: Editor; sentences: Sentences; step: string; onSelect: (key: string) => void };

/** Everything about the chosen step: what is wrong with it, what it does, where it leads. */
export function StepPanel({ editor, sentences, step: key, onSelect }: Props) {
  const t = useWords('scenarios');
  const { draft, change, mayWrite } = editor;
  const step = draft.steps[key]!;
  const { icon: Icon, mood } = lookOf(step.kind);
  const set = (fields: Record<string, unknown>) =>
    change((now) => changeStep(now, key, withFields(now.steps[key]!, fields)), `${key} ${Object.keys(fields).join()}`);
  const Form = isStepKind(step.kind) ? FORMS[step.kind] : null;
  const remove = () => {
    change((now) => removeSteps(now, [key]));
    onSelect(ENTRY);
  };
  return (
    <Stack gap="md">
      <Group gap="sm" wrap="nowrap">
        <span className={classes.icon} data-mood={mood}>
          <Icon size={17} stroke={1.8} aria-hidden />
        </span>
        <Title order={2} size="h3">
          {sentences.kind(step.kind)}
        </Title>
      </Group>
      <Faults editor={editor} step={key} />
      <Fieldset variant="unstyled" disabled={!mayWrite} aria-label={t('panel.form')}>
        {Form ? <Form step={step} set={set} /> : <Text size="sm">{t('panel.unknownKind', { kind: step.kind })}</Text>}
      </Fieldset>
      {step.kind !== 'exit' && (
        <>
          <Divider label={t('panel.ways')} labelPosition="left" />
          <Ways editor={editor} sentences={sentences} from={key} />
        </>
      )}
      {mayWrite && (
        <>
          <Divider />
          <Rename key={key} editor={editor} step={key} onSelect={onSelect} />
          <Button variant="subtle" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
            {t('panel.remove')}
          </Button>
        </>
      )}
    </Stack>
  );
}

const withFields = (step: Step, fields: Record<string, unknown>): Step =>
  Object.fromEntries(Object.entries({ ...step, ...fields }).filter(([, value]) => value !== undefined)) as Step;

function Faults({ editor, step }: { editor: Editor; step: string }) {
  const t = useWords('scenarios');
  const say = useFaultSentence();
  const faults = faultsOfStep(editor.faults, step);
  const doubts = faultsOfStep(editor.doubts, step);
  if (faults.length + doubts.length === 0) return null;
  return (
    <Alert
      color={faults.length > 0 ? 'red' : 'yellow'}
      variant="light"
      title={t('faults.onStep')}
      p="sm"
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      <List size="sm" spacing={4}>
        {[...faults, ...doubts].map((fault) => (
          <List.Item key={fault.sentence}>{say(fault)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** The name by which figures and messages know the step. */
function Rename({ editor, step, onSelect }: { editor: Editor; step: string; onSelect: (key: string) => void }) {
  const t = useWords('scenarios');
  const [name, setName] = useState(step);
  const taken = name !== step && Object.hasOwn(editor.draft.steps, name);
  const wrong = taken ? t('panel.nameTaken') : NAME.test(name) ? undefined : t('panel.nameWrong');
  const keep = () => {
    if (name === step || wrong) return;
    editor.change((draft) => renameStep(draft, step, name));
    onSelect(name);
  };
  return (
    <TextInput
      label={t('panel.name')}
      description={t('panel.nameText')}
      value={name}
      error={wrong}
      onChange={({ currentTarget }) => setName(currentTarget.value.toLowerCase())}
      onBlur={keep}
      onKeyDown={({ key }) => key === 'Enter' && keep()}
    />
  );
}
