import { z } from 'zod';
import {
  archiveCampaign,
  type Campaign,
  calendar,
  campaignErrors,
  campaignFaults,
  campaignProgress,
  cancelCampaign,
  createCampaign,
  forecast,
  getCampaign,
  leftOutOf,
  listCampaigns,
  noteForecast,
  pauseCampaign,
  planCampaign,
  resumeCampaign,
  saveCampaign,
  takeBackCampaign,
} from '../../campaigns/index.ts';
import { sentByDay } from '../../measure/index.ts';
import { getTemplate, getTemplateVersion, linksFor, render } from '../../messages/index.ts';
import { segmentsAmong } from '../../segments/index.ts';
import { isUuid, type Store } from '../../store/index.ts';
import { actorOf, audit } from '../caller.ts';
import * as contract from '../contract/campaigns.ts';
import { pathPart } from '../contract/parts.ts';
import { preview } from '../contract/templates.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { cutPage, readCursor, slicePage, textMark } from '../paging.ts';
import { publishContext } from '../publish-context.ts';
import { readerOf } from '../reader.ts';
import { inWords } from '../story.ts';
import { says } from './route.ts';

const tag = 'campaigns';
const one = z.object({ key: pathPart });
/** What links of a sample start with where no public address is set; they lead nowhere. */
const NOWHERE = 'https://preview.invalid';

const withWords = <Part extends { reason: string }>(parts: readonly Part[]) =>
  parts.map((part) => ({ ...part, says: inWords(part.reason) }));

/** One-off sends: drafts, a look before, planning, stopping, figures; and the calendar of everything planned. */
export function campaignRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const told = async (campaign: Campaign) => ({
    ...campaign,
    faults: campaign.state === 'draft' ? await campaignFaults(store, campaign.plan) : [],
  });

  api.get(
    '/api/campaigns',
    says('campaigns.read', tag, 'Campaigns, the latest change first', contract.campaigns, {
      querystring: contract.campaignQuery,
    }),
    async (request) => slicePage(await listCampaigns(store, request.query), request.query, ({ key }) => key),
  );

  api.get(
    '/api/campaigns/:key',
    says('campaigns.read', tag, 'One campaign, where it stands, and what is missing', contract.campaign, {
      params: one,
    }),
    async (request) => told(await getCampaign(store, request.params.key)),
  );

  api.post(
    '/api/campaigns',
    says('campaigns.write', tag, 'Keeps a new draft under a key made of its name', contract.campaign, {
      body: contract.campaignDraft,
    }),
    async (request) => {
      const { revision: _, ...plan } = request.body;
      const made = await createCampaign(store, plan, { by: actorOf(request) });
      await audit(request, deps, { action: 'campaign.save', target: made.key });
      return told(made);
    },
  );

  api.put(
    '/api/campaigns/:key',
    says('campaigns.write', tag, 'Keeps a draft, new or changed, and answers what is missing', contract.campaign, {
      params: one,
      body: contract.campaignDraft,
    }),
    async (request) => {
      const { key } = request.params;
      const { revision, ...plan } = request.body;
      const saved = await saveCampaign(store, key, plan, { by: actorOf(request), revision });
      await audit(request, deps, { action: 'campaign.save', target: key });
      return told(saved);
    },
  );

  api.get(
    '/api/campaigns/:key/progress',
    says('campaigns.read', tag, 'What left, what waits, and why others got nothing', contract.campaignProgress, {
      params: one,
    }),
    async (request) => {
      const progress = await campaignProgress(store, await getCampaign(store, request.params.key));
      const messages = progress.messages.map((line) => ({ ...line, notSent: withWords(line.notSent) }));
      return { ...progress, messages };
    },
  );

  api.get(
    '/api/campaigns/:key/left-out',
    says('people.read', tag, 'Who did not get it for one reason', contract.campaignLeftOut, {
      params: one,
      querystring: contract.campaignLeftOutQuery,
    }),
    async (request) => {
      const { limit, after, reason = '', ended } = request.query;
      const from = readCursor(after, textMark);
      const page = { after: from !== undefined && isUuid(from) ? from : undefined, most: limit + 1 };
      const why = ended === undefined ? { reason } : { ended };
      return cutPage(await leftOutOf(store, request.params.key, why, page), limit, ({ key }) => key);
    },
  );
  lookRoutes(api, deps);
  stateRoutes(api, deps, told);
  calendarRoute(api, deps);
}

