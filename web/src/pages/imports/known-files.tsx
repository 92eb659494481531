import { Accordion, List, Text } from '@mantine/core';
import { useImportKinds } from '../../queries/imports.ts';
import { useWords } from '../../words.ts';

/** Which files fit: exports of shops that are known by their columns, and everything else. */
export function KnownFiles() {
  const t = useWords('imports');
  const { data: known } = useImportKinds();
  if (!known) return null;
  return (
    <Accordion variant="contained" mb="lg" order={2}>
      <Accordion.Item value="known">
        <Accordion.Control>{t('known.title')}</Accordion.Control>
        <Accordion.Panel>
          <Text size="sm">{t('known.shops')}</Text>
          <List size="sm" my="xs">
            {known.layouts.map(({ name, kind }) => (
              <List.Item key={name}>
                {name} — {t(`kinds.${kind}`)}
              </List.Item>
            ))}
          </List>
          <Text size="sm">{t('known.others')}</Text>
          <Text size="sm" mt="xs">
            {t('known.again')}
          </Text>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
