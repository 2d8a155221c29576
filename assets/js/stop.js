// Stop has an event of its own: listeners of one event wait for each other in the browser, and the one before may be
// waiting for the very work that is to stop.
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-act="stop"]')) trigger('stop', { act: 'stop' });
});
