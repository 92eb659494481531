/** The preference centre as a page; pure. */
import { channels } from '../../channels/index.ts';
import { type Centre, type Choice, PAUSES, type Pause } from '../../pages/index.ts';
import type { Person } from '../../people/index.ts';
import { escapeHtml, type Language } from './html.ts';
import { type Words, words } from './words.ts';

/** `zone`: whose days they are. */
type Shown = { person: Person; centre: Centre; told: string | null; now: Date; zone: string };
type Said = { say: Words; language: Language; zone: string };
type OfTopic = Extract<Choice, { kind: 'topic' }>;
type OfList = Extract<Choice, { kind: 'list' }>;

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;

export function centreHtml(language: Language, { person, centre, told, now, zone }: Shown): string {
  const said = { say: words[language], language, zone };
  const { say } = said;
  const topics = centre.choices.filter((choice): choice is OfTopic => choice.kind === 'topic');
  const lists = centre.choices.filter((choice): choice is OfList => choice.kind === 'list');
  const note = told === null ? '' : `<p class="note" role="status">${told}</p>`;
  const lead =
    person.email === null ? '' : `<p class="soft">${say.centreLead} <b>${escapeHtml(masked(person.email))}</b></p>`;
  return `${lead}${note}
<form method="post">
${topics.length > 0 ? topicsHtml(topics, said) : ''}
${lists.length > 0 ? listsHtml(lists, said) : ''}
${paceHtml(centre, said)}
${pauseHtml(centre, said, now)}
${languageHtml(centre, said)}
<button name="do" value="save">${say.centreSave}</button>
</form>
<hr>
${endsHtml(centre, said)}`;
}

/** Enough for its owner to know it by, and no more: a link is forwarded now and then. */
function masked(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  return `${[...local][0] ?? ''}•••@${domain}`;
}

function topicsHtml(choices: readonly OfTopic[], { say, language }: Said): string {
  const groups = [...Map.groupBy(choices, ({ topic }) => topic).entries()].map(([topic, own]) => {
    const about = topic.about ? `<p class="hint">${escapeHtml(topic.about[language])}</p>` : '';
    const boxes = own.map((choice) => boxHtml(choice, channels[choice.channel].name[language])).join('');
    const fixed = own.some((choice) => choice.fixed) ? `<p class="hint">${say.centreFixed}</p>` : '';
    return `<fieldset><legend>${escapeHtml(topic.name[language])}</legend>${about}<div class="chips">${boxes}</div>${fixed}</fieldset>`;
  });
  return `<section><h2>${say.centreWhat}</h2><p class="hint">${say.centreWhatHint}</p>${groups.join('')}</section>`;
}

function boxHtml({ id, on, fixed }: Choice, label: string): string {
  const was = on ? `<input type="hidden" name="${escapeHtml(`was:${id}`)}" value="1">` : '';
  const state = `${on ? ' checked' : ''}${fixed ? ' disabled' : ''}`;
  return `<label><input type="checkbox" name="${escapeHtml(id)}" value="1"${state}>${escapeHtml(label)}</label>${was}`;
}

function listsHtml(choices: readonly OfList[], { say, language }: Said): string {
  const boxes = choices.map((choice) => boxHtml(choice, choice.list.name[language])).join('');
  const about = choices
    .filter(({ list }) => list.about)
    .map(
      ({ list }) =>
        `<p class="hint"><b>${escapeHtml(list.name[language])}</b> ${escapeHtml(list.about![language])}</p>`,
    );
  return `<section><fieldset><legend><h2>${say.centreLists}</h2></legend>${about.join('')}<div class="chips">${boxes}</div></fieldset></section>`;
}

type Option = { value: string; label: string; on: boolean };

const radios = (name: string, options: readonly Option[]): string =>
  `<div class="chips">${options
    .map(({ value, label, on }) => {
      const state = on ? ' checked' : '';
      return `<label><input type="radio" name="${name}" value="${value}"${state}>${escapeHtml(label)}</label>`;
    })
    .join('')}</div>`;

const group = (title: string, hint: string, body: string): string =>
  `<section><fieldset><legend><h2>${title}</h2></legend>${hint === '' ? '' : `<p class="hint">${hint}</p>`}${body}</fieldset></section>`;

function paceHtml({ preferences }: Centre, { say }: Said): string {
  const labels = { any: say.paceAny, weekly: say.paceWeekly, monthly: say.paceMonthly };
  const options = Object.entries(labels).map(([value, label]) => ({
    value,
    label,
    on: value === (preferences.frequency ?? 'any'),
  }));
  return group(say.centrePace, '', radios('frequency', options));
}

function pauseHtml({ preferences: { pausedUntil } }: Centre, { say, language, zone }: Said, now: Date): string {
  const labels: Record<Pause, string> = { '1w': say.pause1w, '2w': say.pause2w, '4w': say.pause4w, '3m': say.pause3m };
  const lengths = (Object.keys(PAUSES) as Pause[]).map((value) => ({ value, label: labels[value], on: false }));
  const paused = pausedUntil !== null && pausedUntil > now;
  const day = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: zone });
  const date = paused ? day.format(pausedUntil) : '';
  const first = paused
    ? [
        { value: 'keep', label: say.pauseUntil.replace('{date}', date), on: true },
        { value: 'end', label: say.pauseEnd, on: false },
      ]
    : [{ value: 'none', label: say.pauseNone, on: true }];
  return group(say.centrePause, say.centrePauseHint, radios('pause', [...first, ...lengths]));
}

function languageHtml(_: Centre, { say, language }: Said): string {
  const options = [
    { value: 'fr', label: say.french, on: language === 'fr' },
    { value: 'en', label: say.english, on: language === 'en' },
  ];
  return group(
    say.centreLanguage,
    '',
    `${radios('language', options)}<input type="hidden" name="was:language" value="${language}">`,
  );
}

const act = (value: string, label: string): string =>
  `<form method="post"><button class="second" name="do" value="${value}">${label}</button></form>`;

/** What ends something, and what the law gives everybody. */
function endsHtml({ reached, measured }: Centre, { say }: Said): string {
  const stop = reached
    ? `<section><h2>${say.centreStopTitle}</h2><p class="hint">${say.unsubscribeNote}</p>${act('stop', say.centreStop)}</section>`
    : '';
  const measure = measured
    ? `<section><h2>${say.centreMeasure}</h2><p class="hint">${say.measureAsk}</p>${act('unmeasure', say.measureButton)}</section>`
    : '';
  const data = `<section class="last"><h2>${say.centreData}</h2><p class="hint">${say.centreDataHint}</p>${act('export', say.centreExport)}
<details><summary>${say.centreErase}</summary><p class="hint">${say.centreEraseNote}</p>${act('erase', say.centreErase)}</details></section>`;
  return stop + measure + data;
}
