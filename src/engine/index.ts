/** The door of the engine room: the tick. */

/** The running engine: start, stop, quiet, advance. */
export { createEngine, type Deliveries, type Engine, type EngineOptions } from './engine.ts';
/** One person whole: export and erasure. */
export { type Erasure, erasePerson, tellPerson } from './person.ts';
