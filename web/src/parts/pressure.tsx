import { Group, Text } from '@mantine/core';
import { FRAME, useWords } from '../words.ts';

export type PressureState = 'under' | 'balanced' | 'over';

/** Open ring, half ring, full ring: readable without colour. */
const SHAPES: Record<PressureState, string> = {
  under: '',
  balanced: 'M8 2a6 6 0 0 1 0 12z',
  over: 'M8 2a6 6 0 1 1 0 12a6 6 0 0 1 0-12z',
};

/** One of the three states of pressure, by colour, shape and word; the same on every screen. */
export function Pressure({ state, bare = false }: { state: PressureState; bare?: boolean }) {
  const t = useWords(FRAME);
  const word = t(`pressure.${state}`);
  const mark = (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      role="img"
      aria-label={word}
      style={{ color: `var(--pressure-${state})` }}
    >
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d={SHAPES[state]} fill="currentColor" />
    </svg>
  );
  if (bare) return mark;
  return (
    <Group gap={6} wrap="nowrap" component="span" display="inline-flex">
      <span aria-hidden>{mark}</span>
      <Text component="span" size="sm" fw={500} style={{ color: `var(--pressure-${state})` }}>
        {word}
      </Text>
    </Group>
  );
}
