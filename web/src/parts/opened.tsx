import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Num } from './figures.tsx';
import { where } from './where.ts';

type Props = {
  value: number;
  /** Null where what is counted cannot be asked for. */
  to: string | null;
  /** The figure as it is shown, where that is more than the number. */
  children?: ReactNode;
};

/** A figure that leads to what it counts; nothing is behind zero. */
export function Opened({ value, to, children = <Num value={value} /> }: Props) {
  if (value === 0 || to === null) return children;
  return (
    <Anchor component={Link} {...where(to)} size="sm" inherit>
      {children}
    </Anchor>
  );
}
