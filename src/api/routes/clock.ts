import { Temporal } from 'temporal-polyfill';
import { audit } from '../caller.ts';
import { closingOf } from '../closing.ts';
import * as contract from '../contract/house.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { says } from './route.ts';

/** The two clocks; the moved one exists only with `--clock`. */
export function clockRoutes(api: Api, deps: ApiDeps): void {
  const { store, engine } = deps;
  const closing = closingOf(api);
  const clocks = () => ({ now: store.clock.now(), wall: store.clock.wall(), movable: store.clock.move !== undefined });

  api.get(
    '/api/clock',
    says('clock.read', 'clock', 'What time it is for rules, and on the wall', contract.clock),
    async () => clocks(),
  );

  api.post(
    '/api/clock',
    says(
      'clock.move',
      'clock',
      'Moves a clock that stands still; answers when all that is due by then is done',
      contract.clock,
      {
        body: contract.clockMove,
      },
    ),
    async (request) => {
      const { advance } = request.body;
      await closing.race(engine.advance(later(store.clock.now(), advance)));
      await audit(request, deps, { action: 'clock.move', details: { advance } });
      return clocks();
    },
  );
}

/** The moment a duration later, in UTC: the clock belongs to nobody's time zone. @throws API_BAD_DURATION */
function later(from: Date, text: string): Date {
  try {
    const duration = Temporal.Duration.from(text);
    if (duration.sign < 0) throw new RangeError('it goes back');
    const start = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO('UTC');
    return new Date(start.add(duration).epochMilliseconds);
  } catch (cause) {
    throw errors.API_BAD_DURATION({ text }, { cause });
  }
}
