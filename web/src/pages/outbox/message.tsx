import { Anchor, Grid, Paper, Skeleton } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Facts } from '../../parts/facts.tsx';
import { DateTime } from '../../parts/figures.tsx';
import { MessageFrame } from '../../parts/message-frame.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { type OutboxMessage, useOutboxMessage } from '../../queries/outbox.ts';
import { usePageParams } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { MessageState } from './message-state.tsx';
import { Uncertain } from './uncertain.tsx';

/** One message as its reader has it, and what became of it. */
export function Page() {
  const t = useWords('outbox');
  const { key = '' } = usePageParams();
  const { data, error, refetch } = useOutboxMessage(key);
  const back = { to: '/outbox', label: t('title') };
  if (error) {
    return (
      <>
        <PageHeader title={t('message')} back={back} />
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (!data) return <Skeleton h={480} />;
  const { message } = data;
  return (
    <>
      <PageHeader title={message?.subject || t('message')} back={back} mark={<MessageState message={data} />} />
      <Uncertain message={data} />
      <Grid>
        <Grid.Col span={{ base: 12, md: 8 }}>
          {message ? (
            <MessageFrame html={message.html} text={message.text} subject={message.subject} title={t('message')} />
          ) : (
            <Paper withBorder>
              <EmptyState icon={IconMailOff} title={t('notMadeTitle')} text={t('notMadeText')} />
            </Paper>
          )}
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Paper withBorder p="md">
            <FactsOf data={data} />
          </Paper>
        </Grid.Col>
      </Grid>
    </>
  );
}

const LOCAL = 'local';

function FactsOf({ data }: { data: OutboxMessage }) {
  const t = useWords('outbox');
  const { message } = data;
  // Without a mail server it is kept here, under a number that says nothing.
  const local = data.transport === LOCAL;
  const answer = (said: 'yes' | 'no' | 'unknown' | null) => said && t(`answers.${said}`);
  return (
    <Facts
      facts={[
        {
          label: t('to'),
          value: (
            <Anchor component={Link} to={`/people/${data.personId}`} size="sm">
              {data.address ?? t('thePerson')}
            </Anchor>
          ),
        },
        {
          label: t('from'),
          value: message?.from && [message.from.name, message.from.address].filter(Boolean).join(' · '),
        },
        { label: t('channel'), value: t(`channels.${data.channel}`, { defaultValue: data.channel }) },
        { label: t('class'), value: t(`classes.${data.class}`, { defaultValue: data.class }) },
        { label: t('due'), value: <DateTime value={data.dueAt} /> },
        { label: t('sent'), value: data.sentAt && <DateTime value={data.sentAt} /> },
        { label: t('cameBack'), value: data.outcomeReason },
        { label: t('opened'), value: answer(data.opened) },
        { label: t('clicked'), value: answer(data.clicked) },
        { label: t('by'), value: local ? t('local') : data.transport },
        { label: t('id'), value: !local && data.providerId },
      ]}
    />
  );
}
