import { Group, Progress, Stack, Text } from '@mantine/core';
import { Num, useFormat } from './figures.tsx';

type Props = {
  label: string;
  done: number;
  /** Unknown for a job that does not know its size. */
  of: number | null;
  /** What is done in words, where the number says little to people. */
  told?: string;
};

/** How far a long job is. The job runs on the server: the page can be left and comes back to where it is. */
export function JobProgress({ label, done, of, told }: Props) {
  const { share } = useFormat();
  const part = of === null || of === 0 ? null : Math.min(1, done / of);
  return (
    <Stack gap={4} role="status">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{label}</Text>
        <Text size="sm" c="dimmed">
          {told ?? <Num value={done} />}
          {part !== null && `${told === '' ? '' : ' · '}${share(part)}`}
        </Text>
      </Group>
      <Progress value={part === null ? 100 : part * 100} animated={part === null} aria-label={label} />
    </Stack>
  );
}
