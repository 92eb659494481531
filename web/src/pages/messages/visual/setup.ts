/** GrapesJS with MJML, without its own panels: lists, buttons and fields beside the canvas are the application's. */
import grapesjs, { type Component, type Editor } from 'grapesjs';
import 'grapesjs/dist/css/grapes.min.css';
import fr from 'grapesjs/locale/fr.mjs';
import bundle from 'grapesjs-mjml';
import names from 'grapesjs-mjml/locale/fr.js';
import { PROPERTIES } from './properties.ts';

/** Elements with looks of their own in the plugin, which are not those of MJML: the canvas shows what is sent. */
const PLUGIN_TYPES = [...Object.keys(PROPERTIES), 'mj-group', 'mj-navbar', 'mj-raw'];
/** The package is CommonJS: what bundlers call its default export is the module, or the plugin in it. */
const mjml = (bundle as typeof bundle & { default?: typeof bundle }).default ?? bundle;
/** What takes letters for itself. */
const FIELDS = new Set(['INPUT', 'SELECT', 'TEXTAREA']);
const NO_PANELS = { custom: true } as const;

export type SetupOptions = {
  container: HTMLElement;
  language: 'fr' | 'en';
  /** Asked for when somebody double-clicks an image. */
  onImage: (component: Component) => void;
};

export function setUp({ container, language, onImage }: SetupOptions): Editor {
  const editor = grapesjs.init({
    container,
    height: '100%',
    width: 'auto',
    storageManager: false,
    noticeOnUnload: false,
    telemetry: false,
    // Their own would be fetched from elsewhere.
    cssIcons: '',
    showDevices: false,
    showToolbar: false,
    panels: { defaults: [] },
    blockManager: NO_PANELS,
    styleManager: NO_PANELS,
    layerManager: NO_PANELS,
    traitManager: NO_PANELS,
    selectorManager: NO_PANELS,
    assetManager: {
      custom: {
        open: () => {
          const chosen = editor.getSelected();
          if (chosen) onImage(chosen);
        },
      },
    },
    deviceManager: {
      devices: [
        { id: 'desktop', name: 'desktop', width: '' },
        { id: 'phone', name: 'phone', width: '375px', widthMedia: '480px' },
      ],
    },
    richTextEditor: { actions: ['bold', 'italic', 'underline', 'link'] },
    i18n: { locale: language, detectLocale: false, messages: { fr } },
    plugins: [
      (made) =>
        mjml(made, {
          i18n: { fr: (names as { default?: typeof names }).default ?? names },
          blocks: [],
          resetBlocks: false,
          resetDevices: false,
          resetStyleManager: false,
          useCustomTheme: false,
          customComponents: [plainLooks, liquidTag],
        }),
    ],
  } as Parameters<typeof grapesjs.init>[0]);
  // GrapesJS listens on the whole page: pressed on a button elsewhere, its keys would delete or change the selected block.
  editor.Keymaps.keymaster.filter = ({ target }: KeyboardEvent) =>
    target instanceof Element && container.contains(target) && !FIELDS.has(target.tagName);
  return editor;
}

function plainLooks(editor: Editor): void {
  for (const type of PLUGIN_TYPES) {
    editor.Components.addType(type, { model: { defaults: { 'style-default': {} } } });
  }
}

/** Liquid between elements: shown as what it is, moved and deleted like any block, and not written into. */
function liquidTag(editor: Editor): void {
  editor.Components.addType('liquid-tag', {
    extend: 'mj-raw',
    isComponent: (element: HTMLElement) =>
      element.tagName?.toLowerCase() === 'mj-raw' && element.hasAttribute('data-liquid'),
    model: { defaults: { name: 'Liquid', editable: false, 'style-default': {} } },
    view: {
      attributes: {
        style:
          'pointer-events: all; margin: 2px auto; padding: 2px 10px; width: fit-content; border-radius: 6px; background: #efe8dc; color: #504a42; font: 12px ui-monospace, Menlo, monospace;',
      },
    },
  } as Parameters<typeof editor.Components.addType>[1]);
}
