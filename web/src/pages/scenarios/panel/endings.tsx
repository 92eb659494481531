import { ActionIcon, Button, Group, Paper, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useWords } from '../../../words.ts';
import type { Ending } from '../model/draft.ts';
import { Name } from './fields.tsx';
import { RuleField } from './rule-field.tsx';
import { WhereField } from './where-field.tsx';

type Props = { label: string; ending: Ending; onChange: (ending: Ending) => void; onRemove: () => void };

/** What ends an entry: an event of the person, or a rule that holds. */
function EndingField({ label, ending, onChange, onRemove }: Props) {
  const t = useWords('scenarios');
  const byEvent = 'event' in ending;
  return (
    <Paper withBorder p="sm" role="group" aria-label={label}>
      <Group gap="xs" mb="sm" wrap="nowrap">
        <Select
          aria-label={t('endings.how', { label })}
          value={byEvent ? 'event' : 'rule'}
          onChange={(next) => onChange(next === 'event' ? { event: '' } : { rule: undefined })}
          data={[
            { value: 'event', label: t('endings.byEvent') },
            { value: 'rule', label: t('endings.byRule') },
          ]}
          style={{ flex: 1 }}
        />
        <Tooltip label={t('endings.remove', { label })}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('endings.remove', { label })} onClick={onRemove}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {byEvent ? (
        <Stack gap="sm">
          <Name
            label={t('fields.event')}
            value={ending.event}
            onChange={(event) => onChange({ ...ending, event })}
            from={{ of: 'events' }}
          />
          <WhereField
            label={t('fields.where')}
            event={ending.event}
            where={ending.where}
            onChange={(where) => {
              const { where: _, ...rest } = ending;
              onChange(where === undefined ? rest : { ...rest, where });
            }}
          />
        </Stack>
      ) : (
        <RuleField
          label={t('endings.ruleLabel', { label })}
          rule={ending.rule}
          onChange={(rule) => onChange({ rule })}
        />
      )}
    </Paper>
  );
}

export function Goal({ goal, onChange }: { goal: Ending | undefined; onChange: (goal: Ending | undefined) => void }) {
  const t = useWords('scenarios');
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('panel.goalText')}
      </Text>
      {goal ? (
        <EndingField label={t('panel.goal')} ending={goal} onChange={onChange} onRemove={() => onChange(undefined)} />
      ) : (
        <Add label={t('panel.addGoal')} onAdd={() => onChange({ event: '' })} />
      )}
    </Stack>
  );
}

export function Exits({ exits, onChange }: { exits: readonly Ending[]; onChange: (exits: Ending[]) => void }) {
  const t = useWords('scenarios');
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('panel.exitsText')}
      </Text>
      {exits.map((ending, at) => (
        <EndingField
          // biome-ignore lint/suspicious/noArrayIndexKey: an exit has no name of its own
          key={at}
          label={t('panel.exit', { number: at + 1 })}
          ending={ending}
          onChange={(next) => onChange(exits.map((one, i) => (i === at ? next : one)))}
          onRemove={() => onChange(exits.filter((_, i) => i !== at))}
        />
      ))}
      <Add label={t('panel.addExit')} onAdd={() => onChange([...exits, { event: '' }])} />
    </Stack>
  );
}

function Add({ label, onAdd }: { label: string; onAdd: () => void }) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={onAdd}
      w="fit-content"
    >
      {label}
    </Button>
  );
}
