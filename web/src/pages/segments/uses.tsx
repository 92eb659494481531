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
  const { scenarios, campaigns, messages, segments } = data;
  if (scenarios.length + campaigns.length + messages.length + segments.length === 0)
    return <Text c="dimmed">{t('uses.none')}</Text>;
  return (
    <Stack>
      <Named
        title={t('uses.scenarios')}
        below="/scenarios"
        list={scenarios.map(({ published, ...one }) => ({
          ...one,
          inForce: published,
          mark: t(published ? 'uses.live' : 'uses.draft'),
        }))}
      />
      <Named
        title={t('uses.campaigns')}
        below="/campaigns"
        list={campaigns.map(({ planned, ...one }) => ({
          ...one,
          inForce: planned,
          mark: t(planned ? 'uses.planned' : 'uses.draft'),
        }))}
      />
      <Named
        title={t('uses.messages')}
        below="/messages"
        list={messages.map(({ published, ...one }) => ({
          ...one,
          inForce: published,
          mark: t(published ? 'uses.live' : 'uses.draft'),
        }))}
      />
      <Named title={t('uses.segments')} below="/segments" list={segments} />
    </Stack>
  );
}

type Line = { key: string; name: string; inForce?: boolean; mark?: string };

/** Things of one room that ask for it, each with the way to it. */
function Named({ title, below, list }: { title: string; below: string; list: readonly Line[] }) {
  if (list.length === 0) return null;
  return (
    <section>
      <Title order={2} mb="xs">
        {title}
      </Title>
      <List>
        {list.map(({ key, name, inForce, mark }) => (
          <List.Item key={key}>
            <Group gap="xs">
              <Anchor component={Link} style={{ overflowWrap: 'anywhere' }} to={`${below}/${encodeURIComponent(key)}`}>
                {name}
              </Anchor>
              {mark && <StateBadge mood={inForce ? 'good' : 'draft'} label={mark} />}
            </Group>
          </List.Item>
        ))}
      </List>
    </section>
  );
}
