/**
 * What a page looks like in the middle of work: an editor with its code open, a campaign just before it leaves, a question that waits for
 * its answer. Each is a place, and what somebody does there before the picture is taken.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIRequestContext, Page } from 'playwright-core';
import { type Language, settled } from '../test/support/browser.ts';
import { png } from '../test/support/picture.ts';
import { ok } from './ok.ts';

/** A page that follows something under way asks again and again. */
const CALM_MS = 8_000;

/** Says a label in the language of the pictures. */
type Say = (fr: string, en: string) => string;
type Scene = {
  name: string;
  place: string;
  /** Not there on a phone. */
  wide?: boolean;
  act?: (page: Page, say: Say) => Promise<unknown>;
  /** What the shop has to be like meanwhile, and again afterwards. */
  staged?: [before: Stage, after: Stage];
};
type Stage = (request: APIRequestContext) => Promise<unknown>;

const editor = async (page: Page): Promise<void> => {
  await page
    .getByRole('tree')
    .or(page.getByRole('textbox', { name: /^(Code du message|Code of the message)$/ }))
    .first()
    .waitFor();
  await page.locator('iframe[sandbox=""]').waitFor();
  await settled(page);
};
const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
const view = async (page: Page, say: Say, fr: string, en: string) => {
  await editor(page);
  const ways = page.getByRole('radiogroup', { name: say('Écrire dans', 'Write in') });
  await ways.getByText(say(fr, en), { exact: true }).click();
  await editor(page);
};
const dialog = (page: Page) => page.getByRole('dialog').waitFor();

/** People behind a figure, over the page that shows it. */
const behind = async (page: Page, figure: RegExp) => {
  await page.getByRole('button', { name: figure }).first().click();
  await dialog(page);
  await settled(page);
};
const BEHIND: Scene[] = [
  { name: 'home.orders', place: '/', act: (page) => behind(page, /^(Commandes|Orders)/) },
  { name: 'scenarios.entries', place: '/scenarios/bienvenue', act: (page) => behind(page, /(entrées?|entr(y|ies))$/) },
  { name: 'outbox.link', place: '/outbox?template=lettre&outcome=clicked' },
];

const MESSAGES: Scene[] = [
  { name: 'messages.new', place: '/messages', act: (page, say) => click(page, say('Nouveau message', 'New message')) },
  { name: 'messages.nothing-found', place: '/messages?search=introuvable' },
  {
    name: 'messages.block',
    place: '/messages/lettre',
    act: async (page) => {
      await editor(page);
      await page.getByRole('treeitem', { name: /^Bonjour/ }).click();
    },
  },
  { name: 'messages.code', place: '/messages/lettre', act: (page, say) => view(page, say, 'Code', 'Code') },
  {
    name: 'messages.both',
    wide: true,
    place: '/messages/lettre',
    act: (page, say) => view(page, say, 'Côte à côte', 'Side by side'),
  },
  {
    name: 'messages.segment',
    place: '/messages/lettre',
    act: async (page, say) => {
      await view(page, say, 'Blocs', 'Blocks');
      await page.getByRole('tab', { name: 'Skieurs' }).click();
      await editor(page);
    },
  },
  {
    name: 'messages.language',
    place: '/messages/lettre',
    act: async (page, say) => {
      await page.getByRole('tab', { name: say('Anglais', 'English') }).click();
      await editor(page);
      await page.getByText(say('Téléphone', 'Phone'), { exact: true }).last().click();
    },
  },
  {
    name: 'messages.fields',
    place: '/messages/lettre',
    act: async (page, say) => {
      await editor(page);
      await click(page, say('Insérer une donnée dans « Objet »', 'Insert a field into “Subject”'));
    },
  },
  {
    name: 'messages.test',
    place: '/messages/lettre',
    act: async (page, say) => {
      await click(page, say('Tester', 'Test'));
      await dialog(page);
      await click(page, say('Envoyer le test', 'Send the test'));
      await page.getByRole('dialog').getByRole('status').waitFor();
    },
  },
  {
    name: 'messages.publish',
    place: '/messages/lettre',
    act: async (page, say) => {
      await click(page, say('Publier', 'Publish'));
      await page.getByRole('dialog').getByRole('status').waitFor();
    },
  },
  {
    name: 'messages.more',
    place: '/messages/lettre',
    act: async (page, say) => {
      await click(page, say('Autres actions', 'More actions'));
      await page.getByRole('menuitem').first().click();
      await dialog(page);
    },
  },
  { name: 'messages.sms', place: '/messages/reconquete-sms' },
  {
    name: 'messages.faulty',
    place: '/messages/a-corriger',
    act: (page, say) =>
      page
        .getByRole('region', { name: say('Contrôles', 'Checks') })
        .getByRole('img')
        .first()
        .waitFor(),
    staged: [faulty, discard],
  },
  { name: 'messages.approval', place: '/messages/lettre', act: editor, staged: [askApproval, takeBack] },
  { name: 'images.some', place: '/images', staged: [addImages, removeImages] },
];

