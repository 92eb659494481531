import type { Api, ApiDeps } from '../deps.ts';
import { accountRoutes } from './accounts.ts';
import { bankRoutes } from './banks.ts';
import { bounceRoutes } from './bounces.ts';
import { campaignRoutes } from './campaigns.ts';
import { channelRoutes } from './channels.ts';
import { clockRoutes } from './clock.ts';
import { deliveryRoutes } from './delivery.ts';
import { draftRoutes } from './drafts.ts';
import { formRoutes } from './forms.ts';
import { holidayRoutes } from './holidays.ts';
import { imageRoutes } from './images.ts';
import { importCatalogRoutes } from './import-catalog.ts';
import { importFaultRoutes } from './import-faults.ts';
import { importRoutes } from './imports.ts';
import { keyRoutes } from './keys.ts';
import { outboxRoutes } from './outbox.ts';
import { peopleRoutes } from './people.ts';
import { personRightRoutes } from './person-rights.ts';
import { productRoutes } from './products.ts';
import { providerRoutes } from './providers.ts';
import { publicationRoutes } from './publication.ts';
import { resultRoutes } from './results.ts';
import { scenarioInsightRoutes } from './scenario-insight.ts';
import { scenarioRoutes } from './scenarios.ts';
import { segmentRoutes } from './segments.ts';
import { sendRoutes } from './send.ts';
import { sendingDomainRoutes } from './sending-domains.ts';
import { sessionRoutes } from './session.ts';
import { settingRoutes } from './settings.ts';
import { statRoutes } from './stats.ts';
import { suppressionRoutes } from './suppressions.ts';
import { templateRoutes } from './templates.ts';
import { unitRoutes } from './units.ts';
import { uploadRoutes } from './uploads.ts';
import { wordingRoutes } from './wordings.ts';

/** Every noun of `/api`, one line each. */
const nouns: readonly ((api: Api, deps: ApiDeps) => void)[] = [
  sessionRoutes,
  accountRoutes,
  keyRoutes,
  settingRoutes,
  holidayRoutes,
  unitRoutes,
  clockRoutes,
  statRoutes,
  peopleRoutes,
  personRightRoutes,
  productRoutes,
  segmentRoutes,
  scenarioRoutes,
  scenarioInsightRoutes,
  campaignRoutes,
  resultRoutes,
  templateRoutes,
  draftRoutes,
  publicationRoutes,
  imageRoutes,
  formRoutes,
  wordingRoutes,
  outboxRoutes,
  sendRoutes,
  deliveryRoutes,
  bankRoutes,
  providerRoutes,
  sendingDomainRoutes,
  channelRoutes,
  suppressionRoutes,
  bounceRoutes,
  importRoutes,
  importCatalogRoutes,
  uploadRoutes,
  importFaultRoutes,
];

export function apiRoutes(api: Api, deps: ApiDeps): void {
  for (const routes of nouns) routes(api, deps);
}
