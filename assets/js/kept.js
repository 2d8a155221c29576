// The wall of kept pictures: clicks go to Python; ticks are drawn at once, and Python is told all of them each time.
const ticked = () =>
  [...element.querySelectorAll('.tick[aria-pressed="true"]')].sort((a, b) => a.textContent - b.textContent);

function tick(box) {
  const on = box.getAttribute('aria-pressed') === 'true';
  const others = ticked().filter((each) => each !== box);
  const now = on ? others : [...others, box];
  box.setAttribute('aria-pressed', String(!on));
  box.textContent = '';
  now.forEach((each, number) => { each.textContent = number + 1; });
  trigger('click', { act: 'ticks', ids: now.map((each) => each.dataset.id).join(',') });
}

element.addEventListener('click', (event) => {
  const box = event.target.closest('.tick');
  if (box) return tick(box);
  const target = event.target.closest('[data-act]');
  if (target && element.contains(target) && !target.disabled) trigger('click', { ...target.dataset });
});
