import { defineErrors } from '../errors.ts';

export const errors = defineErrors('engine', {
  ENGINE_CLOCK_RUNS: {
    status: 409,
    sentence: 'This server runs on the clock of daily life, which cannot be moved.',
    todo: 'Start it with `declic start --clock <ISO time>` on a data folder made for trying.',
  },
  ENGINE_CLOCK_BACKWARDS: {
    status: 422,
    sentence: 'The clock stands at {now} and cannot go back to {to}.',
    todo: 'Give a later moment, or a positive ISO duration such as P1D.',
  },
  ENGINE_STUCK: {
    status: 500,
    sentence: 'Something is still due at {moment} although everything due by then was run.',
    todo: 'This is a fault of the program: report it with the logs of this moment.',
  },
});
