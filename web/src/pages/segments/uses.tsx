import { Anchor, Group, List, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ErrorNote } from '../../parts/error-note.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { useSegmentUses } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';

/** Where a segment is asked for: what a change of it changes. */
export function Uses({ segment }: { segment: string }) {
  const t = useWords('segments');
  const { data, error } = useSegmentUses(segment);
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Skeleton h={80} />;
  if (data.segments.length + data.scenarios.length === 0) return <Text c="dimmed">{t('uses.none')}</Text>;
  return (
    <Stack>
      {data.scenarios.length > 0 && (
        <section>
          <Title order={2} mb="xs">
            {t('uses.scenarios')}
          </Title>
          <List>
            {data.scenarios.map(({ key, name, published }) => (
              <List.Item key={key}>
                <Group gap="xs">
                  <Anchor
                    component={Link}
                    style={{ overflowWrap: 'anywhere' }}
                    to={`/scenarios/${encodeURIComponent(key)}`}
                  >
                    {name}
                  </Anchor>
                  <StateBadge
                    mood={published ? 'good' : 'draft'}
                    label={published ? t('uses.live') : t('uses.draft')}
                  />
                </Group>
              </List.Item>
            ))}
          </List>
        </section>
      )}
      {data.segments.length > 0 && (
        <section>
          <Title order={2} mb="xs">
            {t('uses.segments')}
          </Title>
          <List>
            {data.segments.map(({ key, name }) => (
              <List.Item key={key}>
                <Anchor
                  component={Link}
                  style={{ overflowWrap: 'anywhere' }}
                  to={`/segments/${encodeURIComponent(key)}`}
                >
                  {name}
                </Anchor>
              </List.Item>
            ))}
          </List>
        </section>
      )}
    </Stack>
  );
}
