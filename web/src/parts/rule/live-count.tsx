import { Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useRuleCount } from '../../queries/segments.ts';
import { useLanguage, useWords } from '../../words.ts';
import { ErrorNote } from '../error-note.tsx';
import { useFormat } from '../figures.tsx';
import { nameOf } from '../person-name.ts';
import { isComplete, type Rule } from './rule.ts';

const PAUSE_MS = 350;

type Props = {
  rule: Rule;
  /** The figure alone, some of the people on request: what stands below must not move while it is filled in. */
  folded?: boolean;
};

/** How many people a rule names, while it is written: the sentence, the count and some of them. */
export function LiveCount({ rule, folded = false }: Props) {
  const t = useWords('rule');
  const { language } = useLanguage();
  const { number } = useFormat();
  const [asked] = useDebouncedValue(rule, PAUSE_MS);
  const whole = isComplete(asked);
  const { data, error, isFetching } = useRuleCount(whole ? asked : null);
  if (!whole)
    return (
      <Text size="sm" c="dimmed">
        {t('notYet')}
      </Text>
    );
  return (
    <Stack gap="sm" aria-busy={isFetching}>
      <Group gap="xs" role="status">
        <Text fz={32} fw={650} lh={1.1}>
          {data ? `${data.estimate ? '≈ ' : ''}${number(data.count)}` : '…'}
        </Text>
        <Text c="dimmed">{t('people', { count: data?.count ?? 0 })}</Text>
        {isFetching && <Loader size="xs" />}
      </Group>
      {data?.estimate && (
        <Text size="xs" c="dimmed">
          {data.estimate.says[language]}
        </Text>
      )}
      <ErrorNote error={error} />
      {data && !folded && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {data.says[language]}
        </Text>
      )}
      {data && <Some people={data.sample} folded={folded} />}
    </Stack>
  );
}

type Sample = NonNullable<ReturnType<typeof useRuleCount>['data']>['sample'];

/** Some of those who are named, each with the way to their page. */
function Some({ people, folded }: { people: Sample; folded: boolean }) {
  const t = useWords('rule');
  const [opened, setOpened] = useState(!folded);
  if (people.length === 0) return null;
  if (!opened)
    return (
      <Group>
        <Button variant="default" size="compact-sm" onClick={() => setOpened(true)}>
          {t('showSample')}
        </Button>
      </Group>
    );
  return (
    <Stack gap={2}>
      <Text size="xs" c="dimmed" fw={500}>
        {t('sample')}
      </Text>
      {people.map((person) => (
        <Anchor key={person.id} component={Link} to={`/people/${person.id}`} size="sm">
          {nameOf(person)}
        </Anchor>
      ))}
    </Stack>
  );
}