const CAMPAIGNS: Scene[] = [
  { name: 'campaigns.new', place: '/campaigns/new' },
  { name: 'campaigns.draft', place: '/campaigns/idees-cadeaux' },
  {
    name: 'campaigns.before',
    place: '/campaigns/rentree',
    staged: [draftCampaign, async () => {}],
    act: async (page, say) => {
      await click(page, say('Voir avant d’envoyer', 'Review before sending'));
      await page.locator('iframe[sandbox=""]').waitFor();
    },
  },
  { name: 'campaigns.planned', place: '/campaigns/soldes' },
  { name: 'campaigns.under-way', place: '/campaigns/ventes-privees' },
  {
    name: 'campaigns.pause',
    place: '/campaigns/ventes-privees',
    act: (page, say) => click(page, say('Mettre en pause', 'Pause')),
  },
  { name: 'campaigns.held', place: '/campaigns/avis-offres' },
  { name: 'campaigns.done', place: '/campaigns/lettre-nouveautes' },
  {
    name: 'campaigns.left-out',
    place: '/campaigns/lettre-nouveautes',
    act: async (page, say) => {
      const reasons = page.getByRole('table', {
        name: say('Pourquoi certains ne l’ont pas reçu', 'Why some did not get it'),
      });
      await reasons.getByRole('button').first().click();
      await dialog(page);
    },
  },
];

const RESULTS: Scene[] = [
  { name: 'results.campaigns', place: '/results?kind=campaign' },
  { name: 'results.campaign', place: '/results/lettre-nouveautes?period=30' },
  { name: 'results.scenario', place: '/results/bienvenue' },
];

const OUTBOX: Scene[] = [
  { name: 'outbox.waiting', place: '/outbox?state=ready' },
  { name: 'outbox.sent', place: '/outbox?state=sent' },
  { name: 'outbox.came-back', place: '/outbox?outcome=bounced' },
  { name: 'outbox.stop', place: '/outbox', act: (page, say) => click(page, say('Arrêter les envois', 'Stop sending')) },
  {
    name: 'outbox.stopped',
    place: '/outbox',
    staged: [
      async (request) => {
        await ok(request.post('/api/delivery/stop', { data: { reason: 'Prix faux dans la lettre' } }));
        await ok(request.post('/api/delivery/sender/foulee-et-cimes.example/pause', { data: {} }));
      },
      async (request) => {
        await ok(request.post('/api/delivery/resume', { data: {} }));
        await ok(request.post('/api/delivery/sender/foulee-et-cimes.example/resume', { data: {} }));
      },
    ],
  },
];

export const SCENES: readonly Scene[] = [...BEHIND, ...MESSAGES, ...CAMPAIGNS, ...RESULTS, ...OUTBOX];

