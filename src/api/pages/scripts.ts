/**
 * The two scripts of embedded forms. The first sets an iframe beside its own tag; the second, inside, tells how high it is. The
 * frame works without the second, and the form without either.
 */
export const EMBED = `(function () {
  var script = document.currentScript;
  var source = script.src.replace(/\\/embed\\.js.*$/, '?embed=1');
  var frame = document.createElement('iframe');
  frame.src = source;
  frame.title = script.getAttribute('data-title') || 'Formulaire';
  frame.style.width = '100%';
  frame.style.maxWidth = '560px';
  frame.style.height = '{height}px';
  frame.style.border = '0';
  script.parentNode.insertBefore(frame, script);
  addEventListener('message', function (event) {
    if (event.source !== frame.contentWindow || !event.data || typeof event.data.declicHeight !== 'number') return;
    frame.style.height = Math.min(4000, Math.max(100, event.data.declicHeight)) + 'px';
  });
})();
`;

export const HEIGHT = `(function () {
  function tell() { parent.postMessage({ declicHeight: document.documentElement.offsetHeight }, '*'); }
  addEventListener('load', tell);
  addEventListener('resize', tell);
})();
`;
