/**
 * Every page of the application, one line each: where it is, its room (whose words it speaks), the right it needs, its code
 * (loaded when opened), and an icon when it stands in the navigation. Order is the order of the navigation. Leave the
 * comments between rooms: whoever adds a page writes below their own, and nobody gets in another's way.
 */
import { IconHome2, type TablerIcon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Right } from '../../src/api/contract.ts';

/** `examples` are addresses with their parameters filled in, for `npm run screenshots`; `{person}` is somebody who exists. */
export type PageSpec = {
  path: string;
  room: string;
  right: Right;
  load: () => Promise<{ Page: ComponentType }>;
  icon?: TablerIcon;
};

export const pages: readonly PageSpec[] = [
  // ── home
  { path: '/', room: 'home', right: 'stats.read', icon: IconHome2, load: () => import('./pages/home/home.tsx') },

  // ── people

  // ── segments

  // ── scenarios

  // ── campaigns

  // ── messages

  // ── results

  // ── imports

  // ── outbox

  // ── settings
];
