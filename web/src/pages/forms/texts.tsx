import { ColorInput, SimpleGrid, Switch, Textarea, TextInput } from '@mantine/core';
import type { FormDraft } from '../../queries/forms.ts';
import { type Language, useWords } from '../../words.ts';
import { said, saying } from './draft.ts';

export type Given = { draft: FormDraft; put: (change: Partial<FormDraft>) => void; language: Language };

/** What the button says where the form does not, in the language of its visitors. */
const STANDARD_BUTTON = { fr: 'M’inscrire', en: 'Sign me up' } as const;

/** What the form says in one language, and what follows. */
export function Texts({ draft, put, language }: Given) {
  const t = useWords('forms');
  const text = (name: 'title' | 'lead' | 'button' | 'thanks') => ({
    label: t(`texts.${name}`),
    value: said(draft[name], language),
    lang: language,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      put({ [name]: saying(draft[name], language, currentTarget.value) }),
  });
  return (
    <>
      <TextInput {...text('title')} />
      <Textarea {...text('lead')} autosize minRows={2} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput {...text('button')} placeholder={STANDARD_BUTTON[language]} />
        <ColorInput
          label={t('texts.accent')}
          value={draft.accent ?? ''}
          onChange={(accent) => put({ accent })}
          placeholder={t('texts.accentStandard')}
          eyeDropperButtonProps={{ 'aria-label': t('texts.pickColour') }}
        />
      </SimpleGrid>
      <Textarea {...text('thanks')} autosize minRows={2} />
      <Switch
        label={t('texts.doubleOptIn')}
        description={t('texts.doubleOptInText')}
        checked={draft.doubleOptIn ?? true}
        onChange={({ currentTarget }) => put({ doubleOptIn: currentTarget.checked })}
      />
      <TextInput
        label={t('texts.redirect')}
        description={t('texts.redirectText')}
        type="url"
        value={draft.redirect ?? ''}
        onChange={({ currentTarget }) => put({ redirect: currentTarget.value })}
      />
    </>
  );
}
