import { Group, Skeleton, Text } from '@mantine/core';
import { Address } from '../../parts/address.tsx';
import { AddressTabs } from '../../parts/address-tabs.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { nameOf } from '../../parts/person-name.ts';
import { usePerson } from '../../queries/people.ts';
import { usePageParams } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { Decisions } from './decisions.tsx';
import { Facts } from './facts.tsx';
import { InScenarios } from './in-scenarios.tsx';
import { Rights } from './rights.tsx';
import { Timeline } from './timeline.tsx';

/** Who is this, what did we say, why did we not say more? */
export function Page() {
  const t = useWords('people');
  const { id = '' } = usePageParams();
  const { data: person, error } = usePerson(id);
  const back = { to: '/people', label: t('title') };
  if (error) {
    return (
      <>
        <PageHeader title={t('title')} back={back} />
        <ErrorNote error={error} />
      </>
    );
  }
  if (!person) return <Skeleton h={240} />;
  const reach = [person.email, person.phone, person.externalId && t('customer', { id: person.externalId })].filter(
    (one): one is string => !!one,
  );
  return (
    <>
      <PageHeader
        title={nameOf(person)}
        text={
          <Group gap="md">
            {reach.map((one) => (
              <Text key={one} component="span">
                <Address value={one} />
              </Text>
            ))}
          </Group>
        }
        back={back}
        actions={<Rights person={person} name={nameOf(person)} />}
      />
      <AddressTabs
        tabs={[
          { key: 'facts', label: t('tabs.facts'), body: <Facts person={person} /> },
          { key: 'timeline', label: t('tabs.timeline'), body: <Timeline person={person.id} /> },
          { key: 'messages', label: t('tabs.messages'), body: <Decisions person={person.id} /> },
          { key: 'scenarios', label: t('tabs.scenarios'), body: <InScenarios person={person.id} /> },
        ]}
      />
    </>
  );
}
