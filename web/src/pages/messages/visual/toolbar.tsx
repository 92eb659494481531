import { ActionIcon, Group, SegmentedControl, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowDown,
  IconArrowForwardUp,
  IconArrowUp,
  IconCopy,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Component, Editor } from 'grapesjs';
import { useState } from 'react';
import { useWords } from '../../../words.ts';
import { duplicate, isFixed, move, remove } from './changes.ts';

/** Above the canvas: how wide it is, back and forth, and what can be done with the selected block. */
export function Toolbar({ editor, selected }: { editor: Editor; selected: Component | null }) {
  const t = useWords('messages');
  const [device, setDevice] = useState('desktop');
  const fixed = isFixed(selected);
  return (
    <Group justify="space-between" gap="xs" p={6}>
      <SegmentedControl
        size="xs"
        aria-label={t('visual.width')}
        data={[
          { value: 'desktop', label: t('visual.desktop') },
          { value: 'phone', label: t('visual.phone') },
        ]}
        value={device}
        onChange={(next) => {
          setDevice(next);
          editor.setDevice(next);
        }}
      />
      <Group gap={2}>
        <Tool icon={IconArrowBackUp} label={t('visual.undo')} onClick={() => editor.UndoManager.undo()} />
        <Tool icon={IconArrowForwardUp} label={t('visual.redo')} onClick={() => editor.UndoManager.redo()} />
        <Tool
          icon={IconArrowUp}
          label={t('visual.up')}
          disabled={fixed}
          onClick={() => selected && move(selected, -1)}
        />
        <Tool
          icon={IconArrowDown}
          label={t('visual.down')}
          disabled={fixed}
          onClick={() => selected && move(selected, 1)}
        />
        <Tool
          icon={IconCopy}
          label={t('visual.copy')}
          disabled={fixed}
          onClick={() => selected && duplicate(editor, selected)}
        />
        <Tool
          icon={IconTrash}
          label={t('visual.delete')}
          disabled={fixed}
          onClick={() => selected && remove(editor, selected)}
        />
      </Group>
    </Group>
  );
}

function Tool(props: { icon: TablerIcon; label: string; disabled?: boolean; onClick: () => void }) {
  const { icon: Icon, label, disabled = false, onClick } = props;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
