import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArchive, IconCopy, IconDots, IconSend, IconSettings } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Template } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useTell, useTellFailure } from '../../parts/tell.ts';
import { useArchiveTemplate, useCreateTemplate } from '../../queries/templates.ts';
import { useWords } from '../../words.ts';
import type { At } from './contents.ts';
import { createFree } from './create.tsx';
import { HeadSettings } from './head-settings.tsx';
import { Publish } from './publish.tsx';
import { TestSend } from './test-send.tsx';
import type { useDraft } from './use-draft.ts';

type Props = { template: Template; draft: ReturnType<typeof useDraft>; at: At; person: string | null };

/** What can be done with a message, most wanted last. */
export function Actions({ template, draft, at, person }: Props) {
  const t = useWords('messages');
  const [testing, setTesting] = useState(false);
  return (
    <>
      <More template={template} draft={draft} />
      {/* Tests leave by e-mail alone. */}
      {draft.draft.channel === 'email' && (
        <Button variant="default" leftSection={<IconSend size={16} aria-hidden />} onClick={() => setTesting(true)}>
          {t('test.verb')}
        </Button>
      )}
      <Publish template={template} draft={draft} />
      <TestSend
        opened={testing}
        onClose={() => setTesting(false)}
        template={template}
        draft={draft}
        at={at}
        person={person}
      />
    </>
  );
}

function More({ template, draft }: Pick<Props, 'template' | 'draft'>) {
  const t = useWords('messages');
  const tell = useTell();
  const fail = useTellFailure();
  const navigate = useNavigate();
  const create = useCreateTemplate();
  const archive = useArchiveTemplate();
  const [settings, setSettings] = useState(false);
  const duplicate = async () => {
    const name = t('copyOf', { name: draft.draft.name });
    const { key } = await createFree(create.mutateAsync, `${template.key}-2`, { ...draft.draft, name });
    tell(t('copied', { name }));
    await navigate({ to: `/messages/${encodeURIComponent(key)}` });
  };
  return (
    <Confirm
      title={t('archive.title', { name: template.name })}
      text={t(template.uses.length > 0 ? 'archive.used' : 'archive.text')}
      verb={t('archive.verb')}
      danger
      onConfirm={async () => {
        await archive.mutateAsync(template.key);
        // Saving what is unsaved would bring it back.
        await navigate({ to: '/messages', ignoreBlocker: true });
      }}
      opener={(open) => (
        <>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label={t('more')}>
                <IconDots size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconSettings size={16} aria-hidden />} onClick={() => setSettings(true)}>
                {t('head.verb')}
              </Menu.Item>
              <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void duplicate().catch(fail)}>
                {t('duplicate')}
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconArchive size={16} aria-hidden />} onClick={open}>
                {t('archive.verb')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <HeadSettings opened={settings} onClose={() => setSettings(false)} draft={draft} />
        </>
      )}
    />
  );
}
