/** One thing that speaks against a template, or that its author should know. */
export type Check = {
  code: string;
  level: 'block' | 'warn' | 'info';
  sentence: string;
  /** What the sentence names, for faces that say it in another language. */
  details?: Record<string, string | number>;
  /** Number of the rule in the compliance register. */
  rule?: number;
  /** Which content it speaks of; absent for the template's own and for all together. */
  segment?: string;
  language?: string;
};

export const block = (code: string, sentence: string, rule?: number, details?: Check['details']): Check => ({
  code,
  level: 'block',
  sentence,
  ...(rule && { rule }),
  ...(details && { details }),
});
export const warn = (code: string, sentence: string, details?: Check['details']): Check => ({
  code,
  level: 'warn',
  sentence,
  ...(details && { details }),
});
