import { useQuery } from '@tanstack/react-query';
import type { Answers, Asks, forms } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useList, useOne } from './client.ts';

const PATH = '/api/forms';
const below = (key: string) => `${PATH}/${encodeURIComponent(key)}`;

export type Form = Answers<typeof forms.form>;
export type FormDraft = Asks<typeof forms.formChange>['draft'];
export type FormResults = Answers<typeof forms.formResults>;

export const useForms = () => useList<Form>(PATH);
export const useForm = (key: string, enabled: boolean) => useOne<Form>(below(key), {}, { enabled });
export const useFormResults = (key: string, enabled = true) =>
  useOne<FormResults>(`${below(key)}/results`, {}, { enabled, refetchInterval: 30_000 });
export const useFormSnippets = (key: string, enabled: boolean) =>
  useOne<Answers<typeof forms.formSnippets>>(`${below(key)}/snippets`, {}, { enabled });

export const useSaveForm = () =>
  useChange(
    ({ key, ...given }: { key: string } & Asks<typeof forms.formChange>) => ask<Form>('PUT', below(key), given),
    [PATH],
  );
export const readForm = (key: string) => ask<Form>('GET', below(key));
export const usePublishForm = () =>
  useChange(
    ({ key, revision }: Pick<Form, 'key' | 'revision'>) =>
      ask<Answers<typeof forms.formPublished>>('POST', `${below(key)}/publish`, { revision }),
    [PATH],
  );
export const useArchiveForm = () => useChange((key: string) => ask('DELETE', below(key)), [PATH]);

/** The draft as people would see it; what cannot be shown yet leaves the last one in its place. */
export const useFormPreview = (draft: FormDraft, language: 'fr' | 'en') =>
  useQuery({
    queryKey: [`${PATH}/preview`, JSON.stringify(draft), language],
    queryFn: ({ signal }) => ask<{ html: string }>('POST', `${PATH}/preview`, { draft, language }, signal),
    placeholderData: (before) => before,
    retry: false,
  });
