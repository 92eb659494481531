import { Badge } from '@mantine/core';
import {
  IconArchive,
  IconCheck,
  IconClock,
  IconFlag3,
  IconInbox,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconQuestionMark,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';

/** What a state means for whoever looks: never told by colour alone. */
export type Mood = 'good' | 'running' | 'waiting' | 'draft' | 'paused' | 'bad' | 'unsure' | 'over' | 'away' | 'local';

const LOOKS: Record<Mood, { colour: string; icon: TablerIcon }> = {
  good: { colour: 'teal', icon: IconCheck },
  running: { colour: 'teal', icon: IconPlayerPlay },
  waiting: { colour: 'blue', icon: IconClock },
  draft: { colour: 'gray', icon: IconPencil },
  paused: { colour: 'yellow', icon: IconPlayerPause },
  bad: { colour: 'red', icon: IconX },
  unsure: { colour: 'grape', icon: IconQuestionMark },
  over: { colour: 'gray', icon: IconFlag3 },
  away: { colour: 'gray', icon: IconArchive },
  local: { colour: 'gray', icon: IconInbox },
};

export function StateBadge({ mood, label }: { mood: Mood; label: string }) {
  const { colour, icon: Icon } = LOOKS[mood];
  return (
    <Badge
      variant="default"
      fw={500}
      miw="max-content"
      style={{ verticalAlign: 'middle' }}
      leftSection={<Icon size={14} stroke={2.2} color={`var(--mantine-color-${colour}-outline)`} aria-hidden />}
    >
      {label}
    </Badge>
  );
}
