/** The door of metrics. */
export {
  defineCounter,
  definedMetrics,
  defineReadings,
  defineTimes,
  type Moment,
  READING_PATIENCE_MS,
  scrape,
  type Value,
} from './metrics.ts';
