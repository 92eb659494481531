import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ScenarioExample } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { plainKey } from '../../parts/key.ts';
import { isTaken, useExamples, useMakeScenario } from '../../queries/scenarios.ts';
import { useLanguage, useWords } from '../../words.ts';

const EMPTY = 'empty';
const LONGEST_KEY = 60;

/** A new scenario, empty or from an example: a name, and the drawing opens. */
export function Start({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords('scenarios');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('start.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Choose onClose={onClose} />
    </Modal>
  );
}

function Choose({ onClose }: { onClose: () => void }) {
  const t = useWords('scenarios');
  const { language } = useLanguage();
  const { data } = useExamples();
  const make = useMakeScenario();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(EMPTY);
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const example = data?.items.find(({ key }) => key === chosen);
  const name = typed ?? example?.says[language].name ?? '';
  const create = async () => {
    setError(null);
    try {
      const { key, number } = await freeKey(name);
      const told = number === 1 ? name.trim() : `${name.trim()} (${number})`;
      await make.mutateAsync({ ...draftOf(example, language), key, name: told });
      await navigate({ to: `/scenarios/${key}` });
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <Stack gap="md">
        <Radio.Group value={chosen} onChange={setChosen} label={t('start.from')}>
          <Stack gap="xs" mt={6}>
            <Choice value={EMPTY} name={t('start.empty')} text={t('start.emptyText')} />
            {data?.items.map(({ key, says }) => (
              <Choice key={key} value={key} name={says[language].name} text={says[language].description} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label={t('fields.scenarioName')}
          placeholder={t('start.namePlaceholder')}
          value={name}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          maxLength={200}
          required
        />
        <ErrorNote error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''} loading={make.isPending}>
            {t('start.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Choice({ value, name, text }: { value: string; name: string; text: string }) {
  return (
    <Radio.Card value={value} p="sm" radius="md" aria-label={name}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={2} />
        <div>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  );
}

/** The example's graph under the words of the reader; without one nothing is drawn yet. */
function draftOf(example: ScenarioExample | undefined, language: 'fr' | 'en') {
  if (!example) return { triggers: [], reentry: { kind: 'never' }, steps: {} };
  return { ...example.definition, description: example.says[language].description };
}

/** A key out of a name, under which nothing is kept yet, and which one of that name it is. */
async function freeKey(name: string): Promise<{ key: string; number: number }> {
  const wanted = plainKey(name, LONGEST_KEY) || 'scenario';
  for (let number = 1; ; number++) {
    const key = number === 1 ? wanted : `${wanted}-${number}`;
    if (!(await isTaken(key))) return { key, number };
  }
}
