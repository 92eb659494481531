/** The door of the campaigns room: one-off sends. */

/** Everything planned, by day. */
export { type CalendarDay, calendar } from './calendar.ts';
/** The errors of this room. */
export { errors as campaignErrors } from './errors.ts';
/** Before a send. */
export { type Forecast, forecast } from './forecast.ts';
/** Drafts, planning, pause, cancellation. */
export {
  archiveCampaign,
  type Campaign,
  campaignFaults,
  campaignsNaming,
  cancelCampaign,
  createCampaign,
  getCampaign,
  listCampaigns,
  noteForecast,
  pauseCampaign,
  planCampaign,
  resumeCampaign,
  saveCampaign,
  takeBackCampaign,
} from './manage.ts';
/** What a campaign says. */
export { type Fault, type Plan, planSchema } from './plan.ts';
/** How a campaign goes. */
export { campaignProgress, type LeftOut, leftOutOf, type MessageProgress, type Progress } from './progress.ts';
/** Where a campaign stands. */
export { type CampaignState, campaignStates } from './standing.ts';
