import { Box, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** What is known of one thing, as name and value. What has no value is left out. */
export function Facts({ facts }: { facts: readonly { label: string; value: ReactNode }[] }) {
  return (
    <Box component="dl" className={classes.list}>
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
