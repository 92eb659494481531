import type { z } from 'zod';
import type { Needs } from '../caller.ts';
import { failure } from '../contract/parts.ts';

type Shapes = {
  body?: z.ZodType;
  querystring?: z.ZodType;
  params?: z.ZodType;
  headers?: z.ZodType;
};

/**
 * What every route says of itself: what right it needs, one line of what it does, what it takes and answers. The tag is
 * the noun of its path.
 */
export function says<const S extends Shapes, Answer extends z.ZodType>(
  needs: Needs,
  tag: string,
  summary: string,
  answer: Answer,
  shapes: S = {} as S,
) {
  const security = needs === 'nothing' ? { security: [] } : {};
  return {
    config: { needs },
    schema: {
      tags: [tag],
      summary,
      'x-needs': needs,
      ...security,
      ...shapes,
      response: { 200: answer, '4xx': failure, '5xx': failure },
    },
  };
}
