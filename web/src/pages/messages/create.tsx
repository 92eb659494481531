import { Button, Group, Modal, Radio, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorNote } from '../../parts/error-note.tsx';
import { keyFrom } from '../../parts/key.ts';
import { Failure } from '../../queries/ask.ts';
import { type TemplateDraft, useCreateTemplate } from '../../queries/templates.ts';
import { useLanguage, useWords } from '../../words.ts';
import { languageName } from './languages.ts';
import { START_NAMES, STARTS, type StartName } from './starts/index.ts';

type Kind = TemplateDraft['class'];
const SMS = 'sms';

/** A new message from a starting point: its name is asked first, everything else can be changed later. */
export function Create({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords('messages');
  const { language: own } = useLanguage();
  const navigate = useNavigate();
  const create = useCreateTemplate();
  const [name, setName] = useState('');
  const [start, setStart] = useState<StartName | typeof SMS>('welcome');
  const [kind, setKind] = useState<Kind>(STARTS.welcome.class);
  const [language, setLanguage] = useState<'fr' | 'en'>(own);
  const choose = (next: StartName | typeof SMS) => {
    setStart(next);
    setKind(next === SMS ? 'promotional' : STARTS[next].class);
  };
  const go = async () => {
    const draft = await draftOf(start, language);
    const head = { name: name.trim(), channel: start === SMS ? ('sms' as const) : ('email' as const), class: kind };
    const { key } = await createFree(create.mutateAsync, keyFrom(name, 'message'), { ...head, draft });
    await navigate({ to: `/messages/${encodeURIComponent(key)}` });
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={<Text fw={650}>{t('new')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void go().catch(() => {});
        }}
      >
        <Stack>
          <TextInput
            label={t('name')}
            description={t('nameText')}
            placeholder={t('namePlaceholder')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            maxLength={200}
            required
            data-autofocus
          />
          <Radio.Group label={t('start')} value={start} onChange={(next) => choose(next as StartName)}>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt={4}>
              {[...START_NAMES, SMS].map((one) => (
                <Radio.Card
                  key={one}
                  value={one}
                  p="sm"
                  style={{ display: 'flex', alignItems: 'flex-start' }}
                  aria-label={t(`starts.${one}.name`)}
                >
                  <Group wrap="nowrap" align="flex-start" gap="sm">
                    <Radio.Indicator />
                    <div>
                      <Text size="sm" fw={600}>
                        {t(`starts.${one}.name`)}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {t(`starts.${one}.text`)}
                      </Text>
                    </div>
                  </Group>
                </Radio.Card>
              ))}
            </SimpleGrid>
          </Radio.Group>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <ClassSelect value={kind} onChange={setKind} />
            <Select
              label={t('firstLanguage')}
              data={(['fr', 'en'] as const).map((value) => ({ value, label: languageName(value, t) }))}
              value={language}
              onChange={(next) => setLanguage(next as 'fr' | 'en')}
            />
          </SimpleGrid>
          <ErrorNote error={create.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
              {t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What the law makes of a message: who may get it depends on it. */
export function ClassSelect({ value, onChange }: { value: Kind; onChange: (kind: Kind) => void }) {
  const t = useWords('messages');
  const kinds: Kind[] = ['promotional', 'service', 'transactional'];
  return (
    <Select
      label={t('class')}
      description={t(`classText.${value}`)}
      data={kinds.map((one) => ({ value: one, label: t(`classes.${one}`) }))}
      value={value}
      onChange={(next) => onChange(next as Kind)}
      inputWrapperOrder={['label', 'input', 'description']}
    />
  );
}

async function draftOf(start: StartName | typeof SMS, language: 'fr' | 'en'): Promise<TemplateDraft['draft']> {
  if (start === SMS) {
    const body = { fr: '{{ shop.name }} : votre texte.', en: '{{ shop.name }}: your text.' }[language];
    return { format: 'text', language, body };
  }
  const begin = (await STARTS[start].load())[language];
  return { format: 'mjml', language, ...begin };
}

const MOST_TRIES = 20;

/** A key that is free: the name's own, else with a number behind both, so that the two are told apart where one is chosen. */
export async function createFree(
  create: (given: TemplateDraft & { key: string }) => Promise<{ key: string }>,
  key: string,
  draft: TemplateDraft,
): Promise<{ key: string }> {
  for (let nth = 1; ; nth++) {
    try {
      const name = nth === 1 ? draft.name : `${draft.name} (${nth})`;
      return await create({ ...draft, name, key: nth === 1 ? key : `${key}-${nth}` });
    } catch (error) {
      const taken = error instanceof Failure && error.code === 'TEMPLATE_EXISTS';
      if (!taken || nth === MOST_TRIES) throw error;
    }
  }
}
