// "What they want": one door to Python for the whole tab.  Acts wait for each other, in order; opening a design, stopping
// and adding a word to the field do not have to wait.
const PATIENCE_MS = 180000;
const waiting = [];
let ticket = 0, busy = false, patience = null;
const inside = (node) => node?.closest?.('#wants');
const field = (name) => document.querySelector('#wants-panel [name="' + name + '"]');

function readForm() {
  const form = {};
  for (const control of document.querySelectorAll('#wants-panel [name]')) {
    if (control.type !== 'radio' || control.checked) form[control.name] = control.value;
  }
  return form;
}

function push(act) {
  waiting.push({ ...act, form: readForm() });
  next();
}

function next() {
  if (busy || !waiting.length) return;
  busy = true;
  ticket += 1;
  document.documentElement.dataset.wantsBusy = 'yes';
  patience = setTimeout(done, PATIENCE_MS);
  trigger('click', { ...waiting.shift(), ticket });
}

function done() {
  clearTimeout(patience);
  busy = false;
  next();
  if (!busy) delete document.documentElement.dataset.wantsBusy;
}

watch('value', () => {
  if (busy && element.querySelector('[data-answer]')?.dataset.answer === String(ticket)) done();
});

function addWord(word) {
  const text = field('text');
  if (!text) return;
  const words = text.value.split(/[,;]+/).map((each) => each.trim()).filter(Boolean);
  const at = words.indexOf(word);
  if (at < 0) words.push(word);
  else words.splice(at, 1);
  text.value = words.join(', ');
  markWords();
}

function markWords() {
  const words = (field('text')?.value || '').split(/[,;]+/).map((each) => each.trim());
  for (const chip of document.querySelectorAll('#wants-panel [data-word]')) {
    chip.setAttribute('aria-pressed', String(words.includes(chip.dataset.word)));
  }
}

document.addEventListener('click', (event) => {
  if (!inside(event.target)) return;
  const chip = event.target.closest('[data-word]');
  if (chip) return addWord(chip.dataset.word);
  const target = event.target.closest('[data-act]');
  if (!target || target.disabled) return;
  const { act, id } = target.dataset;
  if (act === 'stop') return trigger('stop', { act });
  if (act === 'design' || act === 'stage' || act === 'tryon') return trigger('submit', { act, id });
  push({ act, id });
});

document.addEventListener('input', (event) => {
  if (inside(event.target) && event.target.name === 'text') markWords();
});

document.addEventListener('keydown', (event) => {
  if (!element.offsetParent && !document.querySelector('#wants')?.offsetParent) return;
  const typing = event.target.closest?.('input, textarea, select');
  if (event.key === 'Enter' && inside(event.target) && event.target.matches('input[type=text]')) {
    event.preventDefault();
    return push({ act: event.target.name === 'seed' ? 'again' : 'reroll' });
  }
  if (event.key === 'Escape' && document.querySelector('.want-detail')) return push({ act: 'close' });
  if (typing || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return;
  event.preventDefault();
  push({ act: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
});
