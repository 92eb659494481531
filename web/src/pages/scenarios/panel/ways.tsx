import { Select, Stack } from '@mantine/core';
import { useWords } from '../../../words.ts';
import type { Editor } from '../editor.ts';
import { connect, ENTRY, type Port, portsOf, walkOrder } from '../model/draft.ts';
import type { Sentences } from '../sentence.ts';

type Props = { editor: Editor; sentences: Sentences; from: string };

/** Where each way out of a step leads: the connections of the drawing, for the keyboard. */
export function Ways({ editor, sentences, from }: Props) {
  const t = useWords('scenarios');
  const { draft, mayWrite } = editor;
  const step = draft.steps[from];
  const ports: Port[] = from === ENTRY ? [{ port: 'start', to: draft.start ?? null }] : step ? portsOf(step) : [];
  const steps = walkOrder(draft)
    .filter((key) => draft.steps[key])
    .map((key) => ({ value: key, label: `${sentences.stepOf(draft, key)} · ${key}` }));
  const labelOf = (port: string) => {
    if (from === ENTRY) return t('ways.first');
    const name = step ? sentences.port(step, port) : '';
    return name === '' ? t('ways.next') : t('ways.named', { name });
  };
  return (
    <Stack gap="sm">
      {ports.map(({ port, to, optional }) => (
        <Select
          key={port}
          label={labelOf(port)}
          placeholder={optional ? t('ways.optional') : t('ways.nowhere')}
          value={to}
          onChange={(next) => editor.change((now) => connect(now, from, port, next))}
          data={steps}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('ways.clear', { name: labelOf(port) }) }}
          disabled={!mayWrite}
          nothingFoundMessage={t('fields.nothingFound')}
          comboboxProps={{ width: 300, position: 'bottom-end' }}
        />
      ))}
    </Stack>
  );
}
