/** Forms of the steps that send people on several ways. */
import { ActionIcon, Button, Group, Paper, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { NumberField } from '../../../../parts/number-field.tsx';
import { useWords } from '../../../../words.ts';
import { sharesOf } from '../../sentence.ts';
import { RuleField } from '../rule-field.tsx';
import { WhereField } from '../where-field.tsx';
import type { FormProps } from './form.ts';

type Path = { name?: string; when?: unknown; context?: unknown; weight?: number; next?: string };
const pathsOf = (step: FormProps['step']) => (Array.isArray(step.paths) ? (step.paths as Path[]) : []);

/** A field that is taken away when it is undefined. */
const withField = (path: Path, fields: Partial<Path>): Path =>
  Object.fromEntries(Object.entries({ ...path, ...fields }).filter(([, value]) => value !== undefined));

/** Paths one below the other; each can be changed, taken out, and a branch's asked earlier. */
function Paths({
  step,
  set,
  least,
  fresh,
  fields,
}: FormProps & {
  least: number;
  fresh: Path;
  fields: (path: Path, change: (fields: Partial<Path>) => void, at: number) => ReactNode;
}) {
  const t = useWords('scenarios');
  const paths = pathsOf(step);
  const earlier = (at: number) =>
    set({ paths: [...paths.slice(0, at - 1), paths[at], paths[at - 1], ...paths.slice(at + 1)] });
  return (
    <Stack gap="sm">
      {paths.map((path, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a path has no name of its own
        <Paper key={at} withBorder p="sm" role="group" aria-label={t('fields.path', { number: at + 1 })}>
          <Group justify="space-between" mb={6}>
            <Text size="sm" fw={600}>
              {t('fields.path', { number: at + 1 })}
            </Text>
            <Group gap={2}>
              {at > 0 && <Small label={t('fields.earlier')} icon={IconArrowUp} work={() => earlier(at)} />}
              {paths.length > least && (
                <Small
                  label={t('fields.removePath', { number: at + 1 })}
                  icon={IconTrash}
                  work={() => set({ paths: paths.filter((_, i) => i !== at) })}
                />
              )}
            </Group>
          </Group>
          {fields(path, (given) => set({ paths: paths.map((one, i) => (i === at ? withField(one, given) : one)) }), at)}
        </Paper>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set({ paths: [...paths, fresh] })}
      >
        {t('fields.addPath')}
      </Button>
    </Stack>
  );
}

function Small({ label, icon: Icon, work }: { label: string; icon: typeof IconTrash; work: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={work}>
        <Icon size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** The first condition that holds is taken. */
export function BranchForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('fields.branchText')}
      </Text>
      <Paths
        step={step}
        set={set}
        least={1}
        fresh={{}}
        fields={(path, change) => (
          <Stack gap="sm">
            <TextInput
              label={t('fields.pathName')}
              value={path.name ?? ''}
              onChange={({ currentTarget }) => change({ name: currentTarget.value || undefined })}
            />
            <RuleField label={t('fields.when')} rule={path.when} onChange={(when) => change({ when })} optional />
            <WhereField
              label={t('fields.context')}
              event=""
              where={path.context}
              onChange={(context) => change({ context })}
            />
          </Stack>
        )}
      />
    </Stack>
  );
}

export function SplitForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  const shares = sharesOf(step, t);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('fields.splitText')}
      </Text>
      <Paths
        step={step}
        set={set}
        least={2}
        fresh={{ weight: 50 }}
        fields={(path, change, at) => (
          <Group gap="xs" align="flex-end">
            <TextInput
              label={t('fields.pathName')}
              value={path.name ?? ''}
              onChange={({ currentTarget }) => change({ name: currentTarget.value || undefined })}
              style={{ flex: 1 }}
            />
            <NumberField
              label={t('fields.weight')}
              value={path.weight ?? 0}
              onChange={(weight) => weight >= 0 && change({ weight })}
              min={0}
              w={84}
            />
            <Text size="sm" c="dimmed" pb={8}>
              {shares[at]}
            </Text>
          </Group>
        )}
      />
    </Stack>
  );
}

/** Parallel paths are only ways. */
export function ParallelForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  const paths = (step.paths ?? []) as string[];
  const most = 10;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('fields.parallelText')}
      </Text>
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={paths.length >= most}
          onClick={() => set({ paths: [...paths, ''] })}
        >
          {t('fields.addPath')}
        </Button>
        {paths.length > 2 && (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => set({ paths: paths.slice(0, -1) })}>
            {t('fields.removePath', { number: paths.length })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
