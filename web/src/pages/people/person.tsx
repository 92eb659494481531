import { Group, Skeleton, Tabs, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { ErrorNote } from '../../parts/error-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { usePerson } from '../../queries/people.ts';
import { usePageParams, usePageSearch } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { Decisions } from './decisions.tsx';
import { Facts } from './facts.tsx';
import { InScenarios } from './in-scenarios.tsx';
import { Rights } from './rights.tsx';
import { Timeline } from './timeline.tsx';

const TABS = ['facts', 'timeline', 'messages', 'scenarios'] as const;

/** Who is this, what did we say, why did we not say more? */
export function Page() {
  const t = useWords('people');
  const navigate = useNavigate();
  const { id = '' } = usePageParams();
  const { tab = 'facts' } = usePageSearch();
  const { data: person, error } = usePerson(id);
  if (error) return <ErrorNote error={error} />;
  if (!person) return <Skeleton h={240} />;
  const reach = [person.email, person.phone, person.externalId && t('customer', { id: person.externalId })].filter(
    Boolean,
  );
  const open = (next: string | null) =>
    void navigate({
      to: `/people/${id}`,
      search: (next === 'facts' || !next ? {} : { tab: next }) as never,
      replace: true,
    });
  return (
    <>
      <PageHeader
        title={nameOf(person)}
        text={
          <Group gap="md">
            {reach.map((one) => (
              <Text key={one} component="span">
                {one}
              </Text>
            ))}
          </Group>
        }
        back={{ to: '/people', label: t('title') }}
        actions={<Rights person={person} name={nameOf(person)} />}
      />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="facts">
          <Facts person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline">
          <Timeline person={person.id} />
        </Tabs.Panel>
        <Tabs.Panel value="messages">
          <Decisions person={person.id} />
        </Tabs.Panel>
        <Tabs.Panel value="scenarios">
          <InScenarios person={person.id} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
