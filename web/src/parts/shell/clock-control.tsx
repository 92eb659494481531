import { Button, Menu, Text } from '@mantine/core';
import { IconClockPlay } from '@tabler/icons-react';
import { useClock, useMoveClock } from '../../queries/clock.ts';
import { useMay } from '../../queries/session.ts';
import { FRAME, useWords } from '../../words.ts';
import { useFormat } from '../figures.tsx';
import { useTell, useTellFailure } from '../tell.ts';

/** How far one can go at once. */
const STEPS = ['PT1H', 'P1D', 'P7D', 'P30D'] as const;

/** On a server whose clock is moved by hand: what time it is there, and the way to move it. Elsewhere nothing. */
export function ClockControl() {
  const t = useWords(FRAME);
  const tell = useTell();
  const fail = useTellFailure();
  const may = useMay();
  const { data: clock } = useClock();
  const move = useMoveClock();
  const { moment } = useFormat();
  if (!clock?.movable) return null;
  const advance = (step: string) =>
    move.mutate(step, {
      onSuccess: ({ now }) => tell(t('clock.moved', { moment: moment(now) })),
      onError: fail,
    });
  return (
    <Menu position="bottom-end" width={260} disabled={!may('clock.move')}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          loading={move.isPending}
          leftSection={<IconClockPlay size={16} aria-hidden />}
          aria-label={t('clock.label', { moment: moment(clock.now) })}
        >
          <span data-now={clock.now}>{moment(clock.now)}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="xs" style={{ whiteSpace: 'normal' }}>
            {t('clock.text')}
          </Text>
        </Menu.Label>
        {STEPS.map((step) => (
          <Menu.Item key={step} onClick={() => advance(step)}>
            {t(`clock.steps.${step}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
