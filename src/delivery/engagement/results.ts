/** What came of a template's messages: by scenario and step, and by link. */
import { Temporal } from 'temporal-polyfill';
import { readSetting, shopTimezone } from '../../settings/index.ts';
import {
  byBuckets,
  type Counted,
  keptFiguresOf,
  type Queryable,
  run,
  type Store,
  statements,
} from '../../store/index.ts';

const sql = statements(import.meta.url, 'results.sql');

/** A4: who had a prefetched open in these days tells nothing by opening. */
const MPP_DAYS = 90;
const DAY_MS = 86_400_000;
const MOST_LINKS = 500;
/** How far back anything is counted: a year and what is compared with it. */
const MOST_DAYS_BACK = 400;

/**
 * `rate` = `reliable.yes` / `reliable.of`: opens by people, over what was delivered to readers who may be measured and had no
 * prefetched open in 90 days. It holds for these readers alone; it says nothing about Apple's.
 */
export type Opens = {
  yes: number;
  no: number;
  unknown: number;
  reliable: { yes: number; of: number; rate: number | null };
};
/** `rate` = `yes` / `measured`. `expected`: the sum, over messages that people clicked, of how likely a person it was. */
export type Clicks = {
  yes: number;
  no: number;
  unknown: number;
  measured: number;
  rate: number | null;
  expected: number;
  /** Messages that only programs clicked. */
  machines: number;
};
export type StepResults = {
  scenario: string | null;
  step: string | null;
  delivered: number;
  bounced: number;
  complained: number;
  opened: Opens;
  clicked: Clicks;
};
export type LinkResults = {
  version: number;
  link: string;
  href: string | null;
  label: string | null;
  people: number;
  clicks: number;
  machineClicks: number;
  held: number;
};
/** `asOf`: the moment the figures are true of; null while they are counted for the first time, and nothing is known yet. */
export type TemplateResults = { total: StepResults; steps: StepResults[]; links: LinkResults[]; asOf: Date | null };

type Figures = Omit<StepResults, 'opened' | 'clicked'> & {
  scenarioId: number | null;
  day: string | null;
  opensReliable: number;
  opened: number;
  openedReliably: number;
  notOpened: number;
  clicksMeasured: number;
  clicked: number;
  notClicked: number;
  clickedByMachines: number;
  expected: number;
};

/** What people did with a link of a version, by the day on which the messages had left. */
type LinkDay = Omit<LinkResults, 'href' | 'label'> & { day: string };
type TemplateFigures = { steps: Figures[]; links: LinkDay[] };

/** Most templates are never looked at. */
const counted = keptFiguresOf<TemplateFigures>('template');

