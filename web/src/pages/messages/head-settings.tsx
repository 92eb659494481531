import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { NameInput } from '../../parts/name-input.tsx';
import { PURPOSES, useNames } from '../../parts/names.ts';
import { useWords } from '../../words.ts';
import { ClassSelect } from './create.tsx';
import type { useDraft } from './use-draft.ts';

type Props = { opened: boolean; onClose: () => void; draft: ReturnType<typeof useDraft> };

/** What a message is called, what it is for the law, and who it seems to come from. Saved like everything else. */
export function HeadSettings({ opened, onClose, draft: { draft, change } }: Props) {
  const t = useWords('messages');
  const { purpose: purposeOf } = useNames();
  const { draft: source } = draft;
  const put = (name: 'fromName' | 'replyTo', value: string) =>
    change({ draft: { ...source, [name]: value === '' ? undefined : value } });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<Text fw={650}>{t('head.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <TextInput
          label={t('name')}
          value={draft.name}
          onChange={({ currentTarget }) => currentTarget.value && change({ name: currentTarget.value })}
          maxLength={200}
          required
        />
        <ClassSelect value={draft.class} onChange={(kind) => change({ class: kind })} />
        <NameInput
          label={t('head.purpose')}
          description={t('head.purposeText')}
          names={PURPOSES}
          nameOf={purposeOf}
          value={draft.purpose ?? ''}
          onChange={(purpose) => purpose.trim() && change({ purpose })}
        />
        {draft.channel === 'email' && (
          <>
            <TextInput
              label={t('head.fromName')}
              description={t('head.fromNameText')}
              value={source.fromName ?? ''}
              onChange={({ currentTarget }) => put('fromName', currentTarget.value)}
              inputWrapperOrder={['label', 'input', 'description']}
            />
            <TextInput
              label={t('head.replyTo')}
              value={source.replyTo ?? ''}
              onChange={({ currentTarget }) => put('replyTo', currentTarget.value)}
            />
          </>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('close')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
