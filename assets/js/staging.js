// The Stage tab: one door to Python for the whole tab, and the product under the pointer.  Acts wait for each other, in
// order; what a control says while another answer is on its way is merged, so that nothing piles up or gets lost.
const PATIENCE_MS = 240000;
const BUSY_MS = 200;
const SETTLED_MS = 450;
const FILES = { upload: 'staging-photo', logo: 'staging-logo' };
const waiting = [];
let ticket = 0, busy = false, patience = null, hurry = null, settling = null;
const root = document.documentElement;
const desk = () => document.querySelector('#staging');
const inside = (node) => node?.closest?.('#staging');
const moves = (act) => act.act === 'preview' || act.act === 'change';

function push(act) {
  const last = waiting.at(-1);
  if (last && moves(last) && moves(act)) {
    const kind = last.act === 'change' || act.act === 'change' ? 'change' : 'preview';
    waiting[waiting.length - 1] = { act: kind, changes: { ...last.changes, ...act.changes } };
  } else waiting.push(act);
  next();
}

function next() {
  if (busy || !waiting.length) return;
  busy = true;
  ticket += 1;
  patience = setTimeout(done, PATIENCE_MS);
  hurry ??= setTimeout(() => { root.dataset.stagingBusy = 'yes'; }, BUSY_MS);
  trigger('click', { ...waiting.shift(), ticket });
}

function done() {
  clearTimeout(patience);
  busy = false;
  next();
  if (busy) return;
  clearTimeout(hurry);
  hurry = null;
  delete root.dataset.stagingBusy;
}

watch('value', () => {
  if (busy && element.querySelector('[data-answer]')?.dataset.answer === String(ticket)) done();
});

// Clicks, sliders and words --------------------------------------------------------------------------------------

const valueOf = (control) => (control.type === 'range' ? Number(control.value) : control.value);
const changeOf = (control) => ({ [control.dataset.change]: valueOf(control) });

document.addEventListener('click', (event) => {
  if (!inside(event.target)) return;
  const target = event.target.closest('[data-act]');
  if (!target || target.disabled || target.matches('select')) return;
  const { act, id, name, value } = target.dataset;
  if (act === 'stop') return trigger('stop', { act });
  if (act === 'tryon') return trigger('submit', { act });
  if (FILES[act]) return document.querySelector('#' + FILES[act])?.parentElement.querySelector('input[type=file]')?.click();
  if (act === 'change') return push({ act, changes: { [name]: value } });
  push({ act, id });
});

document.addEventListener('input', (event) => {
  const control = inside(event.target) && event.target.closest('[data-change]');
  if (!control || (control.type !== 'range' && control.type !== 'color')) return;
  const output = control.parentElement.querySelector('output');
  if (output) output.textContent = Math.round(100 * valueOf(control)) + ' %';
  push({ act: 'preview', changes: changeOf(control) });
  clearTimeout(settling);
  // A colour picker stays open and says "change" only when it closes; a pause is as good.
  if (control.type === 'color') settling = setTimeout(() => push({ act: 'change', changes: changeOf(control) }), SETTLED_MS);
});

document.addEventListener('change', (event) => {
  if (!inside(event.target)) return;
  clearTimeout(settling);
  const control = event.target.closest('[data-change]');
  const list = event.target.closest('select[data-act]');
  if (control) push({ act: 'change', changes: changeOf(control) });
  else if (list && list.value) {
    push({ act: list.dataset.act, id: list.value });
    if (list.dataset.act === 'size') list.value = '';
  } else if (event.target.matches('.st-side')) {
    const [wide, high] = ['own-width', 'own-height'].map((name) => desk().querySelector('[name=' + name + ']').value.trim());
    if (wide && high) push({ act: 'size', id: 'free:' + wide + 'x' + high });
  }
});

document.addEventListener('keydown', (event) => {
  if (!desk()?.offsetParent) return;
  const typing = event.target.closest?.('input, textarea, select');
  if (event.key === 'Enter' && inside(event.target) && event.target.matches('input')) return event.target.blur();
  if (typing || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return;
  event.preventDefault();
  push({ act: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
});

// The product under the pointer ------------------------------------------------------------------------------------

let drag = null;

function start(event) {
  const grip = event.target.closest?.('.st-grip');
  const print = inside(grip) && grip.closest('.st-print');
  if (!print || event.button > 0) return;
  event.preventDefault();
  const box = grip.getBoundingClientRect();
  drag = {
    print, grip, sprite: print.querySelector('.st-sprite'), frame: print.getBoundingClientRect(), box,
    x: event.clientX, y: event.clientY, corner: event.target.matches('.st-corner'), dx: 0, dy: 0, by: 1,
  };
  print.dataset.dragging = 'yes';
}

function drawDrag() {
  const how = 'translate(' + drag.dx + 'px,' + drag.dy + 'px) scale(' + drag.by + ')';
  for (const part of [drag.sprite, drag.grip]) if (part) part.style.transform = how;
}

function move(event) {
  if (!drag) return;
  const { frame, box } = drag;
  if (drag.corner) {
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    const before = Math.hypot(drag.x - middle[0], drag.y - middle[1]);
    const now = Math.hypot(event.clientX - middle[0], event.clientY - middle[1]);
    const most = Math.min(frame.width / box.width, frame.height / box.height);
    drag.by = Math.min(Math.max(now / Math.max(1, before), 0.2), most);
  } else {
    drag.dx = Math.min(Math.max(event.clientX - drag.x, frame.left - box.left), frame.right - box.right);
    drag.dy = Math.min(Math.max(event.clientY - drag.y, frame.top - box.top), frame.bottom - box.bottom);
  }
  drawDrag();
}

function drop() {
  if (!drag) return;
  const { frame, dx, dy, by, print } = drag;
  drag = null;
  if (Math.abs(dx) + Math.abs(dy) < 2 && Math.abs(by - 1) < 0.01) {
    delete print.dataset.dragging;
    for (const part of print.querySelectorAll('.st-sprite, .st-grip')) part.style.transform = '';
    return;
  }
  push({ act: 'move', dx: dx / frame.width, dy: dy / frame.height, by });
}

window.addEventListener('pointerdown', start);
window.addEventListener('pointermove', move);
window.addEventListener('pointerup', drop);
window.addEventListener('pointercancel', drop);

// A photo dropped or pasted here is staged ------------------------------------------------------------------------

const onStage = () => Boolean(desk()?.offsetParent);
const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');

function handOver(files) {
  const door = document.querySelector('#staging-photo')?.parentElement.querySelector('input[type=file]');
  const picture = [...files].find((file) => file.type.startsWith('image/') || /\.(heic|heif)$/i.test(file.name));
  if (!door || !(picture || files[0])) return;
  const transfer = new DataTransfer();
  transfer.items.add(picture || files[0]);
  door.files = transfer.files;
  door.dispatchEvent(new Event('change', { bubbles: true }));
}
window.addEventListener('dragover', (event) => {
  if (!onStage() || !carriesFiles(event)) return;
  event.preventDefault();
  root.dataset.dropping = 'yes';
});
window.addEventListener('drop', (event) => {
  if (!onStage() || !carriesFiles(event)) return;
  event.preventDefault();
  delete root.dataset.dropping;
  handOver(event.dataTransfer.files);
});
window.addEventListener('paste', (event) => {
  const typing = event.target.closest?.('input, textarea, select');
  if (onStage() && !typing && event.clipboardData?.files.length) handOver(event.clipboardData.files);
});