/** @param since messages that left from that day of the shop on */
export async function templateResults(store: Store, template: number, since: Date): Promise<TemplateResults> {
  const kept = await counted(String(template), (on, now) => countAll(on, template, now))(store);
  const zone = await readSetting(store.pool, shopTimezone);
  const first = Temporal.Instant.fromEpochMilliseconds(since.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
  const days = (kept?.figures.steps ?? []).filter(({ day }) => day! >= first);
  const steps = [...Map.groupBy(days, ({ scenarioId, step }) => `${scenarioId} ${step}`).values()].map(sumOfStep);
  const links = await linksOf(
    store.pool,
    template,
    (kept?.figures.links ?? []).filter(({ day }) => day >= first),
  );
  return { total: told(sumOf(days)), steps: steps.sort(byStep).map(told), links, asOf: kept?.asOf ?? null };
}

/** Everything of a template, by day. */
async function countAll(store: Store, template: number, now: Date): Promise<Counted<TemplateFigures>> {
  const zone = await readSetting(store.pool, shopTimezone);
  const since = new Date(now.getTime() - MOST_DAYS_BACK * DAY_MS);
  const parts = await byBuckets(store, async (on, buckets) => {
    const steps = await figuresOf(on, template, { since, now, buckets, zone });
    const where = { template, since, zone, buckets };
    const clicks = await run<Omit<LinkDay, 'people'>>(on, sql('clicks'), where);
    const readers = await run<Pick<LinkDay, 'version' | 'link' | 'day' | 'people'>>(on, sql('readers'), where);
    return [{ steps, links: [...clicks, ...readers] }];
  });
  const steps = Map.groupBy(
    parts.flatMap((part) => part.steps),
    ({ scenarioId, step, day }) => `${scenarioId} ${step} ${day}`,
  );
  const links = Map.groupBy(
    parts.flatMap((part) => part.links),
    ({ version, link, day }) => `${version} ${link} ${day}`,
  );
  const figures = { steps: [...steps.values()].map(sumOfStep), links: [...links.values()].map(linkOf) };
  const rows = [...figures.steps.map(({ delivered }) => delivered), ...figures.links.map(({ clicks }) => clicks)];
  return { figures, rows: rows.reduce((sum, one) => sum + one, 0) };
}

/** What is known of a link: of one day or of several. */
function linkOf(days: readonly Partial<LinkDay>[]): LinkDay {
  const sum = (figure: 'people' | 'clicks' | 'machineClicks' | 'held') =>
    days.reduce((total, day) => total + (day[figure] ?? 0), 0);
  const [{ version, link, day }] = days as [LinkDay];
  const [people, clicks, machineClicks, held] = [sum('people'), sum('clicks'), sum('machineClicks'), sum('held')];
  return { version, link, day, people, clicks, machineClicks, held };
}

const byStep = (a: Figures, b: Figures): number => compareNames(a.scenario, b.scenario) || compareNames(a.step, b.step);
/** Nothing last. */
const compareNames = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;

type Asked = { since: Date; now: Date; buckets: readonly number[]; zone: string };

/** @param template of this one alone; null: of all */
const figuresOf = (on: Queryable, template: number | null, { now, ...asked }: Asked) =>
  run<Figures>(on, sql('by-step'), {
    ...asked,
    template,
    mpp_since: new Date(now.getTime() - MPP_DAYS * DAY_MS),
  });

/** What came of the messages of a scenario that left on a day. */
export type ResultsOfDay = {
  scenarioId: number;
  day: string;
  sent: number;
  bounced: number;
  complained: number;
} & Seen;
/** Of the rest nobody knows. */
type Seen = { opened: number; notOpened: number; clicked: number; notClicked: number };

/** What came of the messages of some buckets, by scenario and day of a zone. */
export async function resultsOfDays(on: Queryable, asked: Asked): Promise<ResultsOfDay[]> {
  const rows = (await figuresOf(on, null, asked)).filter(({ scenarioId }) => scenarioId !== null);
  const cells = Map.groupBy(rows, ({ scenarioId, day }) => `${scenarioId} ${day}`);
  return [...cells.values()].map((steps): ResultsOfDay => {
    const { delivered: sent, bounced, complained, opened, notOpened, clicked, notClicked } = sumOf(steps);
    const [{ scenarioId, day }] = steps as [Figures];
    return { scenarioId: scenarioId!, day: day!, sent, bounced, complained, opened, notOpened, clicked, notClicked };
  });
}

/** The sum of rows of one step. */
const sumOfStep = (rows: readonly Figures[]): Figures => {
  const [{ scenarioId, scenario, step, day }] = rows as [Figures];
  return { ...sumOf(rows), scenarioId, scenario, step, day };
};

function sumOf(rows: readonly Figures[]): Figures {
  const sum = (figure: Exclude<keyof Figures, 'scenario' | 'scenarioId' | 'step' | 'day'>) =>
    rows.reduce((total, row) => total + row[figure], 0);
  return {
    scenarioId: null,
    scenario: null,
    step: null,
    day: null,
    delivered: sum('delivered'),
    bounced: sum('bounced'),
    complained: sum('complained'),
    opensReliable: sum('opensReliable'),
    opened: sum('opened'),
    openedReliably: sum('openedReliably'),
    notOpened: sum('notOpened'),
    clicksMeasured: sum('clicksMeasured'),
    clicked: sum('clicked'),
    notClicked: sum('notClicked'),
    clickedByMachines: sum('clickedByMachines'),
    expected: sum('expected'),
  };
}

const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function told(row: Figures): StepResults {
  const { scenario, step, delivered, bounced, complained } = row;
  return {
    scenario,
    step,
    delivered,
    bounced,
    complained,
    opened: {
      yes: row.opened,
      no: row.notOpened,
      unknown: delivered - row.opened - row.notOpened,
      reliable: {
        yes: row.openedReliably,
        of: row.opensReliable,
        rate: rateOf(row.openedReliably, row.opensReliable),
      },
    },
    clicked: {
      yes: row.clicked,
      no: row.notClicked,
      unknown: delivered - row.clicked - row.notClicked,
      measured: row.clicksMeasured,
      rate: rateOf(row.clicked, row.clicksMeasured),
      expected: Math.round(row.expected * 1_000) / 1_000,
      machines: row.clickedByMachines,
    },
  };
}

type Written = { name: string; href: string; label: string };

async function linksOf(on: Queryable, template: number, days: readonly LinkDay[]): Promise<LinkResults[]> {
  const rows = [...Map.groupBy(days, ({ version, link }) => `${version} ${link}`).values()]
    .map(linkOf)
    .sort((a, b) => b.clicks - a.clicks || a.version - b.version || compareNames(a.link, b.link))
    .slice(0, MOST_LINKS);
  const versions = [...new Set(rows.map(({ version }) => version))];
  const known = await run<{ version: number; links: Written[] | null }>(on, sql('links'), { template, versions });
  const written = new Map(
    known.flatMap(({ version, links }) => (links ?? []).map((link) => [`${version}/${link.name}`, link])),
  );
  return rows.map(({ day: _, ...row }) => {
    const { href = null, label = null } = written.get(`${row.version}/${row.link}`) ?? {};
    return { ...row, href, label: label || null };
  });
}
