import { Anchor, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Card } from '../../parts/card.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { Num, useFormat } from '../../parts/figures.tsx';
import { StatCard } from '../../parts/stat-card.tsx';
import { type Form, useFormResults, useFormSnippets } from '../../queries/forms.ts';
import { useWords } from '../../words.ts';

/** Where the form stands: its address, what to put into a page of the shop, and what it brought. */
export function OnTheSite({ form: { key, publishedVersion } }: { form: Form }) {
  const t = useWords('forms');
  const { share } = useFormat();
  const online = publishedVersion !== null;
  const { data: snippets } = useFormSnippets(key, online);
  const { data: results } = useFormResults(key, online);
  if (!online)
    return (
      <Card title={t('site.title')}>
        <Text size="sm" c="dimmed">
          {t('site.notYet')}
        </Text>
      </Card>
    );
  const { shown = 0, asked = 0, confirmed = 0 } = results?.total ?? {};
  const part = (of: number, all: number) => (all > 0 ? share(of / all) : undefined);
  return (
    <>
      <Card title={t('results.title')} text={t('results.text')}>
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <StatCard label={t('results.shown')} value={<Num value={shown} />} />
          <StatCard label={t('results.asked')} value={<Num value={asked} />} note={part(asked, shown)} />
          <StatCard label={t('confirmed')} value={<Num value={confirmed} />} note={part(confirmed, asked)} />
        </SimpleGrid>
      </Card>
      {snippets && (
        <Card title={t('site.title')} text={t('site.text')}>
          <Stack gap="sm">
            <Text size="sm">
              <Anchor href={snippets.url} target="_blank" rel="noreferrer">
                {snippets.url} <IconExternalLink size={14} aria-label={t('site.newTab')} />
              </Anchor>
            </Text>
            <CopyText block label={t('site.script')} text={snippets.script} />
            <CopyText block label={t('site.iframe')} text={snippets.iframe} />
            <CopyText block label={t('site.html')} text={snippets.html} />
          </Stack>
        </Card>
      )}
    </>
  );
}
