/** The door of the engine room: the tick. */

/** The running engine: start, stop, quiet, advance. */
export { createEngine, type Deliveries, type Engine, type EngineOptions } from './engine.ts';
/** The errors of this room. */
export { errors as engineErrors } from './errors.ts';
/** One person whole: export and erasure. */
export { type Erasure, erasePerson, tellPerson } from './person.ts';
