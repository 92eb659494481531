/** The door of the intake room. */

/** Takes facts in, from any door. */
export { type Accepted, type AcceptOptions, accept } from './accept.ts';
/** Products and costs go to the catalogue. */
export { acceptCatalog } from './accept-catalog.ts';
/** The mail server that takes what came back. */
export { type BounceListener, listenForBounces } from './bounce-listener.ts';
/** Messages that came back: bounces and complaints. */
export {
  type BounceDeps,
  type BounceTaken,
  bounceDays,
  type ListedBounce,
  listBounces,
  takeBounce,
} from './bounces.ts';
/** Opens and clicks. */
export { type Asked, engagementDoor } from './engagement.ts';
/** Papers in which somebody is named: export and erasure. */
export { erasePapers, keptPapers, papersOf } from './erase.ts';
/** The errors of this room. */
export { errors as intakeErrors } from './errors.ts';
/** Files that shops export, read into facts. */
export * from './import/index.ts';
/** Files that the server reads in by itself. */
export { createImporter, type Importer } from './importer.ts';
/** What the server's own imports are about, how far they are, and what was wrong. */
export {
  beginJob,
  dropJobs,
  type FaultLine,
  type JobProgress,
  listFaults,
  progressOf,
  rememberedMapping,
} from './jobs.ts';
/** Limits of the doors. */
export { defaultLimits, type IntakeLimits } from './limits.ts';
/** Events that were not accepted. */
export { type ListedRejection, listRejected, putRejected, type Rejection } from './rejected.ts';
/** Runs of imports. */
export { beginRun, countRun, endRun, getRun, type ImportRun, listRuns, untilApplied } from './runs.ts';
/** One message to one person. */
export { acceptSend, type Recipient, type SendAsked } from './send.ts';
/** The doors that tracking libraries know. */
export { type TrackingDeps, trackingRoutes } from './tracking.ts';
/** Files that the screen sends. */
export {
  dropOldUploads,
  dropUploads,
  fileOfUpload,
  keepUpload,
  LARGEST_UPLOAD,
  longestUpload,
  oldUploads,
  readUpload,
  type Upload,
} from './uploads.ts';
