import { Anchor, Group, Loader, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useRuleCount } from '../../queries/segments.ts';
import { useLanguage, useWords } from '../../words.ts';
import { ErrorNote } from '../error-note.tsx';
import { useFormat } from '../figures.tsx';
import { nameOf } from '../person-name.ts';
import { isComplete, type Rule } from './rule.ts';

const PAUSE_MS = 350;

/** How many people a rule names, while it is written: the sentence, the count and some of them. */
export function LiveCount({ rule }: { rule: Rule }) {
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
      {data && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {data.says[language]}
        </Text>
      )}
      {data && data.sample.length > 0 && (
        <Stack gap={2}>
          <Text size="xs" c="dimmed" fw={500}>
            {t('sample')}
          </Text>
          {data.sample.map((person) => (
            <Anchor key={person.id} component={Link} to={`/people/${person.id}`} size="sm">
              {nameOf(person)}
            </Anchor>
          ))}
        </Stack>
      )}
    </Stack>
  );
}
