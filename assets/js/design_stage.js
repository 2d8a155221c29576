// The easel in the browser: the views, the divider, the backdrop, undo by keyboard, and garments dropped or pasted here.
const root = document.documentElement;
const push = (act) => window.warholDesign?.push(act);
const onStage = () => element.offsetParent !== null;
const look = (view) => { element.dataset.designView = view; };
let wished = '';

look('design');
element.addEventListener('click', (event) => {
  const view = event.target.closest('[data-design-look]');
  if (view) return look(view.dataset.designLook);
  const ground = event.target.closest('[data-ground]');
  if (ground) return window.warholBackdrop?.(ground.dataset.ground, ground.dataset.colour);
  const act = event.target.closest('[data-act]');
  if (act && !act.disabled) act.dataset.act === 'stop' ? window.warholDesign?.stop() : push({ act: act.dataset.act });
});
element.addEventListener('input', (event) => {
  if (event.target.type === 'color') window.warholBackdrop?.('custom', event.target.value);
  if (event.target.type === 'range') element.style.setProperty('--split', event.target.value + '%');
});
watch('value', () => {
  const stage = element.querySelector('.design-stage');
  const wish = stage?.dataset.wish || '';
  if (wish && wish !== wished) look(wish);
  wished = wish;
  const there = (selector) => stage?.querySelector(selector);
  if (element.dataset.designView === 'beside' && !there('.photo img')) look('design');
  if (element.dataset.designView === 'compare' && !there('.before')) look('design');
});

const typing = (event) => event.target.closest?.('input, textarea, select, [contenteditable]');
document.addEventListener('keydown', (event) => {
  if (!onStage() || typing(event) || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return;
  event.preventDefault();
  push({ act: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
});

function handOver(files) {
  const door = document.querySelector('#design-photo')?.parentElement.querySelector('input[type=file]');
  const picture = [...files].find((file) => file.type.startsWith('image/') || /\.(heic|heif)$/i.test(file.name));
  if (!door || !(picture || files[0])) return;
  const transfer = new DataTransfer();
  transfer.items.add(picture || files[0]);
  door.files = transfer.files;
  door.dispatchEvent(new Event('change', { bubbles: true }));
}
const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
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
  if (onStage() && !typing(event) && event.clipboardData?.files.length) handOver(event.clipboardData.files);
});
