/**
 * Every page of the application, one line each: where it is, its room (whose words it speaks), the right it needs, its code
 * (loaded when opened), and an icon when it stands in the navigation. Order is the order of the navigation. Leave the
 * comments between rooms: whoever adds a page writes below their own, and nobody gets in another's way.
 */
import {
  IconChartBar,
  IconFileImport,
  IconForms,
  IconHome2,
  IconMail,
  IconRoute,
  IconSend,
  IconSettings,
  IconSpeakerphone,
  IconUser,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Right } from '../../src/api/contract.ts';

/** `examples` are addresses with their parameters filled in, for `npm run screenshots`; `{person}` is somebody who exists. */
export type PageSpec = {
  path: string;
  room: string;
  /** Words beside those of its room. */
  words?: readonly string[];
  right: Right;
  load: () => Promise<{ Page: ComponentType }>;
  icon?: TablerIcon;
};

export const pages: readonly PageSpec[] = [
  // ── home
  { path: '/', room: 'home', right: 'stats.read', icon: IconHome2, load: () => import('./pages/home/home.tsx') },

  // ── people
  {
    path: '/people',
    room: 'people',
    right: 'people.read',
    icon: IconUser,
    load: () => import('./pages/people/people.tsx'),
  },
  {
    path: '/people/$id',
    room: 'people',
    words: ['names'],
    right: 'people.read',
    load: () => import('./pages/people/person.tsx'),
  },

  // ── segments
  {
    path: '/segments',
    room: 'segments',
    words: ['names'],
    right: 'segments.read',
    icon: IconUsersGroup,
    load: () => import('./pages/segments/segments.tsx'),
  },
  {
    path: '/segments/$key',
    room: 'segments',
    words: ['names'],
    right: 'segments.read',
    load: () => import('./pages/segments/segment.tsx'),
  },

  // ── scenarios
  {
    path: '/scenarios',
    room: 'scenarios',
    right: 'scenarios.read',
    icon: IconRoute,
    load: () => import('./pages/scenarios/scenarios.tsx'),
  },
  {
    path: '/scenarios/$key',
    room: 'scenarios',
    words: ['names'],
    right: 'scenarios.read',
    load: () => import('./pages/scenarios/scenario.tsx'),
  },

  // ── campaigns
  {
    path: '/campaigns',
    room: 'campaigns',
    right: 'campaigns.read',
    icon: IconSpeakerphone,
    load: () => import('./pages/campaigns/campaigns.tsx'),
  },
  {
    path: '/campaigns/calendar',
    room: 'campaigns',
    right: 'campaigns.read',
    load: () => import('./pages/campaigns/calendar.tsx'),
  },
  {
    path: '/campaigns/$key',
    room: 'campaigns',
    words: ['messages'],
    right: 'campaigns.read',
    load: () => import('./pages/campaigns/campaign.tsx'),
  },

  // ── messages
  {
    path: '/messages',
    room: 'messages',
    right: 'templates.read',
    icon: IconMail,
    load: () => import('./pages/messages/messages.tsx'),
  },
  {
    path: '/images',
    room: 'messages',
    right: 'templates.read',
    load: () => import('./pages/messages/images.tsx'),
  },
  {
    path: '/messages/$key',
    room: 'messages',
    words: ['names', 'results'],
    right: 'templates.read',
    load: () => import('./pages/messages/message.tsx'),
  },

  // ── results
  {
    path: '/results',
    room: 'results',
    right: 'results.read',
    icon: IconChartBar,
    load: () => import('./pages/results/results.tsx'),
  },
  { path: '/results/$key', room: 'results', right: 'results.read', load: () => import('./pages/results/result.tsx') },

  // ── imports
  {
    path: '/imports',
    room: 'imports',
    right: 'imports.read',
    icon: IconFileImport,
    load: () => import('./pages/imports/imports.tsx'),
  },
  {
    path: '/imports/file/$upload',
    room: 'imports',
    right: 'imports.write',
    load: () => import('./pages/imports/file.tsx'),
  },
  { path: '/imports/$id', room: 'imports', right: 'imports.read', load: () => import('./pages/imports/run.tsx') },

  // ── forms
  {
    path: '/forms',
    room: 'forms',
    right: 'forms.read',
    icon: IconForms,
    load: () => import('./pages/forms/forms.tsx'),
  },
  {
    path: '/forms/$key',
    room: 'forms',
    words: ['names'],
    right: 'forms.read',
    load: () => import('./pages/forms/form.tsx'),
  },

  // ── outbox
  {
    path: '/outbox',
    room: 'outbox',
    right: 'outbox.read',
    icon: IconSend,
    load: () => import('./pages/outbox/outbox.tsx'),
  },
  { path: '/outbox/$key', room: 'outbox', right: 'outbox.read', load: () => import('./pages/outbox/message.tsx') },

  // ── settings
  {
    path: '/settings',
    room: 'settings',
    words: ['names'],
    right: 'settings.read',
    icon: IconSettings,
    load: () => import('./pages/settings/settings.tsx'),
  },
  {
    path: '/settings/channels',
    room: 'settings',
    words: ['sending'],
    right: 'providers.read',
    load: () => import('./pages/settings/channels.tsx'),
  },
  {
    path: '/settings/domains',
    room: 'settings',
    words: ['sending'],
    right: 'providers.read',
    load: () => import('./pages/settings/domains.tsx'),
  },
  {
    path: '/settings/suppressions',
    room: 'settings',
    words: ['sending'],
    right: 'suppressions.read',
    load: () => import('./pages/settings/suppressions.tsx'),
  },
  {
    path: '/settings/retention',
    room: 'settings',
    words: ['sending'],
    right: 'settings.read',
    load: () => import('./pages/settings/retention.tsx'),
  },
  {
    path: '/settings/holidays',
    room: 'settings',
    words: ['holidays'],
    right: 'settings.read',
    load: () => import('./pages/settings/holidays.tsx'),
  },
  {
    path: '/settings/wordings',
    room: 'settings',
    words: ['wordings', 'names'],
    right: 'wordings.read',
    load: () => import('./pages/settings/wordings.tsx'),
  },
  {
    path: '/settings/wordings/$key',
    room: 'settings',
    words: ['wordings', 'names'],
    right: 'wordings.read',
    load: () => import('./pages/settings/wording.tsx'),
  },
  {
    path: '/settings/units',
    room: 'settings',
    words: ['units'],
    right: 'settings.read',
    load: () => import('./pages/settings/units.tsx'),
  },
  {
    path: '/settings/rules',
    room: 'settings',
    right: 'compliance.read',
    load: () => import('./pages/settings/rules.tsx'),
  },
  {
    path: '/settings/accounts',
    room: 'settings',
    right: 'accounts.read',
    load: () => import('./pages/settings/accounts.tsx'),
  },
  { path: '/settings/keys', room: 'settings', right: 'keys.read', load: () => import('./pages/settings/keys.tsx') },
  { path: '/settings/audit', room: 'settings', right: 'audit.read', load: () => import('./pages/settings/audit.tsx') },
];
