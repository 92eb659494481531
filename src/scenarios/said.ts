/** What is said of a fault, in both languages: the end of a sentence that begins with its place. Pure. */
export type Said = { en: string; fr: string };

export const both = (en: string, fr: string): Said => ({ en, fr });

/** Something of which nobody knows better words than the ones it came with. */
export const asItIs = (sentence: string): Said => ({ en: sentence, fr: sentence });

/** A part of a definition, as its places are named: “step “thanks””. */
const PLACES: readonly [RegExp, (name: string) => string][] = [
  [/^step “(.*)”$/, (name) => `L’étape « ${name} »`],
  [/^trigger “(.*)”$/, (name) => `Le déclencheur « ${name} »`],
  [/^trigger number (\d+)$/, (number) => `Le déclencheur n° ${number}`],
];

/** The whole sentence in both languages. */
export function sayAt(place: string, { en, fr }: Said): Said {
  const found = PLACES.map(([pattern, say]) => {
    const name = pattern.exec(place)?.[1];
    return name === undefined ? null : say(name);
  }).find((one) => one !== null);
  return { en: `The ${place} ${en}.`, fr: `${found ?? 'Le scénario'} ${fr}.` };
}
