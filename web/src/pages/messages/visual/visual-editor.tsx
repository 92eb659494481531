import { Alert, Button, Group, Text } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import type { Component } from 'grapesjs';
import { useEffect, useRef, useState } from 'react';
import { useLanguage, useWords } from '../../../words.ts';
import { ImageModal } from '../image-button.tsx';
import { Blocks } from './blocks.tsx';
import { Outline } from './outline.tsx';
import { PropertyPanel } from './property-panel.tsx';
import { Toolbar } from './toolbar.tsx';
import { useBlocksEditor } from './use-blocks-editor.ts';
import classes from './visual-editor.module.css';

type Props = {
  body: string;
  onChange: (body: string) => void;
  /** Shows the code, where the blocks cannot show the message. */
  onCode: () => void;
};

/** The message as blocks that are dragged, clicked and written into. */
export default function VisualEditor({ body, onChange, onCode }: Props) {
  const t = useWords('messages');
  const { language } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const settings = useRef<HTMLDivElement>(null);
  const [picking, setPicking] = useState<Component | null>(null);
  const blocks = useBlocksEditor({ place, body, onChange, language, title: t('visual.canvas'), onImage: setPicking });
  const { editor, selected, lost, version } = blocks;
  useEffect(() => {
    if (picking && !editor) setPicking(null);
  }, [editor, picking]);
  const toSettings = () =>
    settings.current?.querySelector<HTMLElement>('textarea, input:not([type="hidden"]), button')?.focus();
  return (
    <div className={classes.frame}>
      {lost !== null && (
        <Alert color="yellow" icon={<IconCode aria-hidden />} title={t('visual.lostTitle')} className={classes.lost}>
          <Text size="sm">{t('visual.lost', { what: lost })}</Text>
          <Group mt="sm">
            <Button size="xs" variant="default" onClick={onCode}>
              {t('visual.toCode')}
            </Button>
          </Group>
        </Alert>
      )}
      <div className={classes.editor} data-lost={lost !== null || undefined}>
        <div className={classes.blocks}>
          {editor && <Blocks editor={editor} />}
          {editor && <Outline editor={editor} selected={selected} version={version} onSettings={toSettings} />}
        </div>
        <div className={classes.middle}>
          {editor && <Toolbar editor={editor} selected={selected} />}
          <div ref={place} className={classes.canvas} />
        </div>
        <div ref={settings} className={classes.properties}>
          {editor && <PropertyPanel key={selected?.getId() ?? 'none'} selected={selected} onImage={setPicking} />}
        </div>
      </div>
      <ImageModal
        opened={picking !== null}
        onClose={() => setPicking(null)}
        onPick={({ path, alt }) => {
          picking?.set('src', path);
          picking?.addAttributes({ src: path, ...(alt && !picking.getAttributes().alt ? { alt } : {}) });
          setPicking(null);
        }}
      />
    </div>
  );
}