/** What is looked at before a send; nothing is sent by it. */
function lookRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.post(
    '/api/campaigns/:key/forecast',
    says(
      'campaigns.read',
      tag,
      'To how many it would go, who is left out and why, when it leaves: everybody is looked at, nothing is sent',
      contract.campaignForecast,
      { params: one },
    ),
    async (request) => {
      const { key } = request.params;
      const campaign = await getCampaign(store, key);
      const faults = await campaignFaults(store, campaign.plan);
      // A moment that is over stands against planning, not against looking.
      const wrong = faults.filter(({ code }) => code !== 'past');
      if (wrong.length > 0) {
        const sentences = wrong.map(({ sentence }) => sentence);
        throw campaignErrors.CAMPAIGN_FAULTY(
          { campaign: key, count: wrong.length, faults: sentences },
          { details: wrong },
        );
      }
      const found = await forecast(store, campaign.plan);
      await noteForecast(store.pool, campaign, found);
      return { ...found, leftOut: withWords(found.leftOut) };
    },
  );

  api.post(
    '/api/campaigns/:key/sample',
    says('campaigns.read', tag, 'A message of it as one person would read it, or why they would not', preview, {
      params: one,
      body: contract.campaignSample,
    }),
    async (request) => {
      const { plan } = await getCampaign(store, request.params.key);
      const named = plan.messages[request.body.message];
      if (!named) throw errors.API_NOT_FOUND({ what: 'message', id: String(request.body.message + 1) });
      const template = await getTemplate(store.pool, named.template);
      if (template.publishedVersion === null)
        throw errors.API_NOT_FOUND({ what: 'published message', id: template.key });
      const { compiled } = await getTemplateVersion(store.pool, template.id, template.publishedVersion);
      const { shop, sender } = await publishContext(deps, template.channel);
      const { person, company, home } = await readerOf(store, request.body.personId);
      const asked = (compiled.variants ?? []).map(({ segment }) => segment);
      const segments = await segmentsAmong(store.pool, home, asked);
      const links = linksFor(deps.config.publicUrl ?? NOWHERE, 'preview', { preview: 1 });
      const values = { shop, sender, ...(company ? { company } : {}) };
      return render(compiled, values, { person, links: { ...links }, now: store.clock.now(), segments });
    },
  );
}

type Said = { by: string; reason?: string; revision?: number };
type Change = (store: Store, key: string, said: Said) => Promise<Campaign>;

const STATES: Record<string, { summary: string; change: Change }> = {
  plan: { summary: 'Plans it: from its moment on people are let in and written to', change: planCampaign },
  'take-back': { summary: 'Makes a draft again of what has not begun', change: takeBackCampaign },
  pause: { summary: 'Holds it: what has not left waits', change: pauseCampaign },
  resume: { summary: 'Lets it go on where it stood', change: resumeCampaign },
  cancel: { summary: 'Ends it for good: what has not left does not leave', change: cancelCampaign },
  archive: { summary: 'Puts away a draft, or what is over: the list shows it no more', change: archiveCampaign },
};

function stateRoutes<Told>(api: Api, deps: ApiDeps, told: (campaign: Campaign) => Promise<Told>): void {
  for (const [verb, { summary, change }] of Object.entries(STATES)) {
    api.post(
      `/api/campaigns/:key/${verb}`,
      says('campaigns.run', tag, summary, contract.campaign, { params: one, body: contract.campaignReason.nullish() }),
      async (request) => {
        const { key } = request.params;
        const { reason, revision } = request.body ?? {};
        const changed = await change(deps.store, key, { by: actorOf(request), reason, revision });
        await audit(request, deps, { action: `campaign.${verb}`, target: key, details: { reason } });
        return told(changed) as never;
      },
    );
  }
}

function calendarRoute(api: Api, { store }: ApiDeps): void {
  api.get(
    '/api/calendar',
    says('campaigns.read', 'calendar', 'What is planned and what left, by day of the shop', contract.calendar, {
      querystring: contract.calendarQuery,
    }),
    async (request) => {
      const span = request.query;
      return { ...(await calendar(store, span, () => sentByDay(store, span))), next: null };
    },
  );
}
