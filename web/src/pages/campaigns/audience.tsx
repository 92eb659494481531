import { Box, Button, Group, MultiSelect, Stack, Text, Title } from '@mantine/core';
import { IconFilterPlus } from '@tabler/icons-react';
import { Card } from '../../parts/card.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { LiveCount } from '../../parts/rule/live-count.tsx';
import { asGroup, isComplete, type Rule } from '../../parts/rule/rule.ts';
import { RuleEditor } from '../../parts/rule/rule-editor.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useSegments } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';
import type { Draft } from './plan.ts';

type Props = { to: Draft['to']; onChange: (to: Draft['to']) => void };

/** Who gets it: segments, conditions beside them, and who is left out. */
export function Audience({ to, onChange }: Props) {
  const t = useWords('campaigns');
  const { number } = useFormat();
  const segments = itemsOf(useSegments());
  const data = segments.map(({ key, name, people }) => ({ value: key, label: `${name} (${number(people)})` }));
  const known = (keys: string[]) => [
    ...data,
    // A segment that was put away stays named, so that it can be taken out.
    ...keys.filter((key) => !segments.some((one) => one.key === key)).map((key) => ({ value: key, label: key })),
  ];
  return (
    <Card title={t('to.title')} text={t('to.text')}>
      <Stack gap="md">
        <MultiSelect
          label={t('to.segments')}
          placeholder={to.segments.length === 0 ? t('to.choose') : undefined}
          data={known(to.segments)}
          value={to.segments}
          onChange={(next) => onChange({ ...to, segments: next })}
          searchable
          nothingFoundMessage={t('to.noSegment')}
        />
        <Conditions to={to} onChange={onChange} />
        <MultiSelect
          label={t('to.except')}
          description={t('to.exceptText')}
          placeholder={to.except.length === 0 ? t('to.nobody') : undefined}
          data={known(to.except)}
          value={to.except}
          onChange={(next) => onChange({ ...to, except: next })}
          searchable
          nothingFoundMessage={t('to.noSegment')}
        />
        <Count to={to} />
      </Stack>
    </Card>
  );
}

/** Conditions of its own, beside the segments; opened by who wants them. */
function Conditions({ to, onChange }: Props) {
  const t = useWords('campaigns');
  if (to.rule === undefined)
    return (
      <Group>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconFilterPlus size={14} aria-hidden />}
          onClick={() => onChange({ ...to, rule: asGroup(undefined) })}
        >
          {t('to.addRule')}
        </Button>
      </Group>
    );
  const { rule, ...rest } = to;
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={500}>
          {t('to.rule')}
        </Text>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(rest)}>
          {t('to.removeRule')}
        </Button>
      </Group>
      <RuleEditor
        rule={asGroup(rule as Rule)}
        onChange={(next) => onChange({ ...to, rule: next })}
        label={t('to.rule')}
      />
    </div>
  );
}

/** Room for a count and the way to the people: the fields below stay where they are when it arrives. */
const COUNT_HEIGHT = 98;

/** How many that names, before consent and addresses are asked. */
function Count({ to }: { to: Draft['to'] }) {
  const t = useWords('campaigns');
  const rule = ruleOf(to);
  return (
    <Box mih={COUNT_HEIGHT}>
      <Title order={3} fz="sm" mb={4}>
        {t('to.howMany')}
      </Title>
      {rule === null ? (
        <Text size="sm" c="dimmed">
          {t('to.notYet')}
        </Text>
      ) : (
        <LiveCount rule={rule} folded />
      )}
    </Box>
  );
}

/** The audience as one rule; null while it names nobody. */
function ruleOf({ segments, except, rule }: Draft['to']): Rule | null {
  const own = rule !== undefined && isComplete(rule as Rule) ? [rule as Rule] : [];
  const any = [...segments.map((segment) => ({ segment }) as Rule), ...own];
  if (any.length === 0) return null;
  if (except.length === 0) return { any } as Rule;
  return { all: [{ any }, { none: except.map((segment) => ({ segment })) }] } as unknown as Rule;
}
