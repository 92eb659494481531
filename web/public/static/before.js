// Runs before the first paint: colours and language as they were chosen, so that nothing flashes. A file and not a line in the
// page, because the content security policy lets no inline script run.
(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const chosen = kept('declic.colours');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  const language = kept('declic.language') ?? navigator.language;
  document.documentElement.lang = /^fr/i.test(language) ? 'fr' : 'en';
})();
