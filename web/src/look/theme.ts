/** Ink on warm paper, one poppy accent. Every colour of the product is named here. */
import {
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  Modal,
  Select,
  Switch,
  Table,
  TextInput,
  Tooltip,
} from '@mantine/core';

const poppy: MantineColorsTuple = [
  '#fff0eb',
  '#ffdfd5',
  '#fabdaa',
  '#f5987d',
  '#f07856',
  '#e95f3a',
  '#dc4b27',
  '#c8391b',
  '#a92d13',
  '#87230f',
];
/** Greys with the warmth of paper. */
const gray: MantineColorsTuple = [
  '#f6f1e8',
  '#efe8dc',
  '#e6ddcf',
  '#d6cbba',
  '#b8ac9a',
  '#857a6b',
  '#655e54',
  '#504a42',
  '#37332d',
  '#22201c',
];
const dark: MantineColorsTuple = [
  '#f2ece2',
  '#d8cfc2',
  '#b8ae9f',
  '#8d8375',
  '#565047',
  '#3f3a33',
  '#2a2723',
  '#1c1a17',
  '#161412',
  '#100f0d',
];

/** Bad, good and held back: dark enough at 7 and beyond to be read on paper, and to carry white letters. */
const red: MantineColorsTuple = [
  '#fdecea',
  '#f9d9d6',
  '#f0aba6',
  '#e57f78',
  '#dc5a51',
  '#d2453b',
  '#c4362c',
  '#b3261e',
  '#8f1a13',
  '#6b0f0a',
];
const teal: MantineColorsTuple = [
  '#e8f6f0',
  '#d7efe4',
  '#a5d8c2',
  '#74c2a1',
  '#4bae85',
  '#2f9d70',
  '#1f8a5f',
  '#1a7350',
  '#12603f',
  '#0b4a30',
];
const yellow: MantineColorsTuple = [
  '#fff8e6',
  '#fdeec6',
  '#f9dd95',
  '#f3c95e',
  '#e9b43a',
  '#d59b1d',
  '#a87408',
  '#7d5504',
  '#614102',
  '#452e00',
];

/** The three states of pressure, the same on every screen: [light, dark]. */
const pressure = { under: ['#1f5fa8', '#7fb2ee'], balanced: ['#1f7a4d', '#6cc597'], over: ['#b3261e', '#ff8f85'] };

export const theme = createTheme({
  colors: { poppy, gray, dark, red, teal, yellow },
  primaryColor: 'poppy',
  primaryShade: 7,
  white: '#fffdf9',
  black: '#22201c',
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  // An 8-pixel rhythm, with half a step for what belongs together.
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.25' },
      h2: { fontSize: '1.1875rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', radius: 'sm' },
      styles: { label: { textTransform: 'none' } },
    }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } }),
    Modal: Modal.extend({ defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } } }),
    // Being on is no call for a decision: the accent is kept for those.
    Switch: Switch.extend({ defaultProps: { color: 'teal' } }),
    Select: Select.extend({ defaultProps: { allowDeselect: false, checkIconPosition: 'right' } }),
    TextInput: TextInput.extend({ defaultProps: { autoComplete: 'off' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: true } },
    }),
  },
});

export const colours = localStorageColorSchemeManager({ key: 'declic.colours' });

/** `--card`, `--line`, `--paper`, `--soft` and the pressure colours, beside Mantine's own. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--paper': '#faf6ef',
    '--card': '#fffdf9',
    '--sunken': '#f4eee4',
    '--line': '#e6ddcf',
    '--soft': gray[6],
    '--accent-text': '#b53016',
    ...pressureOf(0),
    '--mantine-color-body': '#faf6ef',
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': '#7a7062',
    '--mantine-color-anchor': '#b53016',
    '--mantine-color-default-border': gray[3],
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    '--paper': dark[7],
    '--card': '#242120',
    '--sunken': '#161412',
    '--line': dark[5],
    '--soft': dark[2],
    '--accent-text': '#ff8a6b',
    ...pressureOf(1),
    '--mantine-color-body': dark[7],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#a0968a',
    '--mantine-color-anchor': '#ff8a6b',
    '--mantine-color-error': '#ff8f85',
  },
});

const pressureOf = (scheme: 0 | 1) =>
  Object.fromEntries(Object.entries(pressure).map(([state, colour]) => [`--pressure-${state}`, colour[scheme]!]));
