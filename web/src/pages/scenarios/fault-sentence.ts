import type { ScenarioFault } from '../../../../src/api/contract.ts';
import { useLanguage } from '../../words.ts';

/** A fault in the reader's language. */
export function useFaultSentence(): (fault: ScenarioFault) => string {
  const { language } = useLanguage();
  return ({ says }) => says[language];
}
