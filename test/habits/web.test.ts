import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredErrors } from '../../scripts/errors.ts';
import { registeredPaths, sourceOf } from '../support/registry.ts';
import { filesBelow } from './tree.ts';
import {
  askedKeys,
  brokenArrows,
  errorWordFaults,
  flat,
  literalTexts,
  useFaults,
  type Words,
  wordFaults,
} from './web.ts';

const sources = filesBelow('web/src', ['.ts', '.tsx']);
const texts = new Map(filesBelow('web/src/words', ['.json']).map(({ path, text }) => [path, flat(JSON.parse(text))]));
const wordsOf = (room: string, language: string): Words => texts.get(`web/src/words/${room}.${language}.json`) ?? {};
const rooms = [...new Set([...texts.keys()].map((path) => path.replace(/^.*\/(.*)\.(fr|en)\.json$/, '$1')))];
const constants = { FRAME: 'frame' };

/** Pages whose parameter whoever shows them brings along: for this one a file is sent. */
const GIVEN = new Set(['/imports/file/$upload']);

/** Words that are the same in French and in English. */
const SAME = new Set([
  'Code',
  'Conditions',
  'Description',
  'E-mail',
  'Image',
  'Images',
  'Menu',
  'Message',
  'Messages',
  'Messenger',
  'Pages',
  'Promotions',
  'SMS',
  'Section',
  'Segment',
  'Segments',
  'Site',
  'Type',
  'WhatsApp',
  'minute',
]);

test('of the server the web application imports the types of the contract alone', () => {
  assert.deepEqual(brokenArrows(sources), []);
});

test('every text of the web application stands in both languages, with the same holes', () => {
  assert.deepEqual(
    rooms.flatMap((room) => wordFaults(room, wordsOf(room, 'fr'), wordsOf(room, 'en'), SAME)),
    [],
  );
});

test('every text that a page asks for is there, and no other', () => {
  const known = new Map(rooms.map((room) => [room, wordsOf(room, 'fr')]));
  const asked = sources.flatMap((file) => askedKeys(file, constants));
  assert.deepEqual(useFaults(known, asked), []);
});

test('every error that a screen may show is said in both languages, with what to do', async () => {
  const frame = { fr: wordsOf('frame', 'fr'), en: wordsOf('frame', 'en') };
  assert.deepEqual(errorWordFaults(await declaredErrors(), frame), []);
});

test('the guard of errors sees a new code without words, words of no error, half a sentence and unknown values', () => {
  const error = (code: string, room = 'segments') => ({ code, room, sentence: 'Wrong: “{key}”.', todo: 'Mend it.' });
  const errors = ['SEG_NEW', 'SEG_HALF', 'SEG_HOLE', 'SEG_GOOD'].map((code) => error(code));
  const fr = {
    'errors.SEG_HALF': 'C’est faux.',
    'errors.SEG_HOLE': '« {{name}} » est faux. Corrigez-le.',
    'errors.SEG_GOOD': '« {{key}} » est faux. Corrigez-le.',
    'errors.SEG_GONE': 'Plus rien. Plus rien.',
    'errors.WEB_OWN': 'À part',
  };
  assert.deepEqual(errorWordFaults([...errors, error('CLI_X', 'cli')], { fr }), [
    'fr: no error is called “errors.SEG_GONE”',
    'fr: the frame has no words “errors.SEG_NEW”',
    'fr: SEG_HALF says what is wrong or what to do, not both',
    'fr: SEG_HOLE has no “name”',
  ]);
});

test('every page with a parameter has a list of the API to take it from, for its pictures', () => {
  const routes = filesBelow('src/api/routes', ['.ts'])
    .map(({ text }) => text)
    .join('\n');
  const isListed = (path: string) => routes.includes(`'${sourceOf(path).list}'`);
  const open = registeredPaths().filter((path) => path.includes('$'));
  assert.deepEqual(
    open.filter((path) => !GIVEN.has(path) && !isListed(path)),
    [],
  );
  assert.equal(isListed('/nowhere/$key'), false, 'a page without a list is seen');
});

test('every setting of the settings pages has a name in both languages', async () => {
  // Every room declares its own.
  await import('../../src/server.ts');
  const { declaredSettings } = await import('../../src/settings/index.ts');
  const shown = declaredSettings().filter(({ key }) => !key.startsWith('compliance.'));
  const lacking = (language: string) =>
    shown.filter(({ key }) => wordsOf('settings', language)[`fields.${key}.label`] === undefined).map(({ key }) => key);
  assert.ok(shown.length > 20);
  assert.deepEqual([lacking('fr'), lacking('en')], [[], []]);
});

test('no text is written into the JSX', () => {
  assert.deepEqual(sources.filter(({ path }) => path.endsWith('.tsx')).flatMap(literalTexts), []);
});

test('the guard of arrows sees another file of the server, and values of the contract', () => {
  const path = 'web/src/queries/x.ts';
  const faults = brokenArrows([
    { path, text: "import type { Store } from '../../../src/store/index.ts';" },
    { path, text: "import { mayDo } from '../../../src/api/contract.ts';" },
    { path, text: "import type { Me } from '../../../src/api/contract.ts';\nimport { ask } from './ask.ts';" },
  ]);
  assert.equal(faults.length, 2);
});

test('the guard of words sees what is missing, unused, untranslated, without a form, and with other holes', () => {
  const fr = {
    a: 'Un texte',
    same: 'Pareil ici',
    n_one: '{{count}} ligne',
    n_other: '{{count}} lignes',
    hole: 'Bonjour {{name}}',
  };
  const en = {
    a: 'A text',
    same: 'Pareil ici',
    n_one: '{{count}} line',
    n_other: '{{count}} lines',
    hole: 'Hello',
    b: 'More',
  };
  const faults = wordFaults('x', fr, en, new Set());
  assert.match(faults[0]!, /“n” in fr lacks many/);
  assert.match(faults[1]!, /“b” stands in en only/);
  assert.match(faults[2]!, /“same” is “Pareil ici” in both/);
  assert.match(faults[3]!, /“hole” takes other values/);
  assert.equal(faults.length, 4);
  const text = "const t = useWords('x'); t('a'); t('gone', { count }); t(`s.${state}`); t(open ? 'b' : 'c');";
  const asked = askedKeys({ path: 'p.tsx', text }, constants);
  assert.deepEqual(useFaults(new Map([['x', { a: '', b: '', 's.on': '', c: '', n_one: '' }]]), asked), [
    '“gone” is asked of x and is not there',
    'x: nobody asks for “n”',
  ]);
});

test('the guard of texts sees them between tags and in attributes that people read', () => {
  const text = 'export const A = () => <p title="Bonjour" className="big">Salut {name} — {"·"}</p>;';
  assert.deepEqual(literalTexts({ path: 'a.tsx', text }), ['a.tsx: “Bonjour”', 'a.tsx: “Salut”']);
});
