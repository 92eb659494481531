/** A rule as nested groups of conditions, built by choosing. What it says comes from the server, in a sentence. */
import { ActionIcon, Box, Button, Group, Menu, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useWords } from '../../words.ts';
import { Condition } from './condition.tsx';
import classes from './rule.module.css';
import { fresh, JOINS, type Join, joinOf, kindOf, partsOf, type Rule } from './rule.ts';

type Props = {
  /** A group: see `asGroup`. */
  rule: Rule;
  onChange: (rule: Rule) => void;
  /** What the rule is about, for screen readers. */
  label: string;
};

export function RuleEditor({ rule, onChange, label }: Props) {
  return (
    <Box component="section" aria-label={label}>
      <RuleGroup rule={rule} onChange={onChange} depth={0} />
    </Box>
  );
}

const DEEPEST = 6;

function RuleGroup({ rule, onChange, depth }: Omit<Props, 'label'> & { depth: number }) {
  const t = useWords('rule');
  const join = joinOf(rule) ?? 'all';
  const parts = partsOf(rule);
  const set = (next: Rule[]) => onChange({ [join]: next });
  const change = (at: number) => (next: Rule) => set(parts.map((one, i) => (i === at ? next : one)));
  const remove = (at: number) => () => set(parts.filter((_, i) => i !== at));
  return (
    <Stack gap="xs" className={classes.group} data-join={join} role="group" aria-label={t(`joins.${join}`)}>
      <Group gap="xs">
        <Select
          aria-label={t('join')}
          value={join}
          onChange={(next) => next && onChange({ [next as Join]: parts })}
          data={JOINS.map((one) => ({ value: one, label: t(`joins.${one}`) }))}
          w={300}
          maw="100%"
        />
      </Group>
      {parts.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('empty')}
        </Text>
      )}
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name of their own
        <Group key={at} gap="xs" align="flex-start" wrap="nowrap">
          <Box style={{ flex: 1, minWidth: 0 }}>
            {kindOf(part) === 'group' ? (
              <RuleGroup rule={part} onChange={change(at)} depth={depth + 1} />
            ) : (
              <Group gap="xs" className={classes.condition}>
                <Condition rule={part} onChange={change(at)} />
              </Group>
            )}
          </Box>
          <Tooltip label={t('remove')}>
            <ActionIcon variant="subtle" color="gray" mt={10} aria-label={t('remove')} onClick={remove(at)}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      ))}
      <AddCondition onAdd={(next) => set([...parts, next])} deeper={depth < DEEPEST} />
    </Stack>
  );
}

const OFFERED = ['orders', 'event', 'trait', 'identity', 'permission', 'list', 'segment'] as const;

function AddCondition({ onAdd, deeper }: { onAdd: (rule: Rule) => void; deeper: boolean }) {
  const t = useWords('rule');
  return (
    <Group>
      <Menu position="bottom-start" width={300}>
        <Menu.Target>
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />}>
            {t('add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {OFFERED.map((kind) => (
            <Menu.Item key={kind} onClick={() => onAdd(fresh[kind]())}>
              {t(`kinds.${kind}`)}
            </Menu.Item>
          ))}
          {deeper && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => onAdd(fresh.group())}>{t('kinds.group')}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
