declare module 'grapesjs/locale/fr.mjs' {
  const messages: Record<string, unknown>;
  export default messages;
}
declare module 'grapesjs-mjml/locale/fr.js' {
  const messages: Record<string, unknown>;
  export default messages;
}
