import { Anchor, Group, List, Progress, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useKeys } from '../../queries/keys.ts';
import { useMay } from '../../queries/session.ts';
import { useSettings } from '../../queries/settings.ts';
import { useStats } from '../../queries/stats.ts';
import { useTemplates } from '../../queries/templates.ts';
import { pages } from '../../registry.ts';
import { useWords } from '../../words.ts';

type Step = { key: string; to: string; done: boolean };

/** The way from an empty installation to the first message, by what is done already. Gone when all of it is. */
export function FirstSteps() {
  const t = useWords('home');
  const { share } = useFormat();
  const steps = useSteps();
  if (steps === null || steps.every(({ done }) => done)) return null;
  const done = steps.filter((step) => step.done).length;
  return (
    <Card
      title={t('steps.title')}
      text={t('steps.text')}
      aside={
        <Text size="sm" c="dimmed">
          {t('steps.done', { done, of: steps.length })}
        </Text>
      }
    >
      <Progress value={(100 * done) / steps.length} color="teal" mb="md" aria-label={share(done / steps.length)} />
      <List spacing="sm" listStyleType="none" styles={{ itemWrapper: { alignItems: 'flex-start' } }}>
        {steps.map((step) => (
          <List.Item key={step.key} icon={<Tick done={step.done} />}>
            <StepText step={step} />
          </List.Item>
        ))}
      </List>
    </Card>
  );
}

function Tick({ done }: { done: boolean }) {
  const t = useWords('home');
  const Icon = done ? IconCheck : IconCircle;
  return (
    <ThemeIcon size={22} radius="xl" variant={done ? 'filled' : 'transparent'} color={done ? 'teal' : 'gray'}>
      <Icon size={16} role="img" aria-label={done ? t('steps.isDone') : t('steps.isOpen')} />
    </ThemeIcon>
  );
}

function StepText({ step: { key, to, done } }: { step: Step }) {
  const t = useWords('home');
  if (done)
    return (
      <Text size="sm" c="dimmed">
        {t(`steps.${key}.title`)}
      </Text>
    );
  return (
    <Group gap={0} style={{ flexDirection: 'column', alignItems: 'flex-start' }}>
      {/* A step whose page is not there for this role is told, not offered. */}
      {pages.some(({ path }) => path === to) ? (
        <Anchor component={Link} to={to} size="sm" fw={600}>
          {t(`steps.${key}.title`)}
        </Anchor>
      ) : (
        <Text size="sm" fw={600}>
          {t(`steps.${key}.title`)}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {t(`steps.${key}.text`)}
      </Text>
    </Group>
  );
}

/** What a first message needs, in the order in which one gets there; null until all is known. */
function useSteps(): Step[] | null {
  const may = useMay();
  const settings = useSettings();
  const keys = useKeys(may('keys.read'));
  const { data: stats } = useStats();
  const templates = useTemplates({ limit: 1 });
  if (!settings.isSuccess || !templates.isSuccess || !stats || (may('keys.read') && !keys.isSuccess)) return null;
  const values = new Map(itemsOf(settings).map(({ key, value }) => [key, value]));
  const given = (...names: string[]) => names.every((name) => values.get(name) !== '');
  const sent = Object.values(stats.outbox).reduce((all, count) => all + count, 0);
  const steps = [
    { key: 'shop', to: '/settings', done: given('shop.name', 'shop.url', 'shop.postalAddress') },
    { key: 'sender', to: '/settings', done: given('delivery.senderAddress') },
    { key: 'people', to: '/imports', done: stats.people > 0 },
    { key: 'site', to: '/settings/keys', done: itemsOf(keys).some(({ revokedAt }) => revokedAt === null) },
    { key: 'segment', to: '/segments', done: stats.segments > 0 },
    { key: 'write', to: '/messages', done: itemsOf(templates).length > 0 },
    { key: 'scenario', to: '/scenarios', done: stats.scenarios > 0 },
    { key: 'message', to: '/outbox', done: sent > 0 },
  ];
  return steps.filter(({ key }) => key !== 'site' || may('keys.read'));
}
