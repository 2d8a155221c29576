// The stage in the browser: backdrop, before and after, picking a product, and files dropped or pasted anywhere.
const root = document.documentElement;
const remembered = (key, fallback) => localStorage.getItem('warhol-' + key) || fallback;

function setBackdrop(name, colour) {
  root.dataset.backdrop = name;
  root.style.setProperty('--backdrop', colour || 'transparent');
  // What a JPEG is saved on; it cannot be transparent.
  root.style.setProperty('--ground', colour || '#ffffff');
  root.style.setProperty('--ground-name', JSON.stringify({ checker: 'white', custom: 'colour' }[name] || name));
  localStorage.setItem('warhol-backdrop', name);
  localStorage.setItem('warhol-backdrop-colour', colour || '');
}

function setView(view) {
  root.dataset.view = view;
}

window.warholBackdrop = setBackdrop;
setBackdrop(remembered('backdrop', 'checker'), remembered('backdrop-colour', ''));
setView('result');

element.addEventListener('click', (event) => {
  const swatch = event.target.closest('[data-ground]');
  if (swatch) return setBackdrop(swatch.dataset.ground, swatch.dataset.colour);
  const view = event.target.closest('[data-look]');
  if (view) return setView(view.dataset.look);
  const act = event.target.closest('[data-act]');
  // Stop has an event of its own: listeners of one event wait for each other, and the one before may be waiting for the
  // very work that is to stop.
  if (act?.dataset.act === 'stop') return trigger('stop', { act: 'stop' });
  if (act) return trigger('click', { ...act.dataset });
  const print = event.target.closest('.print.pickable');
  if (print && root.dataset.view === 'result') {
    const box = print.getBoundingClientRect();
    trigger('click', {
      act: 'point',
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height,
    });
  }
});

element.addEventListener('input', (event) => {
  if (event.target.type === 'color') setBackdrop('custom', event.target.value);
  if (event.target.type === 'range') element.style.setProperty('--split', event.target.value + '%');
});

// Dropped, pasted and photographed pictures take the same door as the upload button.
window.warholHandOver = handOver;
function handOver(files) {
  const input = document.querySelector('#photo-upload')?.parentElement.querySelector('input[type=file]');
  const picture = [...files].find((file) => file.type.startsWith('image/') || /\.(heic|heif)$/i.test(file.name));
  const file = picture || files[0];
  if (!input || !file) return false;
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}

const onStage = () => element.offsetParent !== null;
const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
window.addEventListener('dragover', (event) => {
  if (!onStage() || !carriesFiles(event)) return;
  event.preventDefault();
  root.dataset.dropping = 'yes';
});
window.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) delete root.dataset.dropping;
});
window.addEventListener('drop', (event) => {
  delete root.dataset.dropping;
  if (!onStage() || !carriesFiles(event)) return;
  event.preventDefault();
  handOver(event.dataTransfer.files);
});
// Browsers call whatever is copied out of a picture "image.png"; files that were copied as files keep their names.
const named = (file) => (file.name === 'image.png' ? new File([file], 'Pasted picture.png', { type: file.type }) : file);
window.addEventListener('paste', (event) => {
  if (onStage() && event.clipboardData?.files.length) handOver([...event.clipboardData.files].map(named));
});