/** Goes to a scene, has its picture taken, and leaves the shop as it was. */
export async function play(scene: Scene, page: Page, language: Language, shoot: () => Promise<void>): Promise<void> {
  await scene.staged?.[0](page.request);
  try {
    await page.goto(scene.place);
    // Which way messages are written is remembered from one scene to the next.
    await page.evaluate(() => localStorage.removeItem('declic.messages.view'));
    if (scene.place.startsWith('/messages/')) await page.reload();
    await settled(page);
    await scene.act?.(page, (fr, en) => ({ fr, en })[language]);
    await Promise.race([settled(page), sleep(CALM_MS)]);
    await shoot();
  } finally {
    await scene.staged?.[1](page.request);
  }
}

const write = (request: APIRequestContext, key: string, name: string, subject: string, body: string) =>
  ok(
    request.put(`/api/templates/${key}`, {
      data: { name, channel: 'email', class: 'promotional', draft: { format: 'mjml', subject, body } },
    }),
  );

/** A message that has nearly everything wrong. */
function faulty(request: APIRequestContext) {
  const column = `<mj-image src="https://foulee-et-cimes.example/photo.jpg" /><mj-text color="#bbbbbb">{{ user.pointure_favorite }}, voyez <a href="/soldes">nos soldes</a>.</mj-text><mj-button href="">Voir</mj-button>`;
  const body = `<mjml><mj-body><mj-section><mj-column>${column}</mj-column></mj-section></mj-body></mjml>`;
  return write(request, 'a-corriger', 'À corriger', 'Les soldes commencent', body);
}
function discard(request: APIRequestContext) {
  return ok(request.delete('/api/templates/a-corriger'));
}

/** Whoever asks takes the question back. */
let asker: Record<string, string> = {};
async function askApproval(request: APIRequestContext): Promise<void> {
  await ok(request.put('/api/settings/messages.approval', { data: { value: true } }));
  const { key } = await ok(request.post('/api/keys', { data: { kind: 'secret', role: 'marketer', name: 'Claire' } }));
  const { revision } = await ok(request.get('/api/templates/lettre'));
  const note = 'Les prix viennent de la caisse ; merci de relire la partie ski.';
  asker = { authorization: `Bearer ${key}` };
  await ok(request.post('/api/templates/lettre/approval', { data: { revision, note }, headers: asker }));
}
async function takeBack(request: APIRequestContext): Promise<void> {
  const { revision } = await ok(request.get('/api/templates/lettre'));
  await ok(request.post('/api/templates/lettre/refuse', { data: { revision }, headers: asker }));
  await ok(request.put('/api/settings/messages.approval', { data: { value: false } }));
}

const PICTURES = [
  { name: 'sommet.png', alt: 'Une cordée au sommet', size: [1_200, 600, 150] },
  { name: 'chaussure.png', alt: '', size: [600, 600, 90] },
  { name: 'bandeau-de-la-lettre-de-decembre.png', alt: 'La lettre de décembre', size: [1_200, 300, 200] },
] as const;
async function addImages(request: APIRequestContext): Promise<void> {
  for (const { name, alt, size } of PICTURES) {
    const query = new URLSearchParams({ name, alt });
    const headers = { 'content-type': 'application/octet-stream' };
    await ok(
      request.post(`/api/images?${query}`, { data: png(...(size as unknown as [number, number, number])), headers }),
    );
  }
}
async function removeImages(request: APIRequestContext): Promise<void> {
  const { items } = await ok(request.get('/api/images?limit=50'));
  for (const { id } of items) await ok(request.delete(`/api/images/${id}`));
}

async function draftCampaign(request: APIRequestContext): Promise<void> {
  const data = {
    name: 'Rentrée des sportifs',
    to: { segments: ['skieurs', 'chasseurs-d-offres'], except: ['lecteurs-lasses'] },
    messages: [{ template: 'lettre' }, { template: 'ventes-privees', afterDays: 4 }],
    pace: { messages: 100, per: 'hour', from: '09:00', until: '18:00' },
  };
  await ok(request.put('/api/campaigns/rentree', { data }));
}
