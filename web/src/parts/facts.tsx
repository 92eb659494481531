import { Box, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './facts.module.css';

type Props = {
  facts: readonly { label: string; value: ReactNode }[];
  /** Side by side where there is room. */
  wide?: boolean;
};

/** What is known of one thing, as name and value. What has no value is left out. */
export function Facts({ facts, wide = false }: Props) {
  return (
    <Box component="dl" className={classes.list} data-wide={wide || undefined}>
      {facts
        .filter(({ value }) => ![null, undefined, false, ''].includes(value as string))
        .map(({ label, value }) => (
          <div key={label} className={classes.fact}>
            <Text component="dt" size="xs" c="dimmed">
              {label}
            </Text>
            <Text component="dd" size="sm" m={0}>
              {value}
            </Text>
          </div>
        ))}
    </Box>
  );
}
