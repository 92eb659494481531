import { Box, Paper, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './stat-card.module.css';
import { where } from './where.ts';

type Props = {
  label: string;
  value: ReactNode;
  /** What the figure means or is compared with. */
  note?: ReactNode;
  /** Where the people or things behind the figure are. */
  to?: string;
  /** Shows them over this page. */
  open?: () => void;
};

/** Two cards stand side by side on a phone: a turnover of seven digits has to fit into half of it. */
const FIGURE = 'clamp(18px, 5.2vw, 28px)';

/** One figure. Every figure can be opened: with `to` the whole card is a link, with `open` a button; one that cannot looks like neither. */
export function StatCard({ label, value, note, to, open }: Props) {
  const inside = (
    <>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text className="figures" style={{ fontSize: FIGURE }} fw={650} lh={1.2} mt={4}>
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed" mt={4}>
          {note}
        </Text>
      )}
    </>
  );
  return (
    <Paper withBorder p="md" className={to || open ? classes.open : undefined}>
      {to ? (
        <Box component={Link} {...where(to)} className={classes.link}>
          {inside}
        </Box>
      ) : open ? (
        <UnstyledButton onClick={open} className={classes.link}>
          {inside}
        </UnstyledButton>
      ) : (
        inside
      )}
    </Paper>
  );
}
