// The Design tab's one door to Python: one act at a time, in order.  What waits is merged, so that a dragged control
// neither piles up nor gets lost, and no act starts from a design that another one is about to change.
const PATIENCE_MS = 60000;
const BUSY_MS = 200;
const waiting = [];
let ticket = 0, busy = false, patience = null, hurry = null;

const moves = (act) => act.act === 'preview' || act.act === 'tweak';

function push(act) {
  const last = waiting.at(-1);
  if (last && moves(last) && moves(act)) {
    const kind = last.act === 'tweak' || act.act === 'tweak' ? 'tweak' : 'preview';
    waiting[waiting.length - 1] = { act: kind, changes: { ...last.changes, ...act.changes } };
  } else waiting.push(act);
  next();
}

function next() {
  if (busy || !waiting.length) return;
  busy = true;
  ticket += 1;
  patience = setTimeout(done, PATIENCE_MS);
  hurry ??= setTimeout(() => { document.documentElement.dataset.designBusy = 'yes'; }, BUSY_MS);
  trigger('click', { ...waiting.shift(), ticket });
}

function done() {
  clearTimeout(patience);
  busy = false;
  next();
  if (busy) return;
  clearTimeout(hurry);
  hurry = null;
  delete document.documentElement.dataset.designBusy;
}

watch('value', () => {
  if (busy && element.querySelector('[data-answer]')?.dataset.answer === String(ticket)) done();
});

window.warholDesign = { push, stop: () => trigger('stop', { act: 'stop' }) };
