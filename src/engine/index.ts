/** The door of the engine room: the tick. */

/** The running engine: start, stop, quiet, advance. */
export { createEngine, type Deliveries, type Engine, type EngineOptions } from './engine.ts';
/** The errors of this room. */
export { errors as engineErrors } from './errors.ts';
