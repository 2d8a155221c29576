// Our brush buttons press the image editor's own: its palette and size are hidden behind small icons.
// `data-editor` names the editor, `data-swatch` a brush's place in its palette; the first brush is taken on opening.
const root = document.documentElement;
const brushes = () => [...element.querySelectorAll('[data-brush]')];
const swatchOf = (kind) => Number(brushes().find((one) => one.dataset.brush === kind)?.dataset.swatch ?? 0);
const editor = () => element.querySelector('[data-editor]')?.dataset.editor;
const bar = () => document.querySelector('#' + editor() + ' .toolbar-wrap');
const button = (title) => bar()?.querySelector(`button[title="${title}"]`);
const swatches = () => bar()?.querySelectorAll('.swatch .color') || [];

async function until(ready) {
  for (let tries = 0; tries < 50; tries += 1) {
    if (ready()) return true;
    await new Promise((done) => setTimeout(done, 20));
  }
  return false;
}

async function take(kind) {
  if (kind === 'erase') {
    button('Erase')?.click();
    await until(() => button('Erase')?.classList.contains('highlight'));
  } else {
    button('Brush')?.click();
    await until(() => button('Color'));
    if (!swatches().length) button('Color')?.click();
    await until(() => swatches().length > swatchOf(kind));
    const swatch = swatches()[swatchOf(kind)];
    swatch?.click();
    await until(() => button('Color')?.style.color === swatch?.style.backgroundColor);
  }
  root.dataset.paint = kind;
}

async function resize(value) {
  const range = () => bar()?.querySelector('input[type=range]');
  if (!range()) button(root.dataset.paint === 'erase' ? 'Eraser Size' : 'Brush Size')?.click();
  if (!(await until(range))) return;
  range().value = value;
  range().dispatchEvent(new Event('input', { bubbles: true }));
}

// One press after the other: the palette opens and closes between them.
let queue = Promise.resolve();
const enqueue = (work) => (queue = queue.then(work, work));

element.addEventListener('click', (event) => {
  const brush = event.target.closest('[data-brush]');
  if (brush) enqueue(() => take(brush.dataset.brush));
});
element.addEventListener('change', (event) => {
  if (event.target.type === 'range') enqueue(() => resize(event.target.value));
});

// The editor wakes with a tool but not always with ours: as soon as it is there, take the brush that keeps.
let awake = null;
setInterval(() => {
  const there = element.offsetParent && editor() && button('Brush') ? bar() : null;
  const first = brushes()[0]?.dataset.brush;
  if (there && (there !== awake?.there || first !== awake?.first)) enqueue(() => take(first));
  awake = there && { there, first };
  // Its canvas is white round the photo; where the library lets us, it takes the wall's colour.
  const ground = there && globalThis.__PIXI_APP__?.renderer?.background;
  const wall = getComputedStyle(document.body).getPropertyValue('--wall').trim();
  if (ground && wall && ground.ours !== wall) {
    ground.color = wall;
    ground.ours = wall;
  }
}, 200);
