/** The door of metrics. */
export {
  defineCounter,
  defineReadings,
  defineTimes,
  type Moment,
  scrape,
  type Value,
} from './metrics.ts';
