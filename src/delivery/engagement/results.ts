/** What came of a template's messages: by scenario and step, and by link. */
import { type Queryable, run, statements } from '../../store/index.ts';

const sql = statements(import.meta.url, 'results.sql');

/** A4: who had a prefetched open in these days tells nothing by opening. */
const MPP_DAYS = 90;
const DAY_MS = 86_400_000;
const MOST_LINKS = 500;

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
export type TemplateResults = { total: StepResults; steps: StepResults[]; links: LinkResults[] };

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

/** @param since messages that left from then on */
export async function templateResults(
  on: Queryable,
  templateId: number,
  given: { since: Date; now: Date },
): Promise<TemplateResults> {
  const { since } = given;
  const rows = await figuresOf(on, templateId, given);
  return { total: told(sumOf(rows)), steps: rows.map(told), links: await linksOf(on, templateId, since) };
}

/** @param template of this one alone; null: of all */
const figuresOf = (on: Queryable, template: number | null, { since, now, buckets, zone }: Asked) =>
  run<Figures>(on, sql('by-step'), {
    template,
    since,
    mpp_since: new Date(now.getTime() - MPP_DAYS * DAY_MS),
    buckets: buckets ?? null,
    zone: zone ?? null,
  });

type Asked = { since: Date; now: Date; buckets?: readonly number[]; zone?: string };

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
export async function resultsOfDays(
  on: Queryable,
  asked: Asked & { buckets: readonly number[]; zone: string },
): Promise<ResultsOfDay[]> {
  const rows = (await figuresOf(on, null, asked)).filter(({ scenarioId }) => scenarioId !== null);
  const cells = Map.groupBy(rows, ({ scenarioId, day }) => `${scenarioId} ${day}`);
  return [...cells.values()].map((steps): ResultsOfDay => {
    const { delivered: sent, bounced, complained, opened, notOpened, clicked, notClicked } = sumOf(steps);
    const [{ scenarioId, day }] = steps as [Figures];
    return { scenarioId: scenarioId!, day: day!, sent, bounced, complained, opened, notOpened, clicked, notClicked };
  });
}

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

async function linksOf(on: Queryable, template: number, since: Date): Promise<LinkResults[]> {
  const rows = await run<Omit<LinkResults, 'href' | 'label'>>(on, sql('by-link'), {
    template,
    since,
    most: MOST_LINKS,
  });
  const versions = [...new Set(rows.map(({ version }) => version))];
  const known = await run<{ version: number; links: Written[] | null }>(on, sql('links'), { template, versions });
  const written = new Map(
    known.flatMap(({ version, links }) => (links ?? []).map((link) => [`${version}/${link.name}`, link])),
  );
  return rows.map((row) => {
    const { href = null, label = null } = written.get(`${row.version}/${row.link}`) ?? {};
    return { ...row, href, label: label || null };
  });
}
