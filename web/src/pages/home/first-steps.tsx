import { Anchor, Group, List, Progress, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Right } from '../../../../src/api/contract.ts';
import { Card } from '../../parts/card.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useKeys } from '../../queries/keys.ts';
import { useChannels } from '../../queries/sending.ts';
import { useMay } from '../../queries/session.ts';
import { useSettings } from '../../queries/settings.ts';
import { useStats } from '../../queries/stats.ts';
import { useTemplates } from '../../queries/templates.ts';
import { useWords } from '../../words.ts';

type Step = { key: string; to: string; hash?: string; right: Right; done: boolean };

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

function StepText({ step: { key, to, hash, done } }: { step: Step }) {
  const t = useWords('home');
  if (done)
    return (
      <Text size="sm" c="dimmed">
        {t(`steps.${key}.title`)}
      </Text>
    );
  return (
    <Group gap={0} style={{ flexDirection: 'column', alignItems: 'flex-start' }}>
      <Anchor component={Link} to={to} hash={hash} size="sm" fw={600}>
        {t(`steps.${key}.title`)}
      </Anchor>
      <Text size="xs" c="dimmed">
        {t(`steps.${key}.text`)}
      </Text>
    </Group>
  );
}

/**
 * What a first message needs, in the order in which one gets there, as far as it is for this role to do; null until all is known. The mail
 * server comes last: until then messages are read here.
 */
function useSteps(): Step[] | null {
  const may = useMay();
  const settings = useSettings();
  const keys = useKeys(may('keys.read'));
  const channels = useChannels();
  const { data: stats } = useStats();
  const templates = useTemplates({ limit: 1 });
  const known = [settings, templates, channels].every(({ isSuccess }) => isSuccess);
  if (!known || !stats || (may('keys.read') && !keys.isSuccess)) return null;
  const values = new Map(itemsOf(settings).map(({ key, value }) => [key, value]));
  const given = (...names: string[]) => names.every((name) => values.get(name) !== '');
  const sent = Object.values(stats.outbox).reduce((all, count) => all + count, 0);
  const mail = itemsOf(channels).some(({ kind, connected }) => kind === 'email' && connected);
  const hasKey = itemsOf(keys).some(({ revokedAt }) => revokedAt === null);
  const shop = given('shop.name', 'shop.url', 'shop.postalAddress');
  const sender = given('delivery.senderAddress');
  const steps: Step[] = [
    { key: 'shop', to: '/settings', right: 'settings.write', done: shop },
    { key: 'sender', to: '/settings', hash: 'group-delivery', right: 'settings.write', done: sender },
    { key: 'people', to: '/imports', right: 'imports.write', done: stats.people > 0 },
    { key: 'site', to: '/settings/keys', right: 'keys.write', done: hasKey },
    { key: 'segment', to: '/segments', right: 'segments.write', done: stats.segments > 0 },
    { key: 'write', to: '/messages', right: 'templates.write', done: itemsOf(templates).length > 0 },
    { key: 'scenario', to: '/scenarios', right: 'scenarios.write', done: stats.scenarios > 0 },
    { key: 'message', to: '/outbox', right: 'scenarios.run', done: sent > 0 },
    { key: 'server', to: '/settings/channels', right: 'providers.write', done: mail },
  ];
  return steps.filter(({ right }) => may(right));
}
