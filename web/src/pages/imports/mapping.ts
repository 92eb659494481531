/** What somebody has decided of a file and not yet started; it survives a reload of the page. */
import { useSessionStorage } from '@mantine/hooks';
import type { ImportLook, Mapping } from '../../queries/imports.ts';

type Kept = { kind?: string; mapping?: Mapping };

export type Draft = ReturnType<typeof useDraft> & { mapping: Mapping };

export function useDraft(upload: string) {
  const [kept, setKept] = useSessionStorage<Kept>({
    key: `declic.import.${upload}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  return {
    asked: kept,
    /** What was decided so far: here, or with the last file of this header. */
    mappingOf: (look: ImportLook): Mapping => kept.mapping ?? (look.mapping as Mapping),
    chooseKind: (kind: string) => setKept({ kind }),
    /** From the first change on the kind and the whole mapping are what the screen says. */
    change: (mapping: Mapping, kind?: string) => setKept({ ...kept, ...(kind ? { kind } : {}), mapping }),
  };
}

/** A field has one column: whoever had it before is left out. */
export function withColumn(mapping: Mapping, column: string, field: string | null): Mapping {
  const columns = { ...mapping.columns };
  for (const [other, taken] of Object.entries(columns)) if (field !== null && taken === field) columns[other] = null;
  return { ...mapping, columns: { ...columns, [column]: field } };
}

/** An option that says nothing is not sent. */
export function withOption<Name extends 'currency' | 'timezone' | 'decimal' | 'dates' | 'encoding' | 'delimiter'>(
  mapping: Mapping,
  name: Name,
  value: string | null,
): Mapping {
  const { [name]: _, ...rest } = mapping;
  return value === null || value === '' ? rest : { ...rest, [name]: value };
}

export function withDefault(mapping: Mapping, field: string, value: string): Mapping {
  const { [field]: _, ...rest } = mapping.defaults ?? {};
  return { ...mapping, defaults: value === '' ? rest : { ...rest, [field]: value } };
}
