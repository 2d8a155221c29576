// The Try-on tab: one door to Python for the whole tab.  Acts wait for each other, in order; points and searches that
// come while another answer is on its way replace the ones that wait, so that nothing piles up or gets lost.
const PATIENCE_MS = 240000;
const BUSY_MS = 200;
const TYPED_MS = 350;
const waiting = [];
let ticket = 0, busy = false, patience = null, hurry = null, typing = null;
const root = document.documentElement;
const desk = () => document.querySelector('#tryon');
const inside = (node) => node?.closest?.('#tryon');
const fileOf = (id) => document.querySelector('#' + id)?.parentElement.querySelector('input[type=file]');

function push(act) {
  const last = waiting.at(-1);
  if (last && last.act === act.act && (act.act === 'find' || act.act === 'points')) {
    waiting[waiting.length - 1] = { ...last, ...act };
  } else waiting.push(act);
  next();
}

function next() {
  if (busy || !waiting.length) return;
  busy = true;
  ticket += 1;
  patience = setTimeout(done, PATIENCE_MS);
  hurry ??= setTimeout(() => { root.dataset.tryonBusy = 'yes'; }, BUSY_MS);
  trigger('click', { ...waiting.shift(), ticket });
}

function done() {
  clearTimeout(patience);
  busy = false;
  next();
  if (busy) return;
  clearTimeout(hurry);
  hurry = null;
  delete root.dataset.tryonBusy;
}

watch('value', () => {
  if (busy && element.querySelector('[data-answer]')?.dataset.answer === String(ticket)) done();
});

document.addEventListener('click', (event) => {
  if (!inside(event.target)) return;
  const target = event.target.closest('[data-act]');
  if (!target || target.disabled) return;
  const { act, id } = target.dataset;
  if (act === 'stop') return trigger('stop', { act });
  if (act === 'upload') return fileOf('tryon-garment')?.click();
  if (act === 'photo') return fileOf('tryon-person')?.click();
  push({ act, id });
});

document.addEventListener('change', (event) => {
  if (!inside(event.target) || !event.target.matches('[name=agreed]')) return;
  const button = desk().querySelector('[data-act=photo]');
  if (button) button.disabled = !event.target.checked;
  push({ act: 'agree', value: event.target.checked });
});

// Words are searched when the typing pauses; what is typed survives the answer.
document.addEventListener('input', (event) => {
  if (!inside(event.target) || !event.target.matches('[data-find]')) return;
  const words = event.target.value;
  clearTimeout(typing);
  typing = setTimeout(() => push({ act: 'find', words }), TYPED_MS);
});
new MutationObserver(() => {
  const field = desk()?.querySelector('[data-find]');
  if (!field || field.dataset.met) return;
  field.dataset.met = 'yes';
  if (field.value) { field.focus(); field.setSelectionRange(field.value.length, field.value.length); }
}).observe(document.body, { childList: true, subtree: true });

// Before and after
document.addEventListener('input', (event) => {
  if (!inside(event.target) || !event.target.matches('.ty-range')) return;
  event.target.closest('.ty-print').style.setProperty('--split', event.target.value + '%');
});

document.addEventListener('keydown', (event) => {
  if (!desk()?.offsetParent) return;
  const writes = event.target.closest?.('input:not([type=range]), textarea, select');
  if (writes || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return;
  event.preventDefault();
  push({ act: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
});

// A product photo that is dropped goes into the slot that is open.
const onDesk = () => Boolean(desk()?.offsetParent && desk().querySelector('[data-slot]'));
const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
window.addEventListener('dragover', (event) => {
  if (!onDesk() || !carriesFiles(event)) return;
  event.preventDefault();
  root.dataset.dropping = 'yes';
});
window.addEventListener('drop', (event) => {
  if (!onDesk() || !carriesFiles(event)) return;
  event.preventDefault();
  delete root.dataset.dropping;
  const file = [...event.dataTransfer.files].find((each) => each.type.startsWith('image/'));
  if (!file) return;
  const transfer = new DataTransfer();
  transfer.items.add(file);
  const input = fileOf('tryon-garment');
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
});
