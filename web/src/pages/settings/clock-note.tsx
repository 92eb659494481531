import { Paper, Text, Title } from '@mantine/core';
import { useFormat } from '../../parts/figures.tsx';
import { useClock } from '../../queries/clock.ts';
import { useWords } from '../../words.ts';

/** What time it is for the rules. */
export function ClockNote() {
  const t = useWords('settings');
  const { data: clock } = useClock();
  const { moment, timeZone } = useFormat();
  if (!clock) return null;
  return (
    <section aria-labelledby="group-clock">
      <Title order={2} id="group-clock" mb="sm">
        {t('clock.title')}
      </Title>
      <Paper withBorder p="md">
        <Text size="sm">{t('clock.now', { moment: moment(clock.now), timeZone })}</Text>
        <Text size="sm" c="dimmed" mt={4}>
          {clock.movable ? t('clock.movable') : t('clock.live')}
        </Text>
      </Paper>
    </section>
  );
}
