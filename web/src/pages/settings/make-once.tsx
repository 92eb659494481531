import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import type { AccountRole } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { FRAME, useWords } from '../../words.ts';

export const ROLES = ['admin', 'marketer', 'analyst'] as const satisfies readonly AccountRole[];

type Props = {
  title: string;
  opened: boolean;
  onClose: () => void;
  onSend: () => void;
  /** The request that makes it. */
  request: { error: unknown; isPending: boolean };
  verb: string;
  /** Once it is made: it is shown this time and never again. */
  made: { title: string; text: string; secret: string } | null;
  children: ReactNode;
};

/** Asks for what is needed to make a link or a key, and then shows it once. */
export function MakeOnce({ title, opened, onClose, onSend, request, verb, made, children }: Props) {
  const frame = useWords(FRAME);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<Text fw={650}>{title}</Text>}
      closeButtonProps={{ 'aria-label': frame('close') }}
    >
      {made ? (
        <Stack>
          <ShownOnce {...made} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{frame('close')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={send}>
          <Stack>
            {children}
            <ErrorNote error={request.error} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {frame('cancel')}
              </Button>
              <Button type="submit" loading={request.isPending}>
                {verb}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

type RoleProps = { label: string; role: AccountRole; onChange: (role: AccountRole) => void };

/** A role, with what it may do. */
export function RoleSelect({ label, role, onChange }: RoleProps) {
  const t = useWords('settings');
  const frame = useWords(FRAME);
  return (
    <Select
      label={label}
      description={t(`accounts.may.${role}`)}
      data={ROLES.map((one) => ({ value: one, label: frame(`roles.${one}`) }))}
      value={role}
      onChange={(next) => next && onChange(next as AccountRole)}
    />
  );
}
