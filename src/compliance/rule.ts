/** What a rule of law or courtesy is here: a dated record that can be switched, and says in plain words what it does. */

export type Text = { fr: string; en: string };

/** V read in public text · C computed · M standard literature · A our own choice, can be changed · ? to be confirmed by counsel. */
export type Evidence = 'V' | 'C' | 'M' | 'A' | '?';

export type ComplianceRule = {
  /** Stable name, also of its switch: the setting `compliance.<id>`. */
  id: string;
  /** Its row in the list of rules that the product enforces. */
  number: number;
  title: Text;
  reference: string;
  /** Since when the rule holds, as an ISO date. */
  since: string;
  /** When these words were last held against the text. */
  checked: string;
  evidence: readonly Evidence[];
  /** block: nothing leaves without it; relax: switching it on allows more than the strictest reading. */
  effect: 'block' | 'relax';
  on: boolean;
  /** Why something was blocked. */
  why: Text;
  /** What to do about it. */
  todo: Text;
};

/** The day these notes were written and held against the public texts. */
export const CHECKED = '2026-11-01';
