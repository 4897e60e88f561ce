// Before everything else: says aloud whatever keeps the page from starting.
(function () {
  // Where the system has no language ("C"), libraries that format numbers would throw while they load.
  try {
    new Intl.NumberFormat(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en' });
  }
  // From a file nothing can start, whatever fails first.
  var file = location.protocol === 'file:' && 'a browser runs WebAssembly only from a server. Type: cargo xtask explorer --open, or serve this folder by any web server.';
  function say(message) {
    if ('ready' in document.documentElement.dataset) return;
    var place = document.querySelector('.failure');
    if (!place) return;
    place.hidden = false;
    place.textContent = 'The page could not start: ' + (file || message);
  }
  addEventListener('error', function (event) {
    say(event.message || 'a file could not be loaded: ' + (event.target && (event.target.src || event.target.href)));
  }, true);
  addEventListener('unhandledrejection', function (event) {
    say(String(event.reason));
  });
  if (file) addEventListener('DOMContentLoaded', say);
})();
