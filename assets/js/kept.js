// The wall of kept pictures: clicks go to Python; ticks are drawn at once, and Python is told all of them each time.
const ticked = () =>
  [...element.querySelectorAll('.tick[aria-pressed="true"]')].sort((a, b) => a.textContent - b.textContent);

const ids = (boxes) => boxes.map((each) => each.dataset.id).join(',');
const most = () => Number(element.querySelector('[data-most]')?.dataset.most) || Infinity;

function tick(box) {
  const on = box.getAttribute('aria-pressed') === 'true';
  const others = ticked().filter((each) => each !== box);
  if (!on && others.length >= most()) return;
  const now = on ? others : [...others, box];
  box.setAttribute('aria-pressed', String(!on));
  box.textContent = '';
  now.forEach((each, number) => { each.textContent = number + 1; });
  trigger('click', { act: 'ticks', ids: ids(now) });
}

element.addEventListener('click', (event) => {
  const box = event.target.closest('.tick');
  if (box) return tick(box);
  const target = event.target.closest('[data-act]');
  if (!target || !element.contains(target) || target.disabled) return;
  // With the ticks of this moment: those of the last answer may be older.
  trigger('click', element.querySelector('.kept-wall') ? { ...target.dataset, ids: ids(ticked()) } : { ...target.dataset });
});
